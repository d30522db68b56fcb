"""Segments of leads: by their tags, origin, size."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .segment_case import MARCH, NOW, SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentOfLeads(SegmentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tag = cls.env["crm.tag"].create({"name": "Machine"})
        cls._win(cls.ada, 50, tag_ids=[Command.set(cls.tag.ids)])
        cls._win(cls.env["res.partner"], 8, tag_ids=[Command.set(cls.tag.ids)])
        with cls.at(cls, NOW):
            cls.env["sales.kpi.fact"]._refresh_queue()
        cls.machines = cls.segment(
            [("tag_ids", "in", cls.tag.ids)], applies_to="lead", is_shared=True
        )

    def test_figures_of_a_segment(self):
        """50 and 8 are tagged; the second has no customer."""
        asked = [("segment_id", "=", self.machines.id)]
        self.assertEqual(self.won(asked), 58)
        self.assertEqual(self.won(asked, "deals_closed"), 2)
        self.assertEqual(self.won(asked, "deal_value"), 29)

    def test_beside_one_of_customers(self):
        """Either: the VIPs' 1 200 + 50, and the 8 of nobody."""
        both = [("segment_id", "in", (self.vips | self.machines).ids)]
        self.assertEqual(self.won(both), 1258)

    def test_by_size(self):
        large = self.segment([("expected_revenue", ">=", 200)], applies_to="lead")
        self.assertEqual(self.won([("segment_id", "=", large.id)]), 1200)

    def test_it_follows_its_leads(self):
        lead = self.env["crm.lead"].search(
            [("expected_revenue", "=", 1000), ("company_id", "=", self.company.id)]
        )
        lead.tag_ids = self.tag
        self.assertEqual(self.won([("segment_id", "=", self.machines.id)]), 1058)

    def test_what_is_not_about_leads_has_no_value(self):
        asked = [("segment_id", "=", self.machines.id)]
        for code in ("revenue", "order_intake", "cac"):
            with self.subTest(code):
                self.assertIsNone(self.won(asked, code))
        with self.at(NOW):
            shown = self.kpis.concat(*self.kpis._kpis(["revenue"]))
            shown._put_in_use()
            self.kpis._set_tiles(shown)
            [tile] = self.kpis.dashboard_data(
                {
                    "period": "custom",
                    "date_from": MARCH[0],
                    "date_to": MARCH[1],
                    "scope": [["segment_id", self.machines.id]],
                }
            )["tiles"]
        self.assertEqual(tile["hint"], "This KPI is not known by lead.")

    def test_the_analysis_agrees(self):
        domain = [("segment_id", "=", self.machines.id), ("date", "<=", MARCH[1])]
        with self.at(NOW):
            [(won, revenue)] = self.env["sales.kpi.report"]._read_group(
                domain, [], ["won_value:avg", "revenue:avg"]
            )
        self.assertEqual((won, revenue), (58, False))

    def test_no_way_around_the_rules_for_persons(self):
        seller = self.user("kpi_lead_seg")
        for domain in (
            [("user_id", "=", seller.id)],
            [("user_id.login", "=", "kpi_lead_seg")],
            [("create_uid", "=", seller.id)],
            [("team_id", "=", 1)],
            [("id", "in", [1, 2])],
            [("partner_id.vat", "=", "1")],
        ):
            with self.subTest(domain), self.assertRaises(ValidationError):
                self.segment(domain, applies_to="lead")

    def test_only_leads_that_one_may_see(self):
        seller = self.user("kpi_lead_seg")
        self._win(self.ada, 7, user_id=seller.id, tag_ids=[Command.set(self.tag.ids)])
        self.refresh(NOW)
        asked = [("segment_id", "=", self.machines.id), ("user_id", "=", seller.id)]
        self.assertEqual(self.won(asked, user=seller), 7)

    def test_who_may_not_read_leads_may_not_use_it(self):
        marketing = self.user(
            "kpi_lead_marketing", "base.group_user,sales_kpi.group_marketing"
        )
        with self.assertRaises(UserError):
            self.won([("segment_id", "=", self.machines.id)], user=marketing)

    def test_no_filter_by_the_name_of_the_choice(self):
        with self.assertRaises(ValidationError):
            self.won([("lead_segment", "=", 1)])

    def test_another_kind_begins_anew(self):
        with Form(self.vips) as form:
            form.applies_to = "lead"
            self.assertEqual(form.domain, "[]")
            self.assertEqual(form.domain_model, "crm.lead")
