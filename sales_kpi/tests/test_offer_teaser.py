from odoo.tests import tagged

from .post_case import CAMPAIGN, SECRETS, TAG, ZIP, PostCase

WHITELIST = {
    "id",
    "products",
    "region",
    "temperature",
    "temperature_label",
    "temperature_reason",
    "age_hours",
    "value_class",
    "language",
    "level",
}


@tagged("post_install", "-at_install")
class TestOfferTeaser(PostCase):
    """Before accepting a partner learns nothing by which the customer can be found."""

    def test_whitelist_and_nothing_personal(self):
        lead = self.secret_lead()
        with self.at("2026-03-06 19:59"):
            teaser = lead._teaser()
            offered = self.offer(lead, self.a)._teaser()
        self.assertEqual(teaser.keys(), WHITELIST)
        self.assertEqual(offered.keys(), WHITELIST | {"date_expires"})
        self.assertEqual(teaser["products"], ["Pumps"])
        self.assertEqual(teaser["value_class"], "10,000 – 25,000 €")
        self.assertEqual(teaser["temperature"], "cold")
        self.assertEqual(teaser["age_hours"], 3)
        for secret in (*SECRETS.values(), ZIP, TAG, CAMPAIGN, "12,345", "Zacharias"):
            self.assertNotIn(secret, str(teaser))

    def test_the_partner_reads_it_without_rights_on_leads(self):
        lead = self.secret_lead()
        offer = self.offer(lead, self.b).with_user(self.ben)
        self.assertEqual(offer._teaser()["region"], "Germany")
        self.assertIsNone(offer._dossier())

    def test_value_classes(self):
        """Bounds belong to the higher class; without a value there is none."""
        lead = self.lead(team_id=self.south.id)
        expected = {
            0: "",
            999: "up to 1,000 €",
            1_000: "1,000 – 5,000 €",
            24_999: "10,000 – 25,000 €",
            1_000_000: "more than 1,000,000 €",
        }
        for value, text in expected.items():
            lead.expected_revenue = value
            lead.potential_amount = 0
            self.assertEqual(lead._value_class(), text)

    def companies(self, names, **values):
        """Leads of these companies that ask for pumps."""
        for name in names:
            self.lead(
                partner_name=name,
                country_id=self.germany.id,
                required_categ_ids=[(6, 0, self.pumps.ids)],
                **values,
            )

    def test_two_digits_of_the_zip_code_only_where_five_companies_sit(self):
        lead = self.secret_lead()  # one company of 78…
        self.companies("ABC", zip="78100")
        self.companies("C", zip="D-78199")  # known
        self.companies("X", zip="79100")  # elsewhere
        self.assertEqual(lead._teaser()["region"], "Germany")
        self.companies("D", zip="D-78199")
        self.assertEqual(lead._teaser()["region"], "78…, Germany")

    def test_else_the_state_where_five_companies_sit(self):
        state = self.env.ref("base.state_de_bw")
        lead = self.secret_lead(state_id=state.id)
        self.companies("ABC", zip="70100", state_id=state.id)
        self.assertEqual(lead._teaser()["region"], "Germany")
        self.companies("D", zip="70100", state_id=state.id)
        self.assertEqual(lead._teaser()["region"], f"{state.name}, Germany")

    def test_companies_of_another_product_line_do_not_count(self):
        """Those that ask for a part of the line do; the rarest line decides."""
        part = self.env["product.category"].create(
            {"name": "Small pumps", "parent_id": self.pumps.id}
        )
        other = self.env["product.category"].create({"name": "Valves"})
        lead = self.secret_lead()
        self.companies("ABC", zip="78100")
        self.lead(
            partner_name="D",
            zip="78100",
            country_id=self.germany.id,
            required_categ_ids=[(6, 0, other.ids)],
        )
        self.assertEqual(lead._teaser()["region"], "Germany")
        self.lead(
            partner_name="E",
            zip="78100",
            country_id=self.germany.id,
            required_categ_ids=[(6, 0, part.ids)],
        )
        self.assertEqual(lead._teaser()["region"], "78…, Germany")
        lead.required_categ_ids |= other
        self.assertEqual(lead._teaser()["region"], "Germany")

    def test_many_leads_are_one_pass(self):
        leads = self.env["crm.lead"].browse(
            [self.lead(country_id=self.germany.id, zip=f"{n}0123").id for n in range(9)]
        )
        leads._teasers()
        self.env.invalidate_all()
        with self.assertQueryCount(16):
            leads._teasers()

    def test_the_dossier_is_for_who_has_the_lead(self):
        lead = self.secret_lead()
        offer = self.accept(lead, self.b, self.ben_partner)
        with self.at("2026-03-06 17:00"):
            dossier = offer._dossier()
            self.assertIsNone(self.offer(lead, self.a)._dossier())
            lead.action_reclaim()
            self.assertIsNone(offer._dossier())
        self.assertEqual(dossier["customer"], SECRETS["partner_name"])
        self.assertEqual(dossier["phone"], SECRETS["phone"])
        self.assertEqual(dossier["email"], SECRETS["email_from"])
        self.assertIn(SECRETS["partner_dossier"], dossier["partner_dossier"])

    def test_access_ends_days_after_closing(self):
        """Decision 32; while the lead is open it never ends."""
        self.company.kpi_partner_access_days = 10
        lead = self.secret_lead()
        offer = self.accept(lead, self.b, self.ben_partner)
        with self.at("2026-09-01 12:00"):
            self.assertTrue(offer._dossier())
            lead.action_set_won()
        with self.at("2026-09-11 11:59"):
            self.assertEqual(offer._with_access(), offer)
        with self.at("2026-09-11 12:00"):
            self.assertFalse(offer._with_access())
            self.assertIsNone(offer._dossier())
