"""What is kept of a person in words: found, exported and erased (docs/privacy.md)."""

from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: A text that its record cannot be without.
NEEDED = {"potential_reason": "–"}


class PersonalData(NamedTuple):
    """Records with something about a person.

    ``words`` are emptied, ``facts`` are told and stay: days, states and numbers, which
    the figures rest on. What ``goes`` is erased as a whole.
    """

    records: models.BaseModel
    words: tuple[str, ...]
    facts: tuple[str, ...] = ()
    goes: bool = False

    def stated_facts(self):
        """The facts of each record, as they could be written."""
        return [
            {
                name: record._fields[name].convert_to_write(record[name], record)
                for name in self.facts
            }
            for record in self.records
        ]


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private
    def _personal_data(self):
        """All that KPIs and partner sales keep of these persons beside figures.

        Whether a person is a customer or works for a sales partner: his leads, and
        what he answered and reported. Other modules and models add theirs.

        :return: list of :class:`PersonalData`, with all rights
        :raise AccessError: for users who are not KPI managers
        """
        self._check_finds_personal_data()
        leads = self._personal_leads()
        return [
            PersonalData(
                leads,
                (
                    "partner_dossier",
                    "share_source",
                    "potential_reason",
                    "parked_reason",
                    "kpi_excluded_reason",
                ),
                ("share_with_partners", "share_date"),
            ),
            self._personal_milestones(leads),
            self._personal_offers(leads),
            self._personal_reports(leads),
            *self._personal_ratings(leads),
            *self._personal_profile(),
            PersonalData(self._all("sales.kpi.material", leads), ("name",), goes=True),
            PersonalData(self._all_of("crm.lead.offer.notice"), ("event",), goes=True),
        ]

    def _check_finds_personal_data(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("sales_kpi.group_manager")):
            raise AccessError(
                self.env._("Only KPI managers export or erase personal data.")
            )

    def _personal_leads(self):
        """The leads of these persons in the companies of the user."""
        emails = [mail for mail in self.mapped("email_normalized") if mail]
        person = Domain("partner_id", "in", self.ids)
        person |= Domain("email_normalized", "in", emails)
        # sudo: of a person all leads, whoever they belong to; who may ask is checked
        leads = self.env["crm.lead"].sudo()
        ours = self._in_own_companies("company_id")
        return leads.with_context(active_test=False).search(person & ours)

    def _in_own_companies(self, path):
        return Domain(path, "in", [False, *self.env.user.company_ids.ids])

    def _all(self, model, leads):
        """All records of a model that belong to leads, archived ones included."""
        # sudo: they go with the leads
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search([("lead_id", "in", leads.ids)])

    def _all_of(self, model):
        """All records of a model about what these persons did themselves."""
        ours = self._in_own_companies("lead_id.company_id")
        if model != "crm.lead.offer":
            offers = Domain("offer_id", "any", ours)
            ours = offers | Domain("offer_id", "=", False)
        # sudo: who may ask is checked
        records = self.env[model].sudo().with_context(active_test=False)
        return records.search(Domain("contact_id", "in", self.ids) & ours)

    def _personal_milestones(self, leads):
        return PersonalData(
            self._all("crm.lead.milestone", leads),
            ("note", "contact_name", "back_date_reason"),
            ("stage_id", "date_reached"),
        )

    def _personal_offers(self, leads):
        model = "crm.lead.offer"
        return PersonalData(
            self._all(model, leads) | self._all_of(model),
            ("decline_note", "withdrawal_reason", "reclaim_reason"),
            ("state", "date_answered", "decline_reason_id", "contact_result"),
        )

    def _personal_reports(self, leads):
        model = "crm.lead.offer.report"
        offers = self._all("crm.lead.offer", leads)
        return PersonalData(
            offers.report_ids | self._all_of(model),
            ("note",),
            ("status", "date", "amount"),
        )

    def _personal_ratings(self, leads):
        """What customers wrote about a partner; the grade stays."""
        # sudo: who may ask is checked
        ratings = self.env["rating.rating"].sudo()
        person = Domain("res_id", "in", leads.ids) | Domain(
            "partner_id", "in", self.ids
        )
        ratings = ratings.search(Domain("res_model", "=", "crm.lead") & person)
        return [
            PersonalData(ratings, ("feedback",), ("rating", "rated_on")),
            # Odoo writes it into the chatter of the lead as well
            PersonalData(ratings.message_id, ("body",)),
        ]

    def _personal_profile(self):
        """Of a sales partner who is a person himself."""
        # sudo: the profile; who may ask is checked
        partners = self.sudo()
        return [
            PersonalData(
                partners,
                (
                    "sales_paused_reason",
                    "sales_blocked_reason",
                    "feedback_lift_reason",
                ),
            ),
            PersonalData(
                partners.sales_absence_ids, ("note",), ("date_from", "date_to")
            ),
        ]

    @api.private
    def _erase_personal_data(self):
        """Empty the words and forget who answered; figures are the same as before.

        :return: how many texts and records are gone
        :raise AccessError: for users who are not KPI managers
        """
        erased = sum(self._erase_data(data) for data in self._personal_data())
        self._forget_contacts()
        reason = self.env._("Contacts: %s", ", ".join(map(str, self.ids)))
        companies = self.env.companies
        self.env["sales.kpi.log"]._note(dict.fromkeys(companies, reason), "erased")
        return erased

    def _erase_data(self, data):
        """Empty the words of records, and leave their facts as they were.

        E.g. a rating whose text is written gets a new date, by which it is counted.
        """
        records = data.records.with_context(tracking_disable=True)
        if data.goes:
            number = len(records)
            records.unlink()
            return number
        before = data.stated_facts()
        erased = 0
        for name in data.words:
            written = records.filtered(name)
            erased += len(written)
            written.write({name: NEEDED.get(name, False)})
        for record, facts, now in zip(
            records, before, data.stated_facts(), strict=True
        ):
            if changed := dict(facts.items() - now.items()):
                record.write(changed)
        return erased

    def _forget_contacts(self):
        """Nobody is told any more to have answered, nor gets offers."""
        for model in ("crm.lead.offer", "crm.lead.offer.report"):
            self._all_of(model).write({"contact_id": False})
        Partner = self.env["res.partner"]
        # sudo: the profile of their company; who may ask is checked
        companies = Partner.sudo().search([("sales_offer_contact_ids", "in", self.ids)])
        for company in companies:
            company.sales_offer_contact_ids -= self
