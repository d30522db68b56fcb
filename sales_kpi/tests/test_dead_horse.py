from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .parking_case import ParkingCase


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
            north = self.north.with_user(self.leader)
            self.assertEqual(north.dead_horse_count, 2)
            self.assertEqual(set(north.parking_limit_ids.mapped("limit_days")), {30})

    def test_the_list_is_switched_on_in_the_form(self):
        """A team that has no list yet has no day from which it can be automatic."""
        manager = self.user("parking_manager", "sales_team.group_sale_manager")
        for team in (self.team("South"), self.env["crm.team"]):
            with Form(team.with_user(manager)) as form:
                form.name = "South"
                form.parking_mode = "list"
            self.assertEqual(form.record.parking_mode, "list")
            self.assertTrue(form.record.parking_confirm_from)
