from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .parking_case import ParkingCase


@tagged("post_install", "-at_install")
class TestParking(ParkingCase):
    """A parked lead is out of the pipeline until its customer acts."""

    def parked(self, moment="2026-02-01 09:00"):
        lead = self.silent()
        with self.at(moment):
            lead.with_user(self.seller).action_park("Project put off")
        return lead

    def outcome(self, lead):
        self.env.flush_all()
        [row] = self.env["sales.kpi.journal"].search(
            [("lead_id", "=", lead.id), ("kind", "not in", ("contacted", "engaged"))],
            order="at desc, id desc",
            limit=1,
        )
        return row.kind, row.outcome, row.is_open

    def test_parked_with_its_reason(self):
        lead = self.parked()
        self.assertEqual(lead.parked_reason, "Project put off")
        self.assertEqual(lead.date_parked, datetime(2026, 2, 1, 9))
        self.assertEqual(self.outcome(lead), ("parked", "parked", False))

    def test_back_by_one_click(self):
        lead = self.parked()
        with self.at("2026-02-10 09:00"):
            lead.with_user(self.seller).action_revive()
        self.assertFalse(lead.is_parked)
        self.assertEqual(self.outcome(lead), ("revived", "pending", True))

    def test_brought_back_by_hand_the_silence_counts_anew(self):
        lead = self.parked()
        self.list_from("2026-01-02")
        with self.at("2026-02-10 09:00"):
            lead.action_revive()
        self.assertFalse(self.dead("2026-03-12 08:00"))
        self.assertEqual(self.dead("2026-03-12 09:00"), lead)

    def test_back_by_an_action_of_the_customer(self):
        lead = self.parked()
        with self.at("2026-02-10 09:00"):
            lead.message_post(
                body="Hello again",
                message_type="email",
                author_id=self.customer.id,
                subtype_xmlid="mail.mt_comment",
            )
        self.assertFalse(lead.is_parked)
        self.assertEqual(self.outcome(lead), ("revived", "pending", True))

    def test_back_by_a_meeting_that_took_place(self):
        lead = self.parked()
        with self.at("2026-02-05 09:00"):
            self.meeting(lead, "2026-02-10 10:00", "2026-02-10 11:00")
        with self.at("2026-02-10 12:00"):
            self.run_cron("customer_actions")
        self.assertFalse(lead.is_parked)

    def test_what_he_did_before_the_parking_does_not_bring_it_back(self):
        lead = self.parked()
        with self.at("2026-02-10 09:00"):
            lead.action_customer_called("2026-01-20 09:00:00")
            self.assertTrue(lead.is_parked)
            lead.action_revive("2026-02-09 09:00:00")
        self.assertFalse(lead.is_parked)
        self.assertActed(lead, "2026-02-09 09:00")

    def test_work_of_sales_does_not_bring_it_back(self):
        lead = self.parked()
        with self.at("2026-02-10 09:00"):
            lead.write({"stage_id": self.second.id, "user_id": self.leader.id})
            lead.message_post(body="Note", subtype_xmlid="mail.mt_note")
        self.assertTrue(lead.is_parked)

    def test_only_open_leads_and_only_by_who_may_write_them(self):
        lead = self.silent()
        with self.assertRaises(AccessError):
            lead.with_user(self.user("parking_stranger")).action_park()
        lead.action_set_lost()
        with self.assertRaises(UserError):
            lead.action_park()

    def test_parked_twice_is_parked_once(self):
        lead = self.parked()
        with self.at("2026-02-10 09:00"):
            lead.action_park("Again")
        self.assertEqual(lead.parked_reason, "Project put off")
        rows = self.env["sales.kpi.journal"].search_count(
            [("lead_id", "=", lead.id), ("kind", "=", "parked")]
        )
        self.assertEqual(rows, 1)

    def test_parked_by_a_remote_call_it_comes_back_all_the_same(self):
        lead = self.silent()
        with self.at("2026-02-01 09:00"):
            lead.with_user(self.seller).write({"is_parked": True})
            self.assertEqual(lead.date_parked, datetime(2026, 2, 1, 9))
            self.assertIn("Parked on", lead.parking_hint)
        with self.at("2026-02-02 09:00"):
            lead.action_customer_called()
        self.assertEqual((lead.is_parked, lead.date_parked), (False, False))

    def test_what_is_measured_is_not_written_by_hand(self):
        """Neither by a salesperson over RPC nor for a new lead; the buttons do it."""
        mine = self.lead(user_id=self.user("measured").id)
        mine = mine.with_user(mine.user_id)
        for vals in (
            {"is_parked_initially": True},
            {"date_last_customer_action": "2099-01-01 00:00:00"},
            {"date_revived": "2099-01-01 00:00:00"},
            {"parking_warned_on": "2099-01-01"},
            {"potential_origin": "standard"},
            {"temperature_origin": "facts"},
        ):
            with self.assertRaisesRegex(AccessError, "is measured"):
                mine.write(vals)
            with self.assertRaisesRegex(AccessError, "is measured"):
                mine.create({"name": "New", **vals})
        mine.potential_amount = 7000
        self.assertEqual(mine.potential_origin, "manual")
        mine.action_park()
        mine.action_revive()
        mine.action_keep("2099-01-01")
        mine.action_customer_called()
        self.assertTrue(mine.date_revived and mine.date_last_customer_action)

    def test_what_is_closed_is_not_parked_by_a_remote_call_either(self):
        won, lost = self.silent(), self.silent()
        won.action_set_won()
        lost.action_set_lost()
        for lead in (won, lost):
            with self.assertRaises(ValidationError):
                lead.with_user(self.seller).write({"is_parked": True})

    def test_winning_and_losing_end_the_parking(self):
        won, lost = self.parked(), self.parked()
        with self.at("2026-02-10 09:00"):
            won.action_set_won()
            lost.action_set_lost()
        self.assertEqual((won | lost).mapped("is_parked"), [False, False])
        self.assertEqual(self.outcome(won), ("won", "won", False))
        self.assertEqual(self.outcome(lost), ("lost", "lost", False))
        with self.at("2026-02-11 09:00"):
            lost.action_unarchive()
        self.assertEqual(self.outcome(lost)[1:], ("pending", True))

    def test_an_archived_lead_stays_parked(self):
        lead = self.parked()
        with self.at("2026-02-10 09:00"):
            lead.probability = 20  # archived at 0 means lost
            lead.action_archive()
            self.assertEqual(self.outcome(lead), ("archived", "parked", False))
            lead.action_unarchive()
        self.assertTrue(lead.is_parked)

    def test_merged_with_a_living_lead_it_lives(self):
        parked = self.parked()
        alive = self.silent()
        with self.at("2026-02-10 09:00"):
            survivor = (parked | alive).merge_opportunity()
        self.assertFalse(survivor.is_parked)
        self.assertEqual(self.outcome(survivor)[1:], ("pending", True))

    def test_merged_with_another_parked_one_it_stays_parked(self):
        leads = self.parked() | self.parked()
        with self.at("2026-02-10 09:00"):
            survivor = leads.merge_opportunity()
        self.assertTrue(survivor.is_parked)

    def test_out_of_the_pipeline_until_asked_for(self):
        lead = self.parked()
        alive = self.silent()
        context = self.env["ir.actions.act_window"]._for_xml_id(
            "crm.crm_lead_action_pipeline"
        )["context"]
        self.assertIn("'hide_parked': True", context)
        Lead = self.env["crm.lead"].with_context(hide_parked=True)
        domain = [("team_id", "=", self.north.id)]
        self.assertEqual(Lead.search(domain), alive)
        self.assertEqual(Lead._read_group(domain, [], ["__count"]), [(1,)])
        self.assertEqual(Lead.search([*domain, ("is_parked", "=", True)]), lead)
        self.assertEqual(self.env["crm.lead"].search_count(domain), 2)

    def test_numbers_of_leads_are_those_of_the_lists_behind_them(self):
        """Unassigned leads of a team open in the pipeline, similar leads do not."""
        lead = self.parked()
        with self.at("2026-02-02 09:00"):
            lead.user_id = False
            self.lead(team_id=self.north.id)
        self.assertEqual(self.north.lead_unassigned_count, 1)
        self.assertIn("hide_parked", self.north.action_open_leads()["context"])
        similar = lead.action_show_potential_duplicates()["context"]
        self.assertNotIn("hide_parked", similar)

    def test_a_parked_lead_is_still_a_duplicate(self):
        lead = self.parked()
        twin = self.silent().with_context(hide_parked=True)
        self.assertIn(lead, twin.duplicate_lead_ids)

    def test_a_parked_lead_does_not_rot(self):
        self.first.rotting_threshold_days = 5
        parked = self.silent(stage_id=self.first.id)
        alive = self.silent(stage_id=self.first.id)
        with self.at("2026-02-01 09:00"):
            parked.action_park()
            self.env.invalidate_all()
            self.assertEqual((parked | alive).mapped("is_rotting"), [False, True])
            rotting = self.env["crm.lead"].search(
                [("is_rotting", "=", True), ("team_id", "=", self.north.id)]
            )
            self.assertEqual(rotting, alive)

    def test_the_dialog_parks_keeps_and_notes_calls(self):
        leads = self.silent() | self.silent()
        Wizard = self.env["crm.lead.parking"].with_user(self.seller)
        Wizard = Wizard.with_context(active_ids=leads.ids)
        with self.at("2026-02-01 09:00"):
            with Form(Wizard.with_context(default_step="keep")) as dialog:
                dialog.keep_until = "2026-02-20"
            dialog.record.action_apply()
            self.assertEqual(
                leads.mapped("parking_keep_until"), [date(2026, 2, 20)] * 2
            )
            with Form(Wizard) as dialog:
                dialog.reason = "Silent"
            dialog.record.action_apply()
            self.assertEqual(leads.mapped("parked_reason"), ["Silent"] * 2)
        with self.at("2026-02-02 09:00"):
            with Form(Wizard.with_context(default_step="call")) as dialog:
                dialog.date_called = "2026-02-02 08:00:00"
            dialog.record.action_apply()
        self.assertEqual(leads.mapped("is_parked"), [False, False])
