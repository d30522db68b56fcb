"""Definitions have versions: old periods keep the formula they were reported with."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .dashboard_case import NOW, DashboardCase

OPERATIONS = "base.group_user,sales_kpi.group_operations"
MONTHS = ("2026-01-01", "2026-03-31", "month")


@tagged("post_install", "-at_install")
class TestVersions(DashboardCase):
    """Volume: 2 000 in January, 4 000 in February, 8 000 in March; changed in March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.olga = cls.user("kpi_versions_olga", groups=OPERATIONS)
        with cls.at(cls, "2025-12-01 10:00"):
            cls.volume = cls.kpis.create(
                {"name": "Volume", "code": "volume", "formula": "lead_won.amount"}
            )
            cls.kpis.create(
                {"name": "Half", "code": "half_volume", "formula": "volume / 2"}
            )

    def change(self, formula="lead_won.amount * 10", **values):
        with self.at(NOW):
            wizard = (
                self.env["sales.kpi.definition"]
                .with_user(self.olga)
                .with_context(default_kpi_id=self.volume.id)
                .create({"formula": formula, "reason": "New rule", **values})
            )
            wizard.action_apply()

    def values(self, code="volume", arguments=MONTHS, **options):
        with self.at(NOW):
            rows = self.kpis.evaluate([code], *arguments, **options)["rows"]
        return [row["values"][code]["value"] for row in rows]

    def test_old_periods_keep_the_old_formula(self):
        self.change()
        self.assertEqual(self.values(), [2000, 4000, 80000])

    def test_a_period_goes_by_the_formula_at_its_end(self):
        self.change()
        self.assertEqual(self.values(arguments=("2026-01-01", "2026-12-31")), [140000])

    def test_kpis_that_use_it_follow(self):
        self.change()
        self.assertEqual(self.values("half_volume"), [1000, 2000, 40000])

    def test_two_changes(self):
        self.change(valid_from="2026-02-01")
        self.change("lead_won.count", valid_from="2026-03-01")
        self.assertEqual(self.values(), [2000, 40000, 1])

    def test_groups_follow_too(self):
        self.change()
        with self.at(NOW):
            rows = self.kpis.evaluate(["volume"], *MONTHS, groupby="team_id")["rows"]
        found = {
            row["period"]: row["values"]["volume"]["value"]
            for row in rows
            if row["group"] and row["group"][0] == self.north.id
        }
        self.assertEqual(found, {"2026-01-01": 2000, "2026-03-01": 80000})

    def test_a_correction_holds_for_all_open_periods(self):
        self.change(mode="always")
        self.assertEqual(self.values(), [20000, 40000, 80000])
        self.assertFalse(self.volume.version_ids)

    def test_closed_periods_keep_their_formula(self):
        with self.at(NOW):
            self.company._kpi_close_until(
                self.env["sales.kpi"]._today().replace(month=1, day=31)
            )
        self.change(mode="always")
        self.assertEqual(self.values(), [2000, 40000, 80000])
        with self.assertRaisesRegex(UserError, "closed"):
            self.change("lead_won.count", valid_from="2026-01-01")

    def test_the_past_is_changed_once(self):
        self.change()
        with self.assertRaisesRegex(UserError, "changed on"):
            self.change("lead_won.count", valid_from="2026-02-01")

    def test_who_and_why_are_kept(self):
        self.change()
        version = self.volume.version_ids
        self.assertEqual(
            (
                version.formula,
                str(version.valid_until),
                version.user_id,
                version.reason,
            ),
            ("lead_won.amount", "2026-03-01", self.olga, "New rule"),
        )
        for operation in ("write", "create", "unlink"):
            self.assertFalse(version.with_user(self.olga).has_access(operation))

    def test_over_the_interface_it_holds_from_today(self):
        with self.at(NOW):
            self.volume.with_user(self.olga).formula = "lead_won.count"
        self.assertEqual(str(self.volume.version_ids.valid_until), "2026-03-20")
        self.assertEqual(self.values(), [2000, 4000, 1])

    def test_on_its_first_day_a_kpi_has_no_past(self):
        with self.at(NOW):
            kpi = self.kpis.create(
                {"name": "New", "code": "new_one", "formula": "lead_won.count"}
            )
            kpi.formula = "lead_won.amount"
        self.assertFalse(kpi.version_ids)

    def test_a_release_corrects_its_formulas(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_won_value")
        with self.at(NOW):
            kpi._load_records_write({"formula": "lead_won.amount + 0"})
        self.assertFalse(kpi.version_ids)

    def test_a_wrong_formula_changes_nothing(self):
        with self.assertRaises(ValidationError):
            self.change("lead_won.nothing")
        self.assertEqual(self.values(), [2000, 4000, 8000])
        with self.assertRaises(AccessError):
            self.env["sales.kpi.definition"].with_user(self.user("kpi_seller")).create(
                {"kpi_id": self.volume.id, "formula": "1", "reason": "x"}
            )

    def test_the_dashboard_marks_the_change_and_explains_each_period(self):
        self.volume.company_ids = [Command.link(self.company.id)]
        self.kpis.search([("code", "!=", "volume")]).active = False
        self.change()
        data = self.data(period="last_month")
        [tile] = data["tiles"]
        self.assertEqual(
            tile["changes"],
            [{"date": "2026-03-01", "reason": "New rule", "by": self.olga.name}],
        )
        self.assertEqual(tile["value"], 4000)
        for period, formula_value in (("last_month", 4000), ("this_month", 80000)):
            with self.at(NOW):
                answer = self.kpis.dashboard_calculation("volume", {"period": period})
            self.assertEqual(answer["value"], formula_value)
        with self.at(NOW):
            self.assertIsNone(
                self.kpis.dashboard_drivers("volume", {"period": "this_month"})
            )
