"""Pipeline coverage: decision 9."""

from odoo.tests import tagged

from .golden import GoldenCase

QUARTER = ("2026-01-01", "2026-03-31")
AT = "2026-02-16 09:00"


@tagged("post_install", "-at_install")
class TestGoldenCoverage(GoldenCase):
    """Qualified pipeline 900 000, of it Anna's 600 000 in North; won 200 000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben, cls.lea = (
            cls.user(f"coverage_{name}") for name in ("anna", "ben", "lea")
        )
        cls.north = cls.team("North", cls.anna, user_id=cls.lea.id)
        cls.south = cls.team("South", cls.ben)
        north = {"team_id": cls.north.id, "user_id": cls.anna.id}
        south = {"team_id": cls.south.id, "user_id": cls.ben.id}
        with cls.at(cls, "2026-01-12 09:00"):
            for amount, owner in ((600_000, north), (300_000, south)):
                cls.lead(cls, expected_revenue=amount, **owner)
            won = cls.lead(cls, expected_revenue=200_000, **north)
            # a raw lead is no pipeline
            cls.lead(cls, type="lead", expected_revenue=5_000_000, **north)
        with cls.at(cls, "2026-02-02 09:00"):
            won.action_set_won()

    def target(self, value, code="won_value", **values):
        with self.at(AT):
            return self.env["sales.kpi.target"].create(
                {
                    "kpi_id": self.env.ref(f"sales_kpi.sales_kpi_{code}").id,
                    "company_id": self.company.id,
                    "scope": "company",
                    "date_from": QUARTER[0],
                    "date_to": QUARTER[1],
                    "target_value": value,
                    "state": "active",
                    **values,
                }
            )

    def of_team(self, value, team):
        return self.target(value, scope="team", team_id=team.id)

    def of_person(self, value, user):
        return self.target(value, scope="user", user_id=user.id)

    def coverages(self, at=AT, **options):
        """Of what is missing, and of the whole target."""
        return [
            self.figure(code, *QUARTER, at=at, **options)[0]
            for code in ("pipeline_coverage", "pipeline_coverage_total")
        ]

    def test_company(self):
        """900 000 / (500 000 - 200 000) = 3.0; 900 000 / 500 000 = 1.8; two cases."""
        self.target(500_000)
        self.assertEqual(self.coverages(), [3.0, 1.8])
        self.assertEqual(self.figure("pipeline_coverage", *QUARTER, at=AT)[1], 2)

    def test_without_target_there_is_nothing_to_cover(self):
        self.assertEqual(self.coverages(), [None, None])
        self.assertIn("no active target", self.hint())

    def test_a_reached_target_says_so(self):
        """200 000 of 200 000: no value, the total stays 900 000 / 200 000."""
        self.target(200_000)
        self.assertEqual(self.coverages(), [None, 4.5])
        self.assertIn("Reached", self.hint())

    def test_only_targets_of_money_for_this_period(self):
        """No target of revenue, of a month, of a draft, nor a cancelled one."""
        self.target(500_000, "revenue")
        self.target(500_000, date_to="2026-01-31")
        self.target(500_000, state="draft")
        self.target(500_000, state="cancelled")
        self.assertEqual(self.coverages(), [None, None])

    def test_new_business_counts_where_won_value_has_no_target(self):
        """Nothing was billed: 900 000 / 450 000, both times."""
        self.target(450_000, "revenue_new_business")
        self.assertEqual(self.coverages(), [2.0, 2.0])
        self.target(500_000)
        self.assertEqual(self.coverages(), [3.0, 1.8])

    def test_by_team(self):
        """North 600 000 / (400 000 - 200 000); South has no target."""
        self.of_team(400_000, self.north)
        found = self.figures("pipeline_coverage", *QUARTER, at=AT, groupby="team_id")
        self.assertEqual(found[self.north.id], 3.0)
        self.assertIsNone(found[self.south.id])
        domain = [("team_id", "=", self.north.id)]
        self.assertEqual(self.coverages(domain=domain), [3.0, 1.5])

    def test_by_a_dimension_without_targets(self):
        self.target(500_000)
        domain = [("source_id", "=", False)]
        self.assertEqual(self.coverages(domain=domain), [None, None])

    def test_who_asks_gets_the_target_of_what_he_sees(self):
        """Anna her own, Lea that of her team, Ben has none; nobody the company's."""
        self.target(500_000)
        self.of_team(400_000, self.north)
        self.of_person(300_000, self.anna)
        with self.at(AT):
            self.refresh()
            found = {
                user: self.env["sales.kpi"]
                .with_user(user)
                .evaluate(["pipeline_coverage"], *QUARTER)["rows"][0]["values"][
                    "pipeline_coverage"
                ]["value"]
                for user in (self.anna, self.lea, self.ben)
            }
        self.assertEqual(found, {self.anna: 6.0, self.lea: 3.0, self.ben: None})

    def test_the_calculation_shows_target_and_result(self):
        self.target(500_000)
        days = dict(zip(("date_from", "date_to"), QUARTER, strict=True))
        with self.at(AT):
            self.refresh()
            answer = self.env["sales.kpi"].dashboard_calculation(
                "pipeline_coverage", {"period": "custom", **days}
            )
        self.assertEqual(
            [part["value"] for part in answer["parts"]], [900_000, 500_000, 200_000]
        )
        pipeline, target, done = (part["facts"] for part in answer["parts"])
        self.assertTrue(pipeline and done)
        self.assertIsNone(target)
        rows = self.env["sales.kpi.report"].search(done["domain"])
        self.assertEqual(sum(rows.mapped("amount")), 200_000)

    def hint(self):
        days = dict(zip(("date_from", "date_to"), QUARTER, strict=True))
        with self.at(AT):
            self.refresh()
            return self.env["sales.kpi"].dashboard_calculation(
                "pipeline_coverage", {"period": "custom", **days}
            )["hint"]
