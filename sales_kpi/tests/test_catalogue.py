from odoo.tests import tagged

from ..engine.formula import check
from ..standard_codes import STANDARD_CODES
from .common import SalesKpiCase

TEXTS = ("meaning", "date_basis", "caveat", "advice")
#: Quotients of different populations on purpose, marked as such for the reader.
PERIOD_RATIOS = {"hit_rate_period"}
PERSONAL = {
    "untouched_leads",
    "response_time",
    "response_time_median",
    "response_time_p90",
    "response_within_1h",
    "response_within_5min",
    "touchpoints_to_meeting",
    "meetings_booked",
    "meetings_held",
    "quotes_sent",
    "stage_duration",
}
COHORTS = {
    "lead_to_opportunity",
    "untouched_leads",
    "hit_rate",
    "engaged_to_won",
    "talk_to_sale",
    "milestone_rate",
    "milestone_rate_count",
    "milestone_yield",
    "partner_conversion",
}


@tagged("post_install", "-at_install")
class TestCatalogue(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standard = (
            cls.env["sales.kpi"]
            .with_context(active_test=False)
            .search([("is_standard", "=", True)])
        )

    def codes(self, condition):
        return set(self.standard.filtered(condition).mapped("code"))

    def test_records_are_the_standard_codes_in_their_order(self):
        self.assertEqual(tuple(self.standard.mapped("code")), STANDARD_CODES)

    def test_xml_id_is_the_code(self):
        names = self.standard._get_external_ids()
        for kpi in self.standard:
            self.assertEqual(names[kpi.id], [f"sales_kpi.sales_kpi_{kpi.code}"])

    def test_every_formula_holds_to_the_rules(self):
        """Also the cohort rule, which only quotients of the period may leave."""
        Kpi = self.env["sales.kpi"]
        specs, codes, formulas = Kpi._event_specs(), Kpi._codes(), Kpi._formulas()
        for kpi in self.standard:
            with self.subTest(code=kpi.code):
                node, _days = Kpi._node(*formulas[kpi.code])
                check(node, specs, codes, kpi.period_ratio)
                check(Kpi._tree(kpi.code)[0], specs, codes, kpi.period_ratio)

    def test_period_ratios_personal_and_cohort_kpis_are_those_of_the_catalogue(self):
        self.assertEqual(self.codes("period_ratio"), PERIOD_RATIOS)
        self.assertEqual(self.codes("is_personal"), PERSONAL)
        self.assertEqual(self.codes("cohort_days"), COHORTS)

    def test_every_kpi_is_explained_in_english_and_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"].search(
            [("name", "=", "sales_kpi")]
        )._update_translations("de_DE")
        for kpi in self.standard:
            german = kpi.with_context(lang="de_DE")
            for field in ("name", *TEXTS):
                with self.subTest(code=kpi.code, field=field):
                    self.assertTrue(kpi[field])
                    self.assertNotEqual(german[field], kpi[field])

    def test_every_personal_event_makes_its_kpi_personal(self):
        """A new KPI over what persons do must not slip in as an impersonal one."""
        Kpi = self.env["sales.kpi"]
        starts = {"lead_contacted", "first_meeting_held", "first_meeting_marketing"}
        protected = Kpi._protected_events() - starts
        for kpi in self.standard:
            with self.subTest(code=kpi.code):
                self.assertEqual(
                    kpi.is_personal, bool(Kpi._events_of(kpi.code) & protected)
                )

    def test_upgrade_brings_the_formula_and_keeps_what_users_tuned(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_hit_rate")
        kpi.write({"cohort_days": 45, "minimum_n": 5, "active": False, "caveat": "-"})
        values = {"cohort_days": 180, "minimum_n": 10, "caveat": "New text"}
        data = {"xml_id": "sales_kpi.sales_kpi_hit_rate", "values": values}
        self.env["sales.kpi"]._load_records([data], update=True)
        self.assertEqual(
            (kpi.cohort_days, kpi.minimum_n, kpi.active, kpi.caveat),
            (45, 5, False, "New text"),
        )
