"""What the mails to sales partners say; the templates ask for it here.

Before a partner has accepted nothing comes from the lead but its teaser.
"""

from odoo import fields, models
from odoo.tools import format_datetime


class CrmLeadOfferNotice(models.Model):
    _inherit = "crm.lead.offer.notice"

    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        help="Whose mail it is.",
    )

    def _compute_company_id(self):
        for notice in self:
            lead = notice.offer_id.lead_id
            notice.company_id = (
                lead.company_id or lead.team_id.company_id or self.env.company
            )

    def _mail_lang(self):
        lead = self.offer_id.lead_id
        if self.event == "rating" and lead.lang_id:
            return lead.lang_id.code
        return self.contact_id.lang or self.env.lang

    def _greeting(self):
        """The name after the hello; companies have none."""
        contact = self.contact_id
        return f" {contact.name}" if contact.name and not contact.is_company else ""

    def _reply_to(self):
        """Who answers goes to the salesperson of the lead, else to the company."""
        lead = self.offer_id.lead_id
        person = (lead.user_id or lead.team_id.user_id).filtered("active")
        return person.email_formatted or self.company_id.email_formatted or False

    def _headline(self):
        """A lead in a few words: product lines and region, or its number."""
        teaser = self.offer_id._teaser()
        words = [", ".join(teaser["products"]), teaser["region"]]
        return " · ".join(filter(None, words)) or self.env._("no. %s", self.offer_id.id)

    def _teaser_html(self):
        """The teaser as a table."""
        return self._rendered("offer_mail_teaser", teaser=self.offer_id._teaser())

    def _customer_html(self):
        """The customer's data for who accepted and has no login; else nothing.

        He alone gets them, in this mail alone, and only if the company says so.
        """
        offer = self.offer_id
        if (
            self.event != "accepted"
            or offer.contact_id != self.contact_id
            or not self.company_id.kpi_mail_customer_data
            or self._has_login()
        ):
            return ""
        customer = offer._dossier()
        return customer and self._rendered("offer_mail_customer", customer=customer)

    def _rendered(self, name, **values):
        return self.env["ir.qweb"]._render(
            f"sales_kpi.{name}", values, lang=self._mail_lang()
        )

    def _has_login(self):
        return bool(self.contact_id.user_ids)

    def _answer(self, action):
        """Where the contact accepts or declines."""
        return self.offer_id._link(self.contact_id, action)

    def _page(self):
        """Where the contact tells how it stands with the lead."""
        if self._has_login() or not self.offer_id:
            path = f"/{self.offer_id.id}" if self.offer_id else ""
            return f"{self.get_base_url()}/my/partner-leads{path}"
        return self.offer_id._report_link(self.contact_id)

    def _when(self, moment):
        """A moment by the clock of the partner."""
        contact = self.contact_id
        calendar = self.offer_id.lead_id.team_id._partner_calendar(contact)
        zone = contact.tz or calendar.tz or "UTC"
        day, time = (
            format_datetime(self.env, moment, tz=zone, dt_format=wanted)
            for wanted in ("EEEE", "short")
        )
        return f"{day}, {time}"
