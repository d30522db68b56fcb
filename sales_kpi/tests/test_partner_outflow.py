from datetime import date

from odoo.tests import tagged

from .partner_case import MARCH, PartnerCase

DAYS = tuple(map(date.fromisoformat, MARCH))


@tagged("post_install", "-at_install")
class TestPartnerOutflow(PartnerCase):
    """Leads that a partner was offered and did not keep, and who got them."""

    def outflow(self, partner):
        self.refresh("2026-03-31")
        rows = self.sellers._lead_outflow(*DAYS).get(partner.id, [])
        letters = {seller.id: seller.name[-1] for seller in self.sellers}
        return [
            (row["how"], row["hours"], letters.get(row["taker_id"])) for row in rows
        ]

    def test_who_got_what_a_partner_did_not_take(self):
        """A declines after half an hour, and C gets it; B was beaten by 2 hours."""
        lead = self.offered("2026-03-16 08:00")
        self.decline(lead, self.a, "2026-03-16 08:30")
        self.accept(lead, self.c, "2026-03-16 10:00")
        self.assertEqual(self.outflow(self.a), [("declined", 0.5, "C")])
        self.assertEqual(self.outflow(self.b), [("taken", 2, "C")])
        self.assertEqual(self.outflow(self.c), [])
        self.assertEqual(self.offer(lead, self.a).taker_id, self.c)
        self.assertFalse(self.offer(lead, self.c).taker_id)

    def test_lapsed_and_taken_by_nobody_yet(self):
        lead = self.offered("2026-03-16 08:00")
        self.run_scheduler("2026-03-16 12:00")
        self.assertEqual(self.outflow(self.a), [("expired", 4, None)])
        self.assertFalse(self.offer(lead, self.a).taker_id)

    def test_taken_back_and_won_by_another(self):
        """A has it for ten working hours; B gets it three days later."""
        lead = self.handed(self.a, "2026-03-16 08:00")
        self.reclaim(lead, "2026-03-16 18:00")
        with self.at("2026-03-19 09:00"):
            lead.action_hand_over(self.b)
        self.assertEqual(self.outflow(self.a), [("reclaimed", 10, "B")])
        self.assertEqual(self.offer(lead, self.a).taker_id, self.b)

    def test_only_days_asked_for(self):
        lead = self.offered("2026-04-01 08:00")
        self.decline(lead, self.a, "2026-04-01 08:30")
        self.assertEqual(self.outflow(self.a), [])

    def test_analysis_counts_what_was_declined(self):
        lead = self.offered("2026-03-16 08:00")
        self.decline(lead, self.a, "2026-03-16 08:30")
        action = self.env.ref("sales_kpi.sales_partner_outflow_action")
        self.refresh("2026-03-31")
        domain = [
            ("event", "=", "offer_declined"),
            ("company_id", "=", self.company.id),
        ]
        with self.at("2026-03-31"):
            rows = self.env[action.res_model]._read_group(
                domain, ["sales_partner_id"], ["count:sum", "work_hours:sum"]
            )
        self.assertEqual(rows, [(self.a, 1, 0.5)])


@tagged("post_install", "-at_install")
class TestPartnerKpisInUse(PartnerCase):
    """Where leads go to partners the five partner KPIs are in use (decision 35)."""

    def test_five_figures_come_with_the_first_team(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_partner_conversion")
        self.assertTrue(kpi.with_company(self.company).is_used)
        other = self.env["res.company"].create({"name": "No partners"})
        self.assertNotIn(other, kpi.company_ids)
        team = self.env["crm.team"].create({"name": "T", "company_id": other.id})
        self.assertNotIn(other, kpi.company_ids)
        team.partner_routing = "automatic"
        self.assertIn(other, kpi.company_ids)
        pick_rate = self.env.ref("sales_kpi.sales_kpi_pick_rate")
        self.assertNotIn(other, pick_rate.company_ids)

    def test_what_was_taken_out_stays_out(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_contact_time")
        kpi.company_ids -= self.company
        self.south.partner_routing = "automatic"
        self.assertNotIn(self.company, kpi.company_ids)

    def test_partner_manager_sees_the_figures_of_all_partners(self):
        """Also the acceptance of leads, which belongs to no partner."""
        partners = "base.group_user,sales_kpi.group_partner_manager"
        petra = self.user("kpi_petra", partners)
        seller = self.user("kpi_seller")
        lead = self.offered("2026-03-16 08:00", user_id=seller.id)
        self.accept(lead, self.a, "2026-03-16 09:00")
        with self.at("2026-03-31"):
            self.refresh()
            kpis = self.env["sales.kpi"].with_user(petra)
            [row] = kpis.evaluate(["acceptance_time", "pick_rate"], *MARCH)["rows"]
            [mine] = kpis.evaluate(["new_leads"], *MARCH)["rows"]
        values = {code: found["value"] for code, found in row["values"].items()}
        self.assertEqual(values, {"acceptance_time": 1, "pick_rate": 1})
        # our own leads are not his business
        self.assertEqual(mine["values"]["new_leads"]["value"], 0)
