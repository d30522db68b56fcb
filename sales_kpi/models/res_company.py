import re

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.base.models.res_partner import _tz_get

#: Lowest and highest value of the settings that are numbers. A later closing day is
#: not reached in every month.
LIMITS = {
    "kpi_clv_years": (1, 20),
    "kpi_closing_workday": (0, 15),
    "kpi_minimum_n": (0, 1000),
    "kpi_new_business_months": (1, 120),
    "kpi_silence_months": (1, 120),
}
DOMAIN_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_tz = fields.Selection(
        _tz_get,
        string="Reporting time zone",
        compute="_compute_kpi_tz",
        store=True,
        readonly=False,
        help="A day of a KPI begins and ends here, whoever looks at it from wherever. "
        "By default the time zone of the company's working hours.",
    )
    kpi_revenue_basis = fields.Selection(
        [("invoices", "Posted invoices"), ("orders", "Confirmed orders")],
        string="Revenue basis",
        required=True,
        default="invoices",
        help="Choose orders if you do not invoice in Odoo.",
    )
    kpi_silence_months = fields.Integer(
        "Lost after months of silence",
        default=12,
        help="A customer who bought nothing for so long counts as lost.",
    )
    kpi_new_business_months = fields.Integer(
        "New business lasts (months)",
        default=12,
        help="What a customer buys within this time from the first purchase on is new "
        "business.",
    )
    kpi_minimum_n = fields.Integer(
        "Fewest cases",
        default=10,
        help="A KPI over fewer cases is shown in grey, even if it is content with fewer "
        "itself.",
    )
    kpi_free_mailers = fields.Text(
        "More free mail domains",
        help="Mail domains that belong to no company, one per line, in addition to "
        "those that are known (gmail.com and the like).",
    )
    kpi_show_persons = fields.Boolean(
        "Activity per person",
        help="Lets team leaders and KPI managers see the activity of each person. "
        "Without it everyone sees only the own activity, and others only as figures "
        "of at least five people.",
    )
    kpi_persons_agreement = fields.Char(
        "Agreement",
        help="What allows it, for example: works agreement of 1 March 2026.",
    )
    kpi_show_results = fields.Boolean(
        "Results per person",
        help="Lets KPI managers and sales operations see the results of each person. "
        "Without it a person's results are seen by that person and the leader of the "
        "team only.",
    )
    kpi_closing_workday = fields.Integer(
        "Month closes on working day",
        default=10,
        help="On this working day the month before is closed. 0: never by itself.",
    )
    kpi_locked_until = fields.Date(
        "KPIs closed until",
        readonly=True,
        copy=False,
        help="Facts up to this day stay as they are; what changes later appears as a "
        "correction on the first open day.",
    )
    kpi_closing_from = fields.Date(
        default=lambda self: fields.Date.context_today(self),
        readonly=True,
        copy=False,
        help="Months close by themselves from the month of this day on: not at once "
        "where the KPIs have just been installed, or a period was reopened.",
    )

    @api.depends("resource_calendar_id")
    def _compute_kpi_tz(self):
        for company in self:
            if not company.kpi_tz:
                company.kpi_tz = company.resource_calendar_id.tz or "UTC"

    @api.constrains("kpi_tz")
    def _check_kpi_tz(self):
        """PostgreSQL computes the days; it knows fewer names than Python."""
        names = {company.kpi_tz for company in self if company.kpi_tz}
        self.env.cr.execute(
            SQL("SELECT name FROM pg_timezone_names WHERE name = ANY(%s)", list(names))
        )
        unknown = names - {name for (name,) in self.env.cr.fetchall()}
        if unknown:
            raise ValidationError(
                self.env._(
                    "The database does not know the time zone %(zone)s. Choose one "
                    "that is named after a continent and a city, like Europe/Berlin.",
                    zone=", ".join(sorted(unknown)),
                )
            )

    @api.constrains(*LIMITS)
    def _check_kpi_limits(self):
        for company in self:
            for name, (lowest, highest) in LIMITS.items():
                if not lowest <= company[name] <= highest:
                    raise ValidationError(
                        self.env._(
                            "“%(setting)s” must be between %(lowest)s and %(highest)s.",
                            setting=self._fields[name]._description_string(self.env),
                            lowest=lowest,
                            highest=highest,
                        )
                    )

    @api.constrains("kpi_free_mailers")
    def _check_kpi_free_mailers(self):
        for company in self:
            for name in company._kpi_free_mail_domains():
                if not DOMAIN_NAME.fullmatch(name):
                    raise ValidationError(
                        self.env._(
                            "“%(name)s” is not a mail domain. Write one domain per "
                            "line, like example.com.",
                            name=name,
                        )
                    )

    @api.constrains("kpi_show_persons", "kpi_persons_agreement")
    def _check_kpi_persons_agreement(self):
        for company in self:
            if (
                company.kpi_show_persons
                and not (company.kpi_persons_agreement or "").strip()
            ):
                raise ValidationError(
                    self.env._(
                        "Name the agreement that allows to show the activity of each "
                        "person in %(company)s.",
                        company=company.name,
                    )
                )

    def _kpi_zone(self):
        """The reporting time zone of a company."""
        company = self.sudo()  # sudo: a setting, not a record
        return pytz.timezone(company.kpi_tz or company.resource_calendar_id.tz or "UTC")

    def _kpi_work_zone(self):
        """The time zone of a company's working hours."""
        company = self.sudo()  # sudo: a setting, not a record
        return pytz.timezone(company.resource_calendar_id.tz or self._kpi_zone().zone)

    def _kpi_today(self):
        """The present day in the reporting time zone of a company."""
        return pytz.utc.localize(self.env.cr.now()).astimezone(self._kpi_zone()).date()

    def _kpi_free_mail_domains(self):
        """The free mail domains that a company added, in lower case."""
        return set(re.split(r"[\s,;@]+", (self.kpi_free_mailers or "").lower())) - {""}
