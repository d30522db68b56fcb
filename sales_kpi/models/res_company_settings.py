"""What a changed setting of a company does to the facts (decision 21)."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: Only closing and reopening write these, together with the facts.
CLOSING_FIELDS = frozenset({"kpi_locked_until", "kpi_closing_from"})
PERSONS_FIELDS = frozenset(
    {"kpi_show_persons", "kpi_persons_agreement", "kpi_show_results"}
)


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_closing_fields(vals)
        companies = super().create(vals_list)
        companies.filtered("kpi_show_persons")._log_persons()
        companies.filtered("kpi_show_results")._log_results()
        return companies

    def write(self, vals):
        self._check_closing_fields(vals)
        if not vals.keys() & {"kpi_tz", "resource_calendar_id", *PERSONS_FIELDS}:
            return super().write(vals)
        zones = {company.id: company._kpi_zone().zone for company in self}
        persons = {company.id: company._kpi_persons() for company in self}
        results = {company.id: company.kpi_show_results for company in self}
        if "resource_calendar_id" in vals:
            self.env["sales.kpi.workday"]._cut_future(
                self.filtered(
                    lambda company: company.resource_calendar_id.id
                    != vals["resource_calendar_id"]
                )
            )
        result = super().write(vals)
        self._queue_moved_days(
            {
                company.id: zones[company.id]
                for company in self
                if company._kpi_zone().zone != zones[company.id]
            }
        )
        self.filtered(
            lambda company: company._kpi_persons() != persons[company.id]
        )._log_persons()
        self.filtered(
            lambda company: company.kpi_show_results != results[company.id]
        )._log_results()
        return result

    def _kpi_persons(self):
        """What is logged when it changes."""
        return self.kpi_show_persons, self.kpi_persons_agreement

    @api.model
    def _check_closing_fields(self, vals):
        if CLOSING_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "Periods are closed and reopened by CRM ▸ KPIs ▸ Configuration ▸ "
                    "Closing, which asks for a reason."
                )
            )

    @api.model
    def _queue_moved_days(self, old_zones):
        """Queue the records with facts whose day is another one in the new time zone.

        Facts of documents that carry a date only are at midnight of their day, so
        their moment moves. What stays within closed time is left alone.

        :param old_zones: ``{company id: name of the time zone before}``
        """
        if not old_zones:
            return
        self.env["sales.kpi.fact"].flush_model()
        companies = self.browse(old_zones)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_dirty (source, ref)
                SELECT DISTINCT fact.source, fact.source_ref
                  FROM sales_kpi_fact fact
                  JOIN unnest(%s::int[], %s::varchar[], %s::varchar[])
                       AS moved(company_id, old_zone, new_zone)
                    ON moved.company_id = fact.company_id
                  JOIN res_company company ON company.id = fact.company_id
            CROSS JOIN LATERAL (
                       SELECT fact.at AT TIME ZONE 'UTC' AS at
                       ) AS moment
            CROSS JOIN LATERAL (
                       SELECT (moment.at AT TIME ZONE moved.new_zone)::date AS date
                       ) AS new
                 WHERE (new.date <> fact.date
                        OR moment.at AT TIME ZONE moved.old_zone
                           = fact.date::timestamp)
                   AND GREATEST(fact.date, new.date) > COALESCE(
                       company.kpi_locked_until, '-infinity'::date)
                """,
                companies.ids,
                list(old_zones.values()),
                [company._kpi_zone().zone for company in companies],
            )
        )

    def _log_persons(self):
        """Note who shows the activity of persons, or no longer, and by what right."""
        self.env["sales.kpi.log"]._note(
            {
                company: company.kpi_persons_agreement or ""
                for company in self.filtered("kpi_show_persons")
            },
            "persons_shown",
        )
        self.env["sales.kpi.log"]._note(
            dict.fromkeys(self.filtered(lambda c: not c.kpi_show_persons), ""),
            "persons_hidden",
        )

    def _log_results(self):
        """Note who shows the results of persons, or no longer."""
        shown = self.filtered("kpi_show_results")
        log = self.env["sales.kpi.log"]
        log._note(dict.fromkeys(shown, ""), "results_shown")
        log._note(dict.fromkeys(self - shown, ""), "results_hidden")
