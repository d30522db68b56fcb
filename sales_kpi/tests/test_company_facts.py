from odoo.tests import tagged

from .common import SalesKpiCase

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06")


@tagged("post_install", "-at_install")
class TestCompanyFacts(SalesKpiCase):
    accounting = True

    def created(self):
        self.refresh("2026-07-01")
        self.assertVerified("2026-07-01")
        return self.counts("company_created", *MONTHS)

    def test_known_by_domain_is_not_new_with_a_vat_number(self):
        """Decision 4: a lead by domain in January, with VAT in May: 1 and 0."""
        with self.at("2026-01-10"):
            self.lead(email_from="anna@acme.de")
        with self.at("2026-05-10"):
            acme = self.partner("Acme", vat="DE136695976", email="office@acme.de")
            self.lead(partner_id=acme.id)
        self.assertEqual(self.created(), [1, 0, 0, 0, 0, 0])
        with self.at("2026-06-10"):
            twin = self.partner("Acme North", vat="DE136695976")
            self.order(500, partner=twin).action_confirm()
        self.assertEqual(self.created(), [1, 0, 0, 0, 0, 0])

    def test_every_document_is_a_sighting(self):
        lead_first, order_first, bill_first = (
            self.partner("A"),
            self.partner("B"),
            self.partner("C"),
        )
        with self.at("2026-01-10"):
            self.lead(partner_id=lead_first.id)
        with self.at("2026-02-10"):
            self.order(500, partner=order_first).action_confirm()
        with self.at("2026-03-10"):
            self.invoice("2026-03-10", 100, partner=bill_first)
        with self.at("2026-04-10"):
            for partner in lead_first | order_first | bill_first:
                self.lead(partner_id=partner.id)
                self.order(500, partner=partner).action_confirm()
                self.invoice("2026-04-10", 100, partner=partner)
        self.assertEqual(self.created(), [1, 1, 1, 0, 0, 0])

    def test_free_mailers_tell_nothing(self):
        with self.at("2026-01-10"):
            self.lead(email_from="anna@gmail.com")
            self.lead(email_from="bert@gmail.com")
        with self.at("2026-02-10"):
            for name in ("Anna", "Bert"):
                partner = self.partner(name, email=f"{name}@gmail.com")
                self.lead(partner_id=partner.id)
        with self.at("2026-03-10"):
            self.lead(email_from="a@localmail.example.org")
        self.assertEqual(self.created(), [0, 2, 1, 0, 0, 0])
        self.company.kpi_free_mailers = "localmail.example.org"
        self.assertEqual(self.created(), [0, 2, 0, 0, 0, 0])

    def test_owner_is_the_first_of_the_lead(self):
        anna, bob = self.user("kpi_anna"), self.user("kpi_bob")
        with self.at("2026-01-10"):
            lead = self.lead(email_from="x@acme.de")
        with self.at("2026-01-11"):
            lead.user_id = anna
        with self.at("2026-02-11"):
            lead.user_id = bob
        self.created()
        self.assertEqual(self.facts("company_created", user_id=anna).count, 1)

    def test_a_change_of_the_first_moves_the_second(self):
        with self.at("2026-01-10"):
            first = self.lead(email_from="x@acme.de")
        with self.at("2026-02-10"):
            acme = self.partner("Acme", email="y@acme.de")
            self.lead(partner_id=acme.id)
        with self.at("2026-03-10"):
            self.invoice(
                "2026-03-10", 100, partner=self.partner("Z", email="z@acme.de")
            )
        self.assertEqual(self.created(), [1, 0, 0, 0, 0, 0])
        with self.at("2026-04-10"):
            first.email_from = "x@other.de"
        self.assertEqual(self.created(), [1, 1, 0, 0, 0, 0])
        with self.at("2026-04-11"):
            acme.email = "y@third.de"
        self.assertEqual(self.created(), [1, 1, 1, 0, 0, 0])
        with self.at("2026-04-12"):
            acme.email = "y@acme.de"
            first.email_from = "x@acme.de"
        self.assertEqual(self.created(), [1, 0, 0, 0, 0, 0])
        with self.at("2026-04-13"):
            first.kpi_excluded = True
        self.assertEqual(self.created(), [0, 1, 0, 0, 0, 0])
        with self.at("2026-04-14"):
            first.kpi_excluded = False
            self.invoice(
                "2025-12-10", 100, partner=self.partner("O", email="o@acme.de")
            )
        self.assertEqual(self.created(), [0, 0, 0, 0, 0, 0])

    def test_merged_lead_keeps_the_first_sight(self):
        with self.at("2026-01-10"):
            first = self.lead(email_from="x@acme.de")
        with self.at("2026-02-10"):
            second = self.lead(email_from="x@acme.de", probability=90)
        with self.at("2026-03-10"):
            survivor = (first | second).merge_opportunity(auto_unlink=True)
        self.assertTrue(survivor)
        self.assertEqual(self.created(), [1, 0, 0, 0, 0, 0])
