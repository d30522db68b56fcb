"""What is for one lead goes to the partner who has it, as long as he may see it."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .material_case import MaterialCase

TODAY = "2026-03-10 12:00"


@tagged("post_install", "-at_install")
class TestMaterialOfLead(MaterialCase):
    def test_only_who_has_the_lead_gets_it(self):
        lead = self.offered()
        self.material("Quotation", lead_id=lead.id)
        with self.at("2026-03-06 16:40"):
            self.assertFalse(self.names(self.a), "offered is not accepted")
            self.offer(lead, self.a)._accept(self.contact.partner_id)
            self.assertEqual(self.names(self.a), ["Quotation"])
            self.assertFalse(self.names(self.b))
            lead.action_reclaim("silent")
            self.assertFalse(self.names(self.a), "taken back")

    def test_it_ends_with_the_access_to_the_lead(self):
        """Closed on 10 March; the company lets partners look back for 30 days."""
        self.company.kpi_partner_access_days = 30
        lead = self.accepted(self.a)
        self.material("Quotation", lead_id=lead.id)
        with self.at(TODAY):
            lead.action_set_lost()
        seen = []
        for moment in ("2026-04-09 11:00", "2026-04-09 13:00"):
            with self.at(moment):
                self.env.invalidate_all()
                seen.append(self.names(self.a))
        self.assertEqual(seen, [["Quotation"], []])

    def test_the_page_of_the_lead_shows_it(self):
        lead = self.accepted(self.a, partner_name="Miller Ltd")
        self.material("Quotation", lead_id=lead.id, kind="quotation")
        self.material("For all")
        offer = self.offer(lead, self.a)
        with self.at(TODAY):
            [row] = offer.with_user(self.contact)._materials()
        self.assertEqual(
            (row["name"], row["kind"], row["customer"], row["file_type"]),
            ("Quotation", "Quotation", "Miller Ltd", "PDF"),
        )

    def test_the_survivor_of_a_merge_keeps_it(self):
        lead, other = self.accepted(self.a), self.lead(team_id=self.south.id)
        material = self.material("Quotation", lead_id=other.id)
        (lead | other).merge_opportunity(auto_unlink=True)
        self.assertEqual(material.lead_id, (lead | other).exists())

    def test_it_belongs_to_the_company_of_the_lead(self):
        lead = self.lead()
        material = self.material("Quotation", lead_id=lead.id)
        self.assertEqual(material.company_id, lead.company_id)
        with self.assertRaises(ValidationError):
            material.company_id = self.env["res.company"].create({"name": "Other"})
