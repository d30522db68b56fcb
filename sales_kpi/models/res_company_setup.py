"""What the set-up assistant asks of a company, and what follows from it."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_setup = fields.Selection(
        [("open", "Open"), ("skipped", "Skipped"), ("done", "Done")],
        string="Set-up of the KPIs",
        default="open",
        required=True,
        copy=False,
    )
    kpi_go_live = fields.Date(
        "Go-live in Odoo",
        copy=False,
        help="The first day the company worked with Odoo. Who was a customer before "
        "needs the date “Customer since”, or the first purchases in Odoo look like new "
        "business. Empty: there were no customers before.",
    )

    @api.constrains("kpi_go_live")
    def _check_kpi_go_live(self):
        for company in self:
            if company.kpi_go_live and company.kpi_go_live > company._kpi_today():
                raise ValidationError(
                    self.env._(
                        "The go-live day of %(company)s has not come yet. Enter it "
                        "when you work with Odoo.",
                        company=company.name,
                    )
                )

    def _kpi_check_setup(self):
        """Refuse who may not set up the KPIs of these companies."""
        user = self.env.user
        if not (self.env.su or user.has_group("sales_kpi.group_manager")):
            raise AccessError(self.env._("Only KPI managers may set up the KPIs."))
        if not (self.env.su or self <= self.env.companies):
            raise AccessError(
                self.env._(
                    "You do not work in %(company)s.",
                    company=", ".join(self.sudo().mapped("name")),  # sudo: names only
                )
            )

    def _kpi_was_there(self, go_live):
        """Domain on contacts: created up to the end of the go-live day."""
        midnight = datetime.combine(go_live + timedelta(days=1), time())
        moment = self._kpi_zone().localize(midnight).astimezone(pytz.utc)
        return Domain("create_date", "<", moment.replace(tzinfo=None))

    def _kpi_undated_domain(self, go_live):
        """Domain on who may have been a customer at the go-live, but since when?

        Contact persons, vendors, own companies and users do not count.
        """
        self.ensure_one()
        return (
            self._kpi_was_there(go_live)
            & Domain("customer_since", "=", False)
            & (Domain("parent_id", "=", False) | Domain("is_company", "=", True))
            & Domain("company_id", "in", [False, self.id])
            & Domain("user_ids", "=", False)
            & Domain("ref_company_ids", "=", False)
            & (Domain("customer_rank", ">", 0) | Domain("supplier_rank", "=", 0))
        )

    def _kpi_undated(self, go_live):
        """How many contacts of the go-live have no date, and how many of them bought.

        Who bought since then counts as a new customer, though perhaps wrongly.
        """
        was_there = self._kpi_was_there(go_live) & Domain("customer_since", "=", False)
        # sudo: how many, not who
        facts, partners = self.env["sales.kpi.fact"].sudo(), self.env["res.partner"]
        return partners.search_count(self._kpi_undated_domain(go_live)), (
            facts.search_count(
                Domain("customer_id", "any", was_there)
                & Domain("event", "=", "customer_won")
                & Domain("company_id", "=", self.id)
                & Domain("date", ">=", go_live)
            )
        )

    @api.model
    def _kpi_undated_text(self, undated, newcomers):
        """Say what :meth:`_kpi_undated` counted; False if every contact has a date."""
        return bool(undated) and self.env._(
            "%(undated)s contacts from before the go-live have no date “Customer since”; "
            "%(newcomers)s customers from then count as new.",
            undated=undated,
            newcomers=newcomers,
        )

    def _kpi_uncertain_until(self):
        """Until when customers from before the go-live may look new."""
        return fields.Date.add(self.kpi_go_live, months=self.kpi_new_business_months)

    def _kpi_undated_action(self, go_live):
        """The contacts without a date, to be filled in or imported."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_kpi.sales_kpi_undated_action"
        )
        return {**action, "domain": list(self._kpi_undated_domain(go_live))}

    def _kpi_skip_setup(self):
        """Do not ask for the set-up any more; it can be done at any time."""
        self._kpi_check_setup()
        # sudo: KPI managers need not be allowed to edit companies
        companies = self.sudo().filtered(lambda company: company.kpi_setup == "open")
        companies.kpi_setup = "skipped"
