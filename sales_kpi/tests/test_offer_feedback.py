from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .feedback_case import FeedbackCase


@tagged("post_install", "-at_install")
class TestOfferFeedback(FeedbackCase):
    """One tap says how it stands; what was won or lost closes the lead."""

    def test_first_report_is_the_feedback(self):
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-10 10:00"):
            offer.action_give_feedback("meeting", note="Nice people")
        with self.at("2026-03-12 10:00"):
            offer.action_give_feedback("quoted")
        self.assertEqual(offer.feedback_status, "quoted")
        self.assertEqual(f"{offer.date_feedback:%a}", "Tue")
        self.assertEqual(f"{offer.date_last_report:%a}", "Thu")
        last, first = offer.report_ids.sorted()
        self.assertEqual((last.status, first.status), ("quoted", "meeting"))
        self.assertEqual(first.note, "Nice people")
        self.assertEqual(
            self.since_acceptance(offer), [("Tue 10:00", "partner_feedback", "A")]
        )
        self.assertEqual(offer.lead_id.won_status, "pending")

    def test_won_lead_counts_with_our_share(self):
        """Decision 5: 50 000 reported, discount 40 %: the lead is worth 30 000."""
        offer = self.accepted("2026-03-09 09:00", expected_revenue=99)
        lead = offer.lead_id
        with self.at("2026-03-20 10:00"):
            offer.action_give_feedback("won", value=50000)
        self.assertEqual(lead.won_status, "won")
        self.assertEqual(lead.expected_revenue, 30000)
        self.assertEqual(lead.routing_state, "closed")
        self.assertEqual(lead.sales_partner_id, self.a)
        self.assertEqual(offer.reported_amount, 50000)
        self.assertEqual(f"{offer.date_closed:%d %H:%M}", "20 10:00")
        self.assertEqual(
            self.since_acceptance(offer),
            [
                ("Fri 10:00", "partner_feedback", "A"),
                ("Fri 10:00", "partner_won", "A"),
                ("Fri 10:00", "partner_closed", "A"),
            ],
        )
        rows = self.env["sales.kpi.journal"].search(
            [("lead_id", "=", lead.id), ("at", "=", "2026-03-20 10:00:00")]
        )
        reported = rows.filtered(lambda row: row.kind == "partner_won")
        self.assertEqual(reported.amount, 50000)
        closed = rows.filtered(lambda row: row.kind == "partner_closed")
        self.assertEqual((closed.outcome, closed.amount), ("won", 30000))

    def test_reported_values_add_up(self):
        for value in (100, 200):
            offer = self.accepted("2026-03-09 09:00")
            with self.at("2026-03-20 10:00"):
                offer.action_give_feedback("won", value=value)
        for model, field in (
            ("crm.lead.offer", "reported_amount:sum"),
            ("crm.lead.offer.report", "amount:sum"),
        ):
            [group] = self.env[model].formatted_read_group(
                [("partner_id", "=", self.a.id)],
                ["partner_id"],
                [field, "currency_id:array_agg_distinct"],
            )
            self.assertEqual(group[field], 300, model)
            self.assertEqual(
                group["currency_id:array_agg_distinct"], self.company.currency_id.ids
            )

    def test_won_lead_has_a_value(self):
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-20 10:00"):
            for value in (None, 0, -5, "much", "nan", "inf", 1e300):
                with self.assertRaises(UserError, msg=value):
                    offer.action_give_feedback("won", value=value)
        self.assertFalse(offer.report_ids)

    def test_lost_lead_has_a_reason(self):
        offer = self.accepted("2026-03-09 09:00")
        lead = offer.lead_id
        with self.at("2026-03-20 10:00"):
            with self.assertRaisesRegex(UserError, "why"):
                offer.action_give_feedback("lost")
            offer.action_give_feedback("lost", reason=self.price.id)
        self.assertEqual(lead.won_status, "lost")
        self.assertEqual(lead.lost_reason_id, self.price)
        self.assertEqual(lead.routing_state, "closed")
        self.assertEqual(offer.report_ids.lost_reason_id, self.price)
        self.assertEqual(
            self.since_acceptance(offer),
            [
                ("Fri 10:00", "partner_feedback", "A"),
                ("Fri 10:00", "partner_closed", "A"),
            ],
        )

    def test_the_end_is_reported_once(self):
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-20 10:00"):
            offer.action_give_feedback("won", value=10)
            for status, values in (("won", {"value": 10}), ("lost", {"reason": "No"})):
                with self.assertRaisesRegex(UserError, "call your contact"):
                    offer.action_give_feedback(status, **values)

    def test_salesperson_reopens(self):
        """The win is undone; the partner has the lead again and reports anew."""
        offer = self.accepted("2026-03-09 09:00")
        lead = offer.lead_id
        with self.at("2026-03-20 10:00"):
            offer.action_give_feedback("won", value=50000)
        with self.at("2026-03-23 10:00"):
            lead.stage_id = self.env["crm.stage"].search(
                [("is_won", "=", False), ("team_ids", "=", False)], limit=1
            )
            lead.probability = 50
        self.assertEqual(lead.routing_state, "accepted")
        self.assertFalse(offer.date_closed)
        self.assertFalse(offer.reported_amount)
        self.assertEqual(
            self.since_acceptance(offer)[-1], ("Mon 10:00", "partner_reopened", "A")
        )
        with self.at("2026-03-24 10:00"):
            offer.action_give_feedback("lost", reason="Went bankrupt")
        self.assertEqual(lead.won_status, "lost")

    def test_the_partner_called(self):
        """What he told on the phone counts, and who entered it is kept."""
        offer = self.accepted("2026-03-09 09:00")
        contact = self.user("call_contact", "base.group_portal")
        contact.partner_id.parent_id = self.a
        dialog = self.env["crm.lead.offer.call"].with_user(self.leader)
        with self.at("2026-03-10 10:00"):
            call = dialog.create({"offer_id": offer.id})
            with self.assertRaisesRegex(UserError, "Choose what he told"):
                call.action_apply()
            call.write({"result": "reached", "status": "won", "value": 500})
            call.action_apply()
            with self.assertRaises(AccessError):
                offer.with_user(contact).action_note_call("reached")
        self.assertEqual(f"{offer.date_reached:%a %H:%M}", "Tue 10:00")
        self.assertEqual(offer.lead_id.won_status, "won")
        self.assertEqual(offer.report_ids.contact_id, self.a)
        self.assertEqual(offer.report_ids.create_uid, self.leader)

    def test_lead_closed_by_a_salesperson(self):
        """The offer ends with its lead; the partner can still say how it went."""
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-11 10:00"):
            offer.lead_id.action_set_lost(lost_reason_id=self.price.id)
        self.assertTrue(offer.date_closed)
        self.assertFalse(offer.date_feedback)
        with self.at("2026-03-12 10:00"):
            offer.action_give_feedback("meeting")
        self.assertEqual(
            self.since_acceptance(offer),
            [
                ("Wed 10:00", "partner_closed", "A"),
                ("Thu 10:00", "partner_feedback", "A"),
            ],
        )

    def test_lead_that_was_taken_back_is_reported(self):
        """Decision 31: it stays reportable, and stays with whoever has it now."""
        offer = self.accepted("2026-03-09 09:00")
        lead = offer.lead_id
        with self.at("2026-03-20 10:00"):
            lead.action_reclaim("Silent")
            lead.action_hand_over(self.b)
        with self.at("2026-03-23 10:00"):
            offer.action_give_feedback("lost", reason=self.price)
        self.assertTrue(offer.date_feedback)
        self.assertEqual(lead.won_status, "pending")
        self.assertEqual(lead.sales_partner_id, self.b)

    def milestone_of_the_win(self, accepted=()):
        """Leads of the team begin, and are won by evidence at the fourth milestone."""
        milestones = [
            {
                "name": f"M{rank}",
                "sequence": -20 + rank,
                "is_milestone": True,
                "evidence_required": True,
                "team_ids": self.south.ids,
            }
            for rank in (1, 2, 3)
        ]
        return self.env["crm.stage"].create(
            [
                {"name": "Begin", "sequence": -20, "team_ids": self.south.ids},
                *milestones,
                {
                    "name": "Bought",
                    "sequence": -10,
                    "is_won": True,
                    "is_milestone": True,
                    "evidence_required": True,
                    "team_ids": self.south.ids,
                    "evidence_type_ids": [kind.id for kind in accepted],
                },
            ]
        )[-1]

    def test_win_that_wants_other_evidence_is_confirmed(self):
        """The report stands; the salesperson is asked to confirm the win."""
        self.milestone_of_the_win(self.env.ref("sales_kpi.evidence_type_order"))
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-20 10:00"):
            offer.action_give_feedback("won", value=50000)
        lead = offer.lead_id
        self.assertEqual(lead.won_status, "pending")
        self.assertEqual(lead.expected_revenue, 30000)
        self.assertEqual(lead.activity_ids.user_id, self.leader)
        self.assertTrue(offer.date_closed)

    def test_win_with_the_report_as_evidence(self):
        won = self.milestone_of_the_win()
        offer = self.accepted("2026-03-09 09:00")
        with self.at("2026-03-20 10:00"):
            offer.sudo()._give_feedback(self.a, "won", value=50000)
        self.assertEqual(offer.lead_id.stage_id, won)
        proof = offer.lead_id.milestone_ids.filtered("evidence_type")
        self.assertEqual((proof.stage_id, proof.evidence_type), (won, "partner"))
        self.assertEqual(proof.mail_message_id.author_id, self.a)


@tagged("post_install", "-at_install")
class TestPartnerEvidence(FeedbackCase):
    """Only who has the lead proves by a report that the customer acted."""

    def test_message_of_another_partner_is_no_report(self):
        lead = self.accepted("2026-03-09 09:00").lead_id
        for partner, is_proof in ((self.a, True), (self.b, False)):
            message = lead.message_post(
                body="Won", author_id=partner.id, message_type="comment"
            )
            self.assertEqual(
                lead._is_proof("mail_message_id", message, "partner"), is_proof
            )
