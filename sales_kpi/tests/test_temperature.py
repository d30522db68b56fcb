from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestTemperature(SalesKpiCase):
    """A lead is as warm as what its customer did; a claim is marked as one (S3-11)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer", "email": "customer@example.com"}
        )

    def test_a_download_is_cold(self):
        lead = self.lead()
        self.assertEqual(lead.temperature, "cold")
        self.assertEqual(lead.temperature_origin, "facts")
        self.assertIn("Nobody has talked", lead.temperature_reason)

    def test_an_answer_makes_it_warm(self):
        lead = self.lead(partner_id=self.customer.id)
        lead.message_post(
            body="Please call me",
            message_type="email",
            author_id=self.customer.id,
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(lead.temperature, "warm")

    def test_a_call_of_the_customer_makes_it_warm(self):
        lead = self.lead()
        lead.action_customer_called()
        self.assertEqual(lead.temperature, "warm")

    def test_a_meeting_makes_it_hot_once_it_is_over(self):
        with self.at("2026-03-02 08:00"):
            lead = self.lead(partner_id=self.customer.id)
            self.env["calendar.event"].create(
                {
                    "name": "Talk",
                    "opportunity_id": lead.id,
                    "start": "2026-03-03 09:00",
                    "stop": "2026-03-03 10:00",
                    "partner_ids": [Command.set(self.customer.ids)],
                }
            )
            self.assertEqual(lead.temperature, "cold")
        with self.at("2026-03-03 10:30"):
            self.env["crm.lead"]._fill_customer_actions()
            self.assertEqual(lead.temperature, "hot")

    def test_a_claim_is_marked_until_the_customer_proves_it(self):
        lead = self.lead()
        lead.temperature = "warm"
        self.assertEqual(
            (lead.temperature, lead.temperature_origin), ("warm", "claimed")
        )
        self.assertIn("Our own judgement", lead.temperature_reason)
        lead.action_customer_called()
        self.assertEqual((lead.temperature, lead.temperature_origin), ("warm", "facts"))

    def test_who_claims_less_is_overtaken_by_the_customer(self):
        lead = self.lead()
        lead.action_customer_called()
        lead.temperature = "cold"
        self.assertEqual(
            (lead.temperature, lead.temperature_origin), ("cold", "claimed")
        )
        rule = self.env.ref("sales_kpi.temperature_rule_reply")
        rule.temperature = "hot"
        self.assertEqual((lead.temperature, lead.temperature_origin), ("hot", "facts"))

    def test_a_changed_rule_holds_for_all_leads_at_once(self):
        lead = self.lead()
        called = self.lead()
        called.action_customer_called()
        self.env.ref("sales_kpi.temperature_rule_reply").active = False
        self.assertEqual([lead.temperature, called.temperature], ["cold", "cold"])
        self.env.ref("sales_kpi.temperature_rule_entered").temperature = "warm"
        self.assertEqual([lead.temperature, called.temperature], ["warm", "warm"])

    def test_a_confirmed_need_makes_it_hot(self):
        team = self.team("Milestones")
        stages = self.env["crm.stage"].create(
            [
                {"name": name, "sequence": place, "team_ids": [Command.set(team.ids)]}
                for place, name in enumerate(("New", "Interest", "Talk", "Need"))
            ]
        )
        stages[1:].write({"is_milestone": True, "evidence_required": False})
        lead = self.lead(team_id=team.id, stage_id=stages[0].id)
        lead.stage_id = stages[2]
        self.assertEqual(lead.temperature, "cold")
        lead.stage_id = stages[3]
        self.assertEqual(lead.temperature, "hot")
        self.assertIn("need", lead.temperature_reason)
