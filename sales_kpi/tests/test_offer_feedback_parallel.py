"""What partners report meets what managers do at the same moment."""

from odoo import fields
from odoo.tests import tagged

from .test_offer_parallel import OfferRaceCase


@tagged("post_install", "-at_install")
class TestFeedbackRace(OfferRaceCase):
    racers = 2

    def _accepted(self, env):
        lead_id, [first, _other] = self._on_offer(env)
        env["crm.lead.offer"].browse(first).action_accept()
        return lead_id, first

    def _lead(self, lead_id):
        names = ["won_status", "routing_state", "sales_partner_id"]
        return self._commit(
            lambda env: env["crm.lead"].browse(lead_id).read(names, load=None)[0]
        )

    def test_report_of_a_win_while_the_lead_is_taken_back(self):
        """The partner has won it, or it is gone and his report closes nothing."""
        lead_id, offer_id = self._commit(self._accepted)
        reported, taken_back = self._race(
            lambda env: (
                env["crm.lead.offer"]
                .browse(offer_id)
                .action_give_feedback("won", value=100)
            ),
            lambda env: env["crm.lead"].browse(lead_id).action_reclaim(),
        )
        lead = self._lead(lead_id)
        self.assertEqual(reported, "done")
        if taken_back == "done":
            self.assertEqual(lead["won_status"], "pending")
            self.assertFalse(lead["sales_partner_id"])
        else:
            self.assertIn("No partner has these leads", taken_back)
            self.assertEqual(lead["won_status"], "won")
            self.assertEqual(lead["sales_partner_id"], self.partner_ids[0])
        self.assertEqual(self._journalled("partner_feedback", [offer_id]), 1)
        self.assertEqual(
            self._journalled("partner_closed", [offer_id]), int(taken_back != "done")
        )

    def test_two_contacts_report_the_end_at_once(self):
        """One of them closes the lead, the other is told."""
        lead_id, offer_id = self._commit(self._accepted)
        said = self._race(
            *(
                lambda env, status=status, values=values: (
                    env["crm.lead.offer"]
                    .browse(offer_id)
                    .action_give_feedback(status, **values)
                )
                for status, values in (
                    ("won", {"value": 100}),
                    ("lost", {"reason": "Too far away"}),
                )
            )
        )
        self.assertEqual(said.count("done"), 1, said)
        self.assertIn(
            self._lead(lead_id)["won_status"], ("won" if said[0] == "done" else "lost",)
        )
        self.assertEqual(self._journalled("partner_closed", [offer_id]), 1)

    def test_contact_is_tapped_twice(self):
        _lead_id, offer_id = self._commit(self._accepted)
        said = self._race(
            *[
                lambda env: (
                    env["crm.lead.offer"]
                    .browse(offer_id)
                    .action_mark_contacted("reached")
                )
            ]
            * 2
        )
        self.assertEqual(said, ["done", "done"])
        self.assertEqual(self._journalled("partner_contacted", [offer_id]), 1)
        self.assertEqual(self._journalled("partner_reached", [offer_id]), 1)
        reached = self._commit(
            lambda env: env["crm.lead.offer"].browse(offer_id).date_reached
        )
        self.assertLessEqual(reached, fields.Datetime.now())
