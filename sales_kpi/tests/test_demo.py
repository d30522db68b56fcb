from collections import Counter
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import BaseCase

from ..demo import demo_words as words
from ..demo.demo_clock import is_closed
from ..demo.demo_plan import Plan
from ..demo.sales_kpi_demo import company_name

#: Days on which the demo data may be installed: New Year, leap day, ends of months,
#: weekends, the quiet weeks.
DAYS = (
    datetime(2026, 1, 1, 0, 5),
    datetime(2026, 5, 31, 23, 59),
    datetime(2026, 8, 15, 12),
    datetime(2026, 11, 21, 21),
    datetime(2026, 12, 31, 9),
    datetime(2027, 3, 1, 7),
    datetime(2028, 2, 29, 18),
)
#: What shows that a milestone was reached.
PROOFS = ("mail", "words", "meeting")


class TestDemoPlan(BaseCase):
    """The same story on whatever day it is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plans = {day: Plan(day) for day in DAYS}
        cls.stories = {day: plan.steps() for day, plan in cls.plans.items()}

    def test_same_day_same_story(self):
        self.assertEqual(repr(Plan(DAYS[0]).steps()), repr(self.stories[DAYS[0]]))

    def test_story_ends_today(self):
        """Two years, in the order of time, up to the last working day."""
        for day, steps in self.stories.items():
            begin = (day - relativedelta(months=24)).date().replace(day=1)
            self.assertEqual(steps, sorted(steps), day)
            self.assertEqual(steps[0].at.date().replace(day=1), begin)
            self.assertLess(steps[-1].at, day)
            idle = timedelta(days=12 if (day.month, day.day) == (1, 1) else 9)
            self.assertGreater(steps[-1].at, day - idle)

    def test_nobody_works_on_closed_days(self):
        for day, steps in self.stories.items():
            closed = {step.at.date() for step in steps if is_closed(step.at.date())}
            self.assertEqual(closed, set(), day)

    def test_cases_begin_once(self):
        """With an enquiry, or with an order of who asks no more."""
        for day, steps in self.stories.items():
            begun = Counter(s.case for s in steps if s.act in ("create", "order"))
            self.assertEqual(set(begun.values()), {1}, day)
            first = {step.case: step.act for step in reversed(steps)}
            self.assertEqual(set(first.values()), {"create", "order"}, day)

    def test_everything_happens(self):
        """Repeated, excluded, lost, reopened and won leads, cancelled meetings."""
        for day, steps in self.stories.items():
            acts = Counter(step.act for step in steps)
            rare = {act: acts[act] for act in ("repeat", "exclude", "cancel_meeting")}
            self.assertGreaterEqual(min(rare.values()), 2, (day, rare))
            self.assertGreaterEqual(acts["reopen"], 5, day)
            self.assertGreater(acts["lose"], acts["win"], day)
            self.assertGreater(acts["win"], 60, day)

    def test_some_leads_are_stale(self):
        """Open, and untouched for four months."""
        for day, steps in self.stories.items():
            last = {step.case: step for step in steps}
            stale = [
                step
                for step in last.values()
                if step.act not in ("win", "lose", "order", "exclude")
                and step.at < day - timedelta(days=120)
            ]
            self.assertGreaterEqual(len(stale), 10, day)

    def test_milestones_are_entered_as_people_do(self):
        """By mails, words and meetings; some late; of leads that live at that time."""
        for day, steps in self.stories.items():
            reached = [step for step in steps if step.act == "reach"]
            proofs = Counter(step.data["proof"] for step in reached)
            self.assertGreater(min(proofs[kind] for kind in PROOFS), 30, (day, proofs))
            late = [step for step in reached if "reached" in step.data]
            self.assertGreaterEqual(len(late), 5, day)
            for step in late:
                self.assertLess(step.data["reached"], step.at)

    def test_dead_horses(self):
        """Parked after weeks of silence; some come back, and nobody is parked twice."""
        for day, steps in self.stories.items():
            acts = Counter(step.act for step in steps)
            self.assertGreaterEqual(acts["park"], 30, day)
            self.assertGreaterEqual(acts["revive"], 5, day)
            parked = set()
            for step in steps:
                if step.act == "park":
                    self.assertNotIn(step.case, parked, day)
                    parked.add(step.case)
                elif step.act == "revive":
                    parked.remove(step.case)

    def test_expected_dates_are_hopes(self):
        """Never over when they are set; of those that were won many came later."""
        for day, steps in self.stories.items():
            first, late, won = {}, 0, 0
            for step in steps:
                if step.act == "expect":
                    self.assertGreater(step.data["date"], step.at.date(), day)
                    first.setdefault(step.case, step.data["date"])
                elif step.act == "win" and step.case in first:
                    won += 1
                    late += first[step.case] < step.at.date()
            self.assertGreater(won, 50, day)
            self.assertTrue(0.4 < late / won < 0.8, (day, late, won))

    def test_seasons(self):
        """Spring and autumn are strong, August and Christmas are quiet."""
        for day, steps in self.stories.items():
            enquiries = Counter(s.at.month for s in steps if s.act == "create")
            mean = enquiries.total() / 12
            fairs = [enquiries[month] for month in (3, 4, 9, 10)]
            self.assertGreater(sum(fairs) / 4, 1.05 * mean, day)
            self.assertLess(enquiries[8], 0.8 * mean, day)
            self.assertLess(enquiries[12], mean, day)

    def test_fairs_bring_many_leads_and_few_customers(self):
        for day, steps in self.stories.items():
            origin = {s.case: s.data["origin"] for s in steps if s.act == "create"}
            leads = Counter(origin.values())
            wins = Counter(origin[step.case] for step in steps if step.act == "win")
            self.assertGreater(leads["fair"], leads["referral"], day)
            self.assertLess(wins["fair"], wins["referral"], day)

    def test_service_grows_fastest(self):
        for day, steps in self.stories.items():
            year_ago = day - timedelta(days=365)
            asked = [step for step in steps if step.act == "create"]
            before = Counter(s.data["need"] for s in asked if s.at < year_ago)
            since = Counter(s.data["need"] for s in asked if s.at >= year_ago)
            growth = {need: since[need] / before[need] for need in before}
            self.assertEqual(max(growth, key=growth.get), "service", (day, growth))

    def test_every_customer_has_a_name_of_its_own(self):
        most = max(plan.customers for plan in self.plans.values())
        self.assertEqual(len({company_name(number) for number in range(most)}), most)
        self.assertLess(most, len(words.STEMS) * len(words.TRADES))
