from odoo.exceptions import UserError
from odoo.tests import tagged

from .offer_case import OfferCase, nine_to_five


@tagged("post_install", "-at_install")
class TestOfferTime(OfferCase):
    """Offers lapse after working hours of the partner; then the next ones are asked."""

    def test_offer_over_the_weekend(self):
        """Friday 16:30, 4 hours, 9-17: half an hour on Friday, 3.5 on Monday."""
        lead = self.offered("2026-03-06 16:30")
        self.assertEqual(
            {f"{offer.date_expires:%a %H:%M}" for offer in lead.offer_ids},
            {"Mon 12:30"},
        )

    def test_calendar_of_the_partner_counts(self):
        """9-17 in Berlin is 8-16 in UTC: from Friday 15:00 it is Monday 11:00."""
        self.b.sales_calendar_id = nine_to_five(self.env, "Europe/Berlin")
        lead = self.offered("2026-03-06 15:00")
        self.assertEqual(
            f"{self.offer(lead, self.a).date_expires:%a %H:%M}", "Mon 11:00"
        )
        self.assertEqual(
            f"{self.offer(lead, self.b).date_expires:%a %H:%M}", "Mon 11:00"
        )
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Mon 11:00")

    def test_company_calendar_counts_without_one_of_the_partner(self):
        self.a.sales_calendar_id = False
        self.company.resource_calendar_id = nine_to_five(self.env, "Asia/Dubai")
        lead = self.offered("2026-03-06 05:00")  # 9:00 in Dubai
        self.assertEqual(
            f"{self.offer(lead, self.a).date_expires:%a %H:%M}", "Fri 09:00"
        )

    def test_time_stands_still_at_night(self):
        """Around the clock but for 20-7: Friday 18:00 + 2 h, 2 h from 7:00 on."""
        self.calendar.attendance_ids.write({"hour_from": 0, "hour_to": 24})
        lead = self.offered("2026-03-05 18:00")
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Fri 09:00")
        self.south.night_pause = False
        lead = self.offered("2026-03-05 18:00")
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Thu 22:00")

    def test_calendar_without_hours(self):
        self.calendar.attendance_ids.unlink()
        lead = self.offered("2026-03-06 16:30")
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Fri 20:30")

    def test_next_wave_at_the_minute(self):
        lead = self.offered("2026-03-06 16:30")
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("sales_kpi.ir_cron_offers").id)]
        )
        self.assertIn(lead.date_next_wave, triggers.mapped("call_at"))
        self.run_scheduler("2026-03-09 12:29")
        self.assertEqual(len(lead.offer_ids), 2)
        self.run_scheduler("2026-03-09 12:30")
        self.assertEqual(
            self.asked(lead),
            [
                ("A", 1, "expired"),
                ("B", 1, "expired"),
                ("C", 2, "offered"),
                ("D", 2, "offered"),
            ],
        )
        self.assertEqual(
            self.kinds(lead)[2:],
            [
                ("Mon 12:30", "offer_expired", "A"),
                ("Mon 12:30", "offer_expired", "B"),
                ("Mon 12:30", "offer_made", "C"),
                ("Mon 12:30", "offer_made", "D"),
            ],
        )

    def test_lapsed_offer_is_not_accepted_though_nobody_noticed(self):
        lead = self.offered("2026-03-06 16:30")
        with self.at("2026-03-09 12:30"), self.assertRaisesRegex(UserError, "over"):
            self.offer(lead, self.a).action_accept()

    def test_scheduler_was_down_for_a_day(self):
        """The lapse has its own time, the next wave the one it really began."""
        lead = self.offered("2026-03-06 16:30")
        self.run_scheduler("2026-03-10 13:00")
        self.assertEqual(
            self.kinds(lead)[2:],
            [
                ("Mon 12:30", "offer_expired", "A"),
                ("Mon 12:30", "offer_expired", "B"),
                ("Tue 13:00", "offer_made", "C"),
                ("Tue 13:00", "offer_made", "D"),
            ],
        )
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Tue 17:00")
        self.run_scheduler("2026-03-10 13:00")
        self.assertEqual(len(self.kinds(lead)), 6)

    def test_after_the_last_wave_a_person_gets_the_lead(self):
        self.south.wave_limit = 2
        self.south.fallback_user_id = self.user("offer_fallback")
        lead = self.offered("2026-03-06 16:30")
        self.run_scheduler("2026-03-09 12:30")
        self.run_scheduler("2026-03-09 16:30")
        self.assertEqual(len(lead.offer_ids), 4)
        self.assertEqual(lead.routing_state, "fallback")
        self.assertEqual(lead.user_id, self.south.fallback_user_id)

    def test_nobody_is_woken_up(self):
        """What the scheduler finds lapsed in quiet hours goes on after these."""
        self.south.pause_from = 12
        lead = self.offered("2026-03-06 09:00")  # lapses at 12, then 3 quiet days
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Mon 10:00")
        self.run_scheduler("2026-03-09 12:10")
        self.assertEqual(len(lead.offer_ids), 2)
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Tue 07:00")
        self.run_scheduler("2026-03-10 07:00")
        self.assertEqual(
            self.kinds(lead)[2:],
            [
                ("Mon 10:00", "offer_expired", "A"),
                ("Mon 10:00", "offer_expired", "B"),
                ("Tue 07:00", "offer_made", "C"),
                ("Tue 07:00", "offer_made", "D"),
            ],
        )

    def test_decline_in_quiet_hours(self):
        """The place stays free; if nobody is left, the next wave comes at seven."""
        lead = self.offered("2026-03-09 16:30")
        with self.at("2026-03-09 21:00"):
            self.offer(lead, self.a).action_decline("No")
            self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Tue 12:30")
            self.offer(lead, self.b).action_decline("No")
        self.assertEqual(f"{lead.date_next_wave:%a %H:%M}", "Tue 07:00")
        self.run_scheduler("2026-03-10 07:00")
        self.assertEqual(
            self.asked(lead)[2:], [("C", 2, "offered"), ("D", 2, "offered")]
        )
