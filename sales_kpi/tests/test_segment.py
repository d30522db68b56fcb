"""Segments: customers who share something, as a filter of figures."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .segment_case import MARCH, NOW, SegmentCase


@tagged("post_install", "-at_install")
class TestSegment(SegmentCase):
    def test_figures_of_a_segment(self):
        self.assertEqual(self.won([("segment_id", "=", self.vips.id)]), 1200)
        self.assertEqual(self.won([("segment_id", "in", self.vips.ids)]), 1200)
        self.assertEqual(self.won([]), 1234)

    def test_several_segments_are_one_choice(self):
        cleo = self.segment([("name", "=", "Cleo")])
        both = [("segment_id", "in", [self.vips.id, cleo.id])]
        self.assertEqual(self.won(both), 1230)

    def test_with_another_filter(self):
        team = self.team("North")
        self._win(self.ada, 5, team_id=team.id)
        self.refresh(NOW)
        domain = [("segment_id", "=", self.vips.id), ("team_id", "=", team.id)]
        self.assertEqual(self.won(domain), 5)

    def test_a_segment_of_nobody(self):
        nobody = self.segment([("name", "=", "Nobody at all")])
        self.assertEqual(self.won([("segment_id", "=", nobody.id)]), 0)

    def test_it_follows_its_customers(self):
        self.cleo.category_id = self.vip
        self.bob.active = False  # what he bought is still bought
        self.assertEqual(self.won([("segment_id", "=", self.vips.id)]), 1230)

    def test_contacts_count_with_their_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Ada's clerk", "parent_id": self.ada.id}
        )
        self._win(contact, 60)
        self.refresh(NOW)
        self.assertEqual(self.won([("segment_id", "=", self.vips.id)]), 1260)
        clerks = self.segment([("name", "=", "Ada's clerk")])
        self.assertEqual(self.won([("segment_id", "=", clerks.id)]), 0)

    def test_every_kpi_is_that_of_its_customers(self):
        """A segment gives what the filter by the same customers gives."""
        codes = self.kpis.search([]).mapped("code")
        ids = (self.ada | self.bob).ids
        with self.at(NOW):
            by_segment, by_customer = (
                self.kpis.evaluate(codes, *MARCH, domain=domain)["rows"]
                for domain in (
                    [("segment_id", "=", self.vips.id)],
                    [("customer_id", "in", ids)],
                )
            )
        self.assertEqual(by_segment, by_customer)

    def test_the_dashboard(self):
        options = {
            "period": "custom",
            "date_from": MARCH[0],
            "date_to": MARCH[1],
            "scope": [["segment_id", self.vips.id]],
        }
        self.vips.name = "Our best"
        with self.at(NOW):
            shown = self.kpis.concat(*self.kpis._kpis(["won_value", "cac"]))
            shown._put_in_use()
            self.kpis._set_tiles(shown)
            data = self.kpis.dashboard_data(options)
            parts = self.kpis.dashboard_calculation("won_value", options)["parts"]
            moved = self.kpis.dashboard_drivers("won_value", options)
        self.assertEqual(
            (data["scope"][0]["label"], data["scope"][0]["name"]),
            ("Segment", "Our best"),
        )
        self.assertIn("sales.kpi.segment", [one["model"] for one in data["dimensions"]])
        won, cac = data["tiles"]
        self.assertEqual((won["value"], parts[0]["value"]), (1200, 1200))
        self.assertIn("not known by", cac["hint"])
        self.assertIsNone(moved)  # nothing won in February
        rows = self.env["sales.kpi.report"].search(parts[0]["facts"]["domain"])
        self.assertEqual(sum(rows.mapped("amount")), 1200)

    def test_the_analysis(self):
        domain = [("segment_id", "=", self.vips.id), ("date", "<=", MARCH[1])]
        with self.at(NOW):
            [(won, roi)] = self.env["sales.kpi.report"]._read_group(
                domain, [], ["won_value:avg", "roi:avg"]
            )
        self.assertEqual((won, roi), (1200, False))  # costs know no customers


@tagged("post_install", "-at_install")
class TestSegmentRights(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller, cls.mate = cls.user("kpi_seg_seller"), cls.user("kpi_seg_mate")
        cls.leader = cls.user("kpi_seg_leader")

    def as_user(self, user, segment=None):
        return (segment or self.env["sales.kpi.segment"]).with_user(user)

    def test_everybody_makes_own_segments(self):
        own = self.as_user(self.seller).create({"name": "Mine"})
        own.name = "Still mine"
        self.assertEqual(own.user_id, self.seller)
        for action in (
            lambda: self.as_user(self.mate, own).read(["name"]),
            lambda: self.as_user(self.mate, own).unlink(),
            lambda: self.as_user(self.seller, own).write({"is_shared": True}),
            lambda: self.as_user(self.seller).create({"name": "A", "is_shared": True}),
        ):
            with self.assertRaises(AccessError):
                action()

    def test_shared_segments_are_used_by_all_and_changed_by_operations(self):
        self.vips.is_shared = True
        self.assertEqual(self.as_user(self.seller, self.vips).name, "Segment")
        with self.assertRaises(AccessError):
            self.as_user(self.seller, self.vips).write({"name": "Other"})
        operations = self.user(
            "kpi_seg_ops", "base.group_user,sales_kpi.group_operations"
        )
        self.as_user(operations, self.vips).name = "Better name"

    def test_figures_by_the_segment_of_another_are_refused(self):
        asked = [("segment_id", "=", self.vips.id)]
        with self.assertRaises(UserError):
            self.won(asked, user=self.seller)
        with self.assertRaises(UserError):
            self.kpis.with_user(self.seller).dashboard_data(
                {"scope": [["segment_id", self.vips.id]]}
            )
        facts = self.env["sales.kpi.fact"].with_user(self.seller)
        self.assertFalse(facts.search_count(asked))

    def test_only_own_figures(self):
        """A salesperson's share of a segment are the own deals with it."""
        self.vips.is_shared = True
        self._win(self.ada, 7, user_id=self.seller.id)
        self._win(self.ada, 11, user_id=self.mate.id)
        self.refresh(NOW)
        asked = [("segment_id", "=", self.vips.id)]
        self.assertEqual(self.won([*asked, ("user_id", "=", self.seller.id)]), 7)
        self.assertEqual(
            self.won([("user_id", "=", self.mate.id)], user=self.seller), 0
        )

    def test_how_others_work_has_no_segment(self):
        """Decision 33: a segment is a cut like a customer, however large the team."""
        members = [self.user(f"kpi_seg_{number}") for number in range(5)]
        team = self.team("Large", members, user_id=self.leader.id)
        self.vips.is_shared = True
        with self.at("2026-03-05 09:00"):
            lead = self.lead(
                partner_id=self.ada.id, team_id=team.id, user_id=members[0].id
            )
        self.contact(lead, "2026-03-06 09:00")
        self.refresh(NOW)
        of_team = [("team_id", "=", team.id)]
        code = "hit_rate_period"
        self.assertEqual(self.won(of_team, code, self.leader), 0)
        in_segment = [*of_team, ("segment_id", "=", self.vips.id)]
        self.assertIsNone(self.won(in_segment, code, self.leader))

    def test_companies_are_kept_apart(self):
        """T6: neither segments nor customers of a company count in another one."""
        other = self.env["res.company"].create({"name": "Other"})
        theirs = self.segment([], company_id=other.id, is_shared=True)
        with self.assertRaises(UserError):
            self.won([("segment_id", "=", theirs.id)], user=self.seller)
        everybody = self.segment([], is_shared=True)
        self.assertEqual(self.won([("segment_id", "=", everybody.id)]), 1230)
        self.bob.company_id = other
        manager = self.user("kpi_seg_manager", "sales_team.group_sale_manager")
        self.assertEqual(
            self.won([("segment_id", "=", everybody.id)], user=manager), 1030
        )
