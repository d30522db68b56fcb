from odoo.fields import Command
from odoo.tests import tagged

from .golden import GoldenCase


@tagged("post_install", "-at_install")
class TestGoldenLead(GoldenCase):
    """Owner, merging, response time and limits: decisions 12, 14 and 15."""

    def calendar(self, first, last, days="0123456"):
        """Working hours of the company on some weekdays, without a break."""
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Test hours",
                "company_id": self.company.id,
                "tz": "UTC",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": day,
                            "dayofweek": day,
                            "hour_from": first,
                            "hour_to": last,
                            "day_period": "morning",
                        }
                    )
                    for day in days
                ],
            }
        )
        self.company.resource_calendar_id = calendar

    def test_first_owner_answers_for_leads_that_came_without_one(self):
        """Decision 12: 10 leads to Anna after 5 minutes, 8 contacted → 20 %."""
        anna = self.user("kpi_anna")
        leads = self.leads(10, "2026-01-05 09:00")
        with self.at("2026-01-05 09:05"):
            leads.user_id = anna
        self.contact(leads[:8], "2026-01-06 09:00")
        values = self.figures(
            "untouched_leads",
            "2026-01-01",
            "2026-01-31",
            at="2026-06-30",
            groupby="user_id",
        )
        self.assertAlmostEqual(values[anna.id], 0.2)

    def test_later_owner_does_not_inherit_the_creation(self):
        """Decision 12: the owner of a created fact is the first, then fixed."""
        anna, bert = self.user("kpi_anna"), self.user("kpi_bert")
        leads = self.leads(3, "2026-01-05 09:00")
        with self.at("2026-01-05 09:05"):
            leads.user_id = anna
        with self.at("2026-02-05 09:05"):
            leads.user_id = bert
        values = self.figures(
            "new_leads", "2026-01-01", "2026-01-31", at="2026-06-30", groupby="user_id"
        )
        self.assertEqual((values[anna.id], values.get(bert.id, 0)), (3, 0))

    def test_merged_leads_are_in_no_denominator(self):
        """Decision 12: 10 leads, 2 merged away, 4 qualified → 4/8."""
        leads = self.leads(10, "2026-01-05 09:00", type="lead")
        with self.at("2026-01-08 09:00"):
            leads[:3].merge_opportunity()
        remaining = leads.exists()
        with self.at("2026-01-12 09:00"):
            remaining[:4].convert_opportunity(self.env["res.partner"])
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(
            self.figure("lead_to_opportunity", *january, at="2026-12-31"), (0.5, 8)
        )
        self.assertEqual(self.figure("new_leads", *january)[0], 10)
        self.assertEqual(self.figure("new_leads_net", *january)[0], 8)

    def test_own_leads_do_not_shorten_the_response_time(self):
        """Decision 14: web leads 2, 4, 6 h and 7 own leads at 0 h → 4.0 h."""
        self.calendar(8, 18, "01234")
        web = self.leads(3, "2026-01-05 09:00")
        for lead, hour in zip(web, (11, 13, 15), strict=True):
            self.contact(lead, f"2026-01-05 {hour}:00")
        anna = self.user("kpi_anna")
        own = self.env["crm.lead"].with_user(anna)
        with self.at("2026-01-06 09:00"):
            leads = own.create([{"name": "Own", "user_id": anna.id}] * 7)
        self.contact(leads, "2026-01-06 09:00")
        january = ("2026-01-01", "2026-01-31")
        self.assertEqual(self.figure("response_time", *january), (4.0, 3))
        self.assertEqual(self.figure("response_time_median", *january), (4.0, 3))

    def test_response_over_the_weekend(self):
        """Friday 16:30 to Monday 09:15, 9–17: 0.75 working, 64.75 calendar hours."""
        self.calendar(9, 17, "01234")
        lead = self.leads(1, "2026-01-09 16:30")
        self.contact(lead, "2026-01-12 09:15")
        self.refresh("2026-01-31")
        answered = self.facts("lead_answered")
        self.assertEqual((answered.work_hours, answered.hours), (0.75, 64.75))

    def test_answer_in_the_next_month_belongs_to_the_lead(self):
        """Decision 15: the lead of 31 January 23:40 counts in January, February 2/2."""
        self.calendar(0, 24)
        night = self.leads(1, "2026-01-31 23:40")
        self.contact(night, "2026-02-01 00:10")
        february = self.leads(2, "2026-02-10 10:00")
        self.contact(february, "2026-02-10 10:30")
        code = "response_within_1h"
        self.assertEqual(self.figure(code, "2026-02-01", "2026-02-28"), (1.0, 2))
        self.assertEqual(self.figure(code, "2026-01-01", "2026-01-31"), (1.0, 1))

    def test_limit_that_has_not_passed_is_not_due(self):
        """Decision 15: an untouched lead counts once its hour is over."""
        self.calendar(0, 24)
        answered = self.leads(1, "2026-02-10 08:00")
        self.contact(answered, "2026-02-10 08:10")
        self.leads(1, "2026-02-10 10:00")
        day = ("2026-02-10", "2026-02-10")
        self.assertEqual(
            self.figure("response_within_1h", *day, at="2026-02-10 10:20"), (1.0, 1)
        )
        self.assertEqual(
            self.figure("response_within_1h", *day, at="2026-02-10 11:01"), (0.5, 2)
        )

    def test_contact_of_a_merged_lead_is_clamped_to_the_creation(self):
        """Decision 37: contacted before the record it was merged into existed."""
        old = self.leads(1, "2026-01-05 09:00", type="lead")
        self.contact(old, "2026-01-05 10:00")
        new = self.leads(1, "2026-01-07 09:00")
        with self.at("2026-01-08 09:00"):
            (old | new).merge_opportunity()
        [survivor] = (old | new).exists()
        self.refresh("2026-01-31")
        contacted = self.facts("lead_contacted_own", lead_id=survivor)
        self.assertEqual((contacted.count, contacted.hours), (1, 0))
