from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestPotential(SalesKpiCase):
    """Decision 23: a lead that nobody has estimated is worth the median of won deals.

    Of the team, product line and source if there are five such deals, else of team and
    source, of the team, or (from three deals on) of the company.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.team("North")
        cls.south = cls.team("South")
        cls.fair = cls.env["utm.source"].create({"name": "Fair"})
        cls.Potential = cls.env["sales.kpi.potential"]
        cls.new, cls.first, cls.second = cls.env["crm.stage"].create(
            [
                {"name": name, "sequence": 100 + place, "team_ids": cls.north.ids}
                for place, name in enumerate(("New", "First", "Second"))
            ]
        )
        (cls.first | cls.second).is_milestone = True

    def win(self, *amounts, team=None, **values):
        """Win deals of these amounts."""
        team = team or self.north
        leads = self.env["crm.lead"].browse()
        with self.at("2026-01-10"):
            for amount in amounts:
                leads |= self.lead(team_id=team.id, expected_revenue=amount, **values)
        with self.at("2026-01-20"):
            leads.action_set_won()
        return leads

    def learn(self):
        with self.at("2026-02-01"):
            self.refresh()
            self.Potential._recompute()
            if moves := self.Potential._moves():
                self.Potential._move(moves)

    def open_lead(self, **values):
        with self.at("2026-02-02"):
            return self.lead(**{"team_id": self.north.id, "type": "lead", **values})

    def test_a_lead_without_a_value_gets_the_median(self):
        """10, 15, 20, 30 and 90 thousand: the middle one is 20 000."""
        self.win(10_000, 15_000, 20_000, 30_000, 90_000)
        self.learn()
        lead = self.open_lead()
        self.assertEqual(lead.potential_amount, 20_000)
        self.assertEqual(lead.potential_origin, "standard")
        self.assertEqual(lead.expected_revenue, 0, "Odoo's own figures stay")

    def test_leads_from_before_get_it_by_the_scheduled_action(self):
        lead = self.lead(team_id=self.north.id)
        self.assertFalse(lead.potential_origin, "nothing is known yet")
        self.lead(expected_revenue=10_000).action_set_won()
        self.lead(expected_revenue=20_000).action_set_won()
        self.lead(expected_revenue=30_000).action_set_won()
        self.refresh()
        with self.enter_registry_test_mode():
            self.env.ref("sales_kpi.ir_cron_potential").method_direct_trigger()
        self.assertEqual(lead.potential_amount, 20_000)
        self.assertEqual(lead.potential_origin, "standard")

    def test_the_most_specific_sample_of_five_decides(self):
        """In the north five deals of the fair at 50 000 and six others at 10 000.

        Fair 50 000; no source 10 000 (six); another source: the team, of 11 the 6th,
        10 000. In the south four at 2 000 are too few: the company, of 15 the 8th, 10 000.
        """
        self.win(*[50_000] * 5, source_id=self.fair.id)
        self.win(*[10_000] * 6)
        self.win(*[2_000] * 4, team=self.south)
        self.learn()
        self.assertEqual(
            self.open_lead(source_id=self.fair.id).potential_amount, 50_000
        )
        self.assertEqual(self.open_lead().potential_amount, 10_000)
        south = self.open_lead(team_id=self.south.id, source_id=self.fair.id)
        self.assertEqual(south.potential_amount, 10_000)
        web = self.env["utm.source"].create({"name": "Web"})
        self.assertEqual(self.open_lead(source_id=web.id).potential_amount, 10_000)

    def test_the_product_line_decides_where_five_deals_were_of_it(self):
        """Five machines at 70 000 (of the line *Mills* in *Machines*), six others at 1 000."""
        machines = self.env["product.category"].create({"name": "Machines"})
        mills = self.env["product.category"].create(
            {"name": "Mills", "parent_id": machines.id}
        )
        mill = self.product("Mill", categ_id=mills.id)
        with self.at("2026-01-10"):
            leads = [self.lead(team_id=self.north.id) for _ in range(5)]
            for lead in leads:
                self.order((mill, 1, 70_000), 500, lead=lead).action_confirm()
        with self.at("2026-01-20"):
            self.env["crm.lead"].union(*leads).action_set_won()
        self.win(*[1_000] * 6)
        self.learn()
        for line in (mills, machines):
            lead = self.open_lead(required_categ_ids=line.ids)
            self.assertEqual(lead.potential_amount, 70_500, line.name)
        self.assertEqual(self.open_lead().potential_amount, 1_000)
        both = self.open_lead(required_categ_ids=(mills | machines).ids)
        self.assertEqual(both.potential_amount, 1_000, "of two lines none is meant")

    def test_a_standard_opens_the_deals_that_taught_it(self):
        fair = self.win(*[50_000] * 5, source_id=self.fair.id)
        others = self.win(*[10_000] * 5)
        self.learn()
        standards = self.Potential.search([("company_id", "=", self.company.id)])
        by_level = {(one.level, one.source_id): one for one in standards}
        none = self.fair.browse()
        for key, leads in {
            ("source", self.fair): fair,
            ("source", none): others,
            ("team", none): fair | others,
            ("company", none): fair | others,
        }.items():
            with self.at("2026-02-01"):
                action = by_level[key].action_open_deals()
            found = self.env["crm.lead"].search(action["domain"])
            self.assertEqual(set(found), set(leads))
            self.assertEqual(by_level[key].deals, len(leads))

    def test_deals_of_other_companies_lost_and_old_ones_teach_nothing(self):
        reopened = self.win(10_000, 20_000, 30_000, 999_000)[-1]
        with self.at("2026-01-25"):
            reopened.stage_id = self.env["crm.stage"].search(
                [("is_won", "=", False)], limit=1
            )
        self.learn()
        [standard] = self.Potential.search([("company_id", "=", self.company.id)])
        self.assertEqual((standard.level, standard.deals), ("company", 3))
        self.assertEqual(standard.median, 20_000)
        self.assertAlmostEqual(standard.p90, 28_000, msg="20 000 + 0.8 x 10 000")
        with self.at("2028-02-01"):
            self.Potential._recompute()
        self.assertFalse(self.Potential.search([("company_id", "=", self.company.id)]))

    def test_an_estimate_stays_and_emptying_it_gives_the_median_again(self):
        self.win(10_000, 15_000, 20_000, 30_000, 90_000)
        self.learn()
        lead = self.open_lead(potential_amount=25_000)
        self.assertEqual(lead.potential_origin, "manual")
        lead.source_id = self.fair
        self.learn()
        self.assertEqual(lead.potential_amount, 25_000)
        lead.potential_amount = 0
        self.assertEqual(lead.potential_amount, 20_000)
        self.assertEqual(lead.potential_origin, "standard")

    def test_an_estimate_outlives_a_merge(self):
        self.win(10_000, 20_000, 30_000)
        self.learn()
        standard = self.open_lead(type="opportunity")
        estimate = self.open_lead(potential_amount=90_000, potential_reason="Group")
        merged = (standard | estimate).merge_opportunity()
        self.assertEqual(merged, standard)
        self.assertEqual(merged.potential_amount, 90_000)
        self.assertEqual(merged.potential_origin, "manual")
        self.assertEqual(merged.potential_reason, "Group")

    def test_saving_the_form_makes_no_estimate_of_the_median(self):
        self.win(10_000, 20_000, 30_000)
        self.learn()
        form = Form(self.env["crm.lead"])
        form.name = "By form"
        form.team_id = self.north
        self.assertEqual(form.potential_amount, 20_000)
        lead = form.save()
        self.assertEqual(lead.potential_origin, "standard")
        with Form(lead) as form:
            form.potential_amount = 21_000
        self.assertEqual(lead.potential_origin, "manual")

    def test_an_estimate_above_nine_of_ten_deals_needs_a_reason(self):
        """P90 of 10, 20 and 30 thousand: 20 000 + 0.8 x 10 000 = 28 000."""
        self.win(10_000, 20_000, 30_000)
        self.learn()
        lead = self.open_lead(potential_amount=28_000)
        with self.assertRaisesRegex(ValidationError, "Say why"):
            lead.potential_amount = 28_001
        lead.write({"potential_amount": 80_000, "potential_reason": "Whole group"})
        self.assertEqual(lead.potential_amount, 80_000)

    def test_the_first_quotation_that_is_sent_replaces_it(self):
        self.win(10_000, 20_000, 30_000)
        self.learn()
        lead = self.open_lead(type="opportunity")
        with self.at("2026-02-10"):
            order = self.order(12_000, lead=lead)
        self.assertEqual(lead.expected_revenue, 0, "the customer has not seen it")
        with self.at("2026-02-11"):
            order.action_quotation_sent()
        self.assertEqual(lead.expected_revenue, 12_000)
        with self.at("2026-02-12"):
            self.order(5_000, lead=lead).action_quotation_sent()
        self.assertEqual(lead.expected_revenue, 12_000, "only the first one")
        amounts = self.env["sales.kpi.journal"].search(
            [("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)]
        )
        self.assertEqual(amounts.mapped("kind"), ["created", "amount"])
        self.assertEqual(amounts.mapped("amount"), [0, 12_000])
        self.assertVerified("2026-02-28")

    def test_without_a_sales_process_a_quotation_changes_nothing(self):
        self.win(10_000, 20_000, 30_000)
        self.learn()
        lead = self.open_lead(team_id=self.south.id, type="opportunity")
        self.order(12_000, lead=lead).action_quotation_sent()
        self.assertEqual(lead.expected_revenue, 0)

    def test_golden_a_lead_without_a_value_carries_the_first_milestone(self):
        """Decision 23: median 20 000; the lead reaches M1 in March.

        Inflow of M1 20 000, count 1, standard share 100 %. In April it is quoted at
        30 000 and reaches M2, a second lead with an estimate of 10 000 reaches M1:
        40 000, of them quoted 3/4, estimated 1/4.
        """
        self.win(10_000, 15_000, 20_000, 30_000, 90_000)
        self.learn()
        lead = self.open_lead(stage_id=self.new.id)
        other = self.open_lead(stage_id=self.new.id, potential_amount=10_000)
        with self.at("2026-03-04"):
            lead.stage_id = self.first
        self.refresh("2026-03-31")
        inflow = self.facts("milestone_reached", "2026-03", stage_id=self.first)
        self.assertEqual((inflow.amount, inflow.count), (20_000, 1))
        march = self.north._potential_shares("2026-03-01", "2026-03-31")
        self.assertEqual(
            march[self.north.id],
            {"amount": 20_000, "count": 1, "standard": 1, "quoted": 0, "manual": 0},
        )
        with self.at("2026-04-02"):
            lead.type = "opportunity"
            self.order(30_000, lead=lead).action_quotation_sent()
        with self.at("2026-04-03"):
            lead.stage_id = self.second
            other.stage_id = self.first
        self.refresh("2026-04-30")
        april = self.north._potential_shares("2026-04-01", "2026-04-30")
        self.assertEqual(
            april[self.north.id],
            {
                "amount": 40_000,
                "count": 2,
                "standard": 0,
                "quoted": 0.75,
                "manual": 0.25,
            },
        )
        may = self.north._potential_shares("2026-05-01", "2026-05-31")[self.north.id]
        self.assertIsNone(may["standard"], "no value arrived, no share")
        self.assertVerified("2026-12-01")

    def test_a_lead_that_reached_a_milestone_keeps_its_value(self):
        self.win(10_000, 20_000, 30_000)
        self.learn()
        kept, following = [self.open_lead(stage_id=self.new.id) for _ in range(2)]
        with self.at("2026-02-03"):
            kept.stage_id = self.first
        self.win(40_000, 40_000)
        self.learn()
        self.assertEqual(following.potential_amount, 30_000)
        self.assertEqual(kept.potential_amount, 20_000)

    def test_it_is_never_negative(self):
        with self.assertRaises(ValidationError):
            self.open_lead(potential_amount=-5_000)
