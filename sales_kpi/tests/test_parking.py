from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .test_customer_action import ActionCase


class ParkingCase(ActionCase):
    """A team that has listed its dead horses since 1 January 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls.user(
            "parking_leader", groups="sales_team.group_sale_salesman_all_leads"
        )
        cls.north.user_id = cls.leader
        cls.first, cls.second = cls.env["crm.stage"].search(
            [("is_won", "=", False), ("team_ids", "=", False)], limit=2
        )

    def list_from(self, moment, **values):
        with self.at(moment):
            self.north.write({"parking_mode": "list", **values})

    def park_from(self, moment):
        with self.at(moment):
            self.north.with_user(self.leader).action_confirm_parking()

    def dead(self, moment):
        with self.at(moment):
            self.env.invalidate_all()
            return self.env["crm.lead"].search(
                [("is_dead_horse", "=", True), ("team_id", "=", self.north.id)]
            )


@tagged("post_install", "-at_install")
class TestDeadHorses(ParkingCase):
    """Who is listed, and when (decision 27)."""

    def test_off_at_first(self):
        self.silent()
        self.assertEqual(self.north.parking_mode, "off")
        self.assertFalse(self.dead("2026-12-31 09:00"))

    def test_silent_for_thirty_days(self):
        """Entered on 1 January at 09:00: a dead horse from the 31st at 09:00."""
        lead = self.silent()
        self.list_from("2026-01-02")
        self.assertFalse(self.dead("2026-01-31 08:59"))
        self.assertEqual(self.dead("2026-01-31 09:00"), lead)
        with self.at("2026-02-05"):
            self.env.invalidate_all()
            self.assertTrue(lead.is_dead_horse)
            self.assertEqual(lead.parking_limit_days, 30)

    def test_a_sign_of_life_begins_anew(self):
        lead = self.silent()
        self.list_from("2026-01-02")
        with self.at("2026-01-20 09:00"):
            lead.action_customer_called()
        self.assertFalse(self.dead("2026-02-19 08:59"))
        self.assertEqual(self.dead("2026-02-19 09:00"), lead)

    def test_work_of_sales_changes_nothing(self):
        lead = self.silent()
        self.list_from("2026-01-02")
        with self.at("2026-01-30 09:00"):
            lead.write({"stage_id": self.second.id, "expected_revenue": 1})
            lead.message_post(body="Tried again", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.dead("2026-01-31 09:00"), lead)

    def test_only_open_leads(self):
        won, lost, archived, excluded, parked = (self.silent() for _number in range(5))
        self.list_from("2026-01-02")
        with self.at("2026-01-10"):
            won.action_set_won()
            lost.action_set_lost()
            archived.action_archive()
            excluded.kpi_excluded = True
            parked.action_park()
        self.assertFalse(self.dead("2026-03-01"))

    def test_nine_of_ten_won_deals(self):
        """Ten stays of 10, 20 … 100 days: P90 = 90 + 0.1 × 10 = 91 days."""
        for number in range(1, 11):
            with self.at("2026-01-01 09:00"):
                lead = self.lead(team_id=self.north.id, stage_id=self.first.id)
            with self.at(datetime(2026, 1, 1, 9) + timedelta(days=10 * number)):
                lead.action_set_won()
        self.list_from("2026-05-01")
        limit = self.north.parking_limit_ids.filtered(
            lambda limit: limit.stage_id == self.first
        )
        self.assertEqual(
            (limit.measured_days, limit.measured_count, limit.limit_days), (91, 10, 91)
        )
        other = self.north.parking_limit_ids - limit
        self.assertEqual(set(other.mapped("limit_days")), {30})

    def test_set_by_hand_for_the_team_or_a_stage(self):
        lead = self.silent(stage_id=self.first.id)
        self.list_from("2026-01-02", parking_days=10)
        self.assertEqual(self.dead("2026-01-11 09:00"), lead)
        limit = self.north.parking_limit_ids.filtered(
            lambda limit: limit.stage_id == self.first
        )
        limit.set_days = 50
        self.assertFalse(self.dead("2026-02-20 08:00"))
        self.assertEqual(self.dead("2026-02-20 09:00"), lead)

    def test_keep(self):
        lead = self.silent()
        self.list_from("2026-01-02")
        with self.at("2026-02-05 09:00"):
            lead.with_user(self.seller).action_keep("2026-03-15")
            with self.assertRaises(UserError):
                lead.action_keep("2026-02-04")
        self.assertFalse(self.dead("2026-03-15 23:00"))
        self.assertEqual(self.dead("2026-03-16 00:00"), lead)

    def test_the_list_needs_thirty_days_and_the_leader(self):
        self.list_from("2026-01-02")
        with self.at("2026-01-31 23:00"):
            self.assertFalse(self.north.with_user(self.leader).can_confirm_parking)
            with self.assertRaises(ValidationError):
                self.north.with_user(self.leader).action_confirm_parking()
        with self.at("2026-02-01 00:00"):
            self.env.invalidate_all()
            self.assertTrue(self.north.with_user(self.leader).can_confirm_parking)
            with self.assertRaises(AccessError):
                self.north.with_user(self.seller).action_confirm_parking()
            self.north.with_user(self.leader).action_confirm_parking()
        self.assertEqual(self.north.parking_mode, "automatic")
        self.assertEqual(self.north.parking_list_since, date(2026, 1, 2))

    def test_nothing_is_automatic_without_a_list(self):
        with self.assertRaises(ValidationError):
            self.north.parking_mode = "automatic"
        with self.assertRaises(ValidationError):
            self.team("New", parking_mode="automatic")
        team = self.team("Listed", parking_mode="list")
        self.assertTrue(team.parking_list_since)
        self.assertTrue(team.parking_limit_ids)
        team.parking_mode = "off"
        self.assertFalse(team.parking_list_since)

    def test_the_leader_sees_the_team_and_sellers_their_own(self):
        own = self.silent()
        with self.at("2026-01-01 09:00"):
            foreign = self.lead(team_id=self.north.id, user_id=self.leader.id)
        self.list_from("2026-01-02")
        with self.at("2026-03-01"):
            Lead = self.env["crm.lead"]
            domain = [("is_dead_horse", "=", True), ("team_id", "=", self.north.id)]
            self.assertEqual(Lead.with_user(self.leader).search(domain), own | foreign)
            self.assertEqual(Lead.with_user(self.seller).search(domain), own)
            self.assertEqual(self.north.with_user(self.leader).dead_horse_count, 2)


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
