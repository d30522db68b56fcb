"""A year of daily use: facts, rates and board are what the journal says."""

from datetime import datetime, timedelta
from random import Random

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .milestone_reference import Reference
from .process_case import ProcessCase

MEASURES = ("count", "amount", "quantity", "hours")
COLUMNS = (
    "id",
    "res_id",
    "kind",
    "at",
    "milestone_id",
    "milestone_from_id",
    "amount",
    "team_id",
    "user_id",
    "outcome",
    "is_implied",
    "is_standard",
)


class Year:
    """What people do with leads, at random."""

    def __init__(self, case, random):
        self.case = case
        self.env = case.env
        self.random = random
        self.people = case.people.ids
        self.lead_ids = []
        self.actions = (
            *[self.enter] * 4,
            *[self.forward] * 9,
            *[self.skip] * 2,
            self.back,
            self.back_date,
            self.assign,
            self.revalue,
            self.park,
            self.revive,
            *[self.lose] * 2,
            self.reopen,
            self.win,
            self.merge,
            self.delete,
            self.exclude,
        )

    def act(self):
        """Do something; what the CRM refuses leaves no trace."""
        try:
            with self.env.cr.savepoint():
                self.random.choice(self.actions)()
        except (UserError, ValidationError):
            self.env.invalidate_all()

    def pick(self, number=1, condition="active"):
        leads = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .browse(self.lead_ids)
            .exists()
            .filtered(condition)
        )
        return leads.browse(self.random.sample(leads.ids, min(number, len(leads))))

    def place(self, lead):
        stages = self.case.process
        return list(stages).index(lead.stage_id) if lead.stage_id in stages else 0

    def enter(self):
        stage = self.random.choice([self.case.entry, self.case.m1, self.case.m2])
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": "Replay",
                    "type": self.random.choice(("lead", "opportunity")),
                    "company_id": self.case.company.id,
                    "team_id": self.case.north.id,
                    "stage_id": stage.id,
                    "user_id": self.random.choice([*self.people, False]),
                    "expected_revenue": self.random.randint(0, 9) * 1000,
                    "contact_name": "Client",
                }
                for _number in range(self.random.randint(2, 5))
            ]
        )
        self.lead_ids += leads.ids

    def forward(self):
        for lead in self.pick(3):
            lead.stage_id = self.case.process[min(self.place(lead) + 1, 4)]

    def skip(self):
        for lead in self.pick(2):
            lead.stage_id = self.case.process[min(self.place(lead) + 2, 4)]

    def back(self):
        for lead in self.pick(2):
            lead.stage_id = self.case.process[max(self.place(lead) - 1, 0)]

    def back_date(self):
        lead = self.pick()
        lead.action_reach_milestone(
            self.case.process[min(self.place(lead) + 1, 4)].id,
            {
                "note": "He said so on the phone",
                "contact_name": "Client",
                "back_date_reason": "Was ill",
            },
            "note",
            self.env.cr.now() - timedelta(days=self.random.randint(1, 9)),
        )

    def assign(self):
        self.pick(3).write({"user_id": self.random.choice([*self.people, False])})

    def revalue(self):
        self.pick().write({"expected_revenue": self.random.randint(0, 40) * 500})

    def park(self):
        self.pick(2).action_park("Silence")

    def revive(self):
        self.pick(2, "is_parked").action_revive()

    def lose(self):
        self.pick(2).action_set_lost()

    def reopen(self):
        self.pick(2, lambda lead: not lead.active).action_unarchive()

    def win(self):
        self.pick().action_set_won()

    def merge(self):
        leads = self.pick(2)
        if len(leads) > 1:
            leads.merge_opportunity()

    def delete(self):
        self.pick().unlink()

    def exclude(self):
        self.pick().write({"kpi_excluded": self.random.random() < 0.7})


class ReplayCase(ProcessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Five days", "tz": "UTC"}
        )
        cls.people = cls.user("r_anna") | cls.user("r_bert")
        cls.north.milestone_target_amount = 50_000
        cls.process = cls.entry | cls.stages

    def replay(self, seed, actions=170):
        """A year from January 2025; the moment of its end and what the journal says."""
        random = Random(seed)
        year = Year(self, random)
        now = datetime.fromisoformat("2025-01-06 08:00")
        for number in range(actions):
            now += timedelta(hours=random.randint(2, 100))
            with self.at(now):
                year.act()
            if number % 40 == 0:
                self.refresh(now)
        return now, self.reference()

    def reference(self):
        """Read the journal as it is; the rest is plain Python."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                """SELECT %s FROM sales_kpi_journal
                    WHERE res_model = 'crm.lead' AND company_id = %s""",
                SQL(", ").join(map(SQL.identifier, COLUMNS)),
                self.company.id,
            )
        )
        excluded = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search([("kpi_excluded", "=", True)])
        )
        return Reference(rows, set(excluded.ids))

    def written(self):
        """The facts as the reference names them; of protected ones the own half."""
        rows = self.env.execute_query(
            SQL(
                """SELECT replace(event, '_own', ''), stage_id, user_id, team_id,
                          to_char(date, 'YYYY-MM'), SUM(count), SUM(amount)::float8,
                          SUM(quantity), SUM(hours)
                     FROM sales_kpi_fact
                    WHERE source = 'milestone' AND company_id = %s
                      AND event <> 'milestone_left'
                 GROUP BY 1, 2, 3, 4, 5""",
                self.company.id,
            )
        )
        return {tuple(row[:5]): row[5:] for row in rows if any(row[5:])}

    def assert_year(self, seed):
        now, reference = self.replay(seed)
        self.assertVerified(now)
        self.assert_facts(reference)
        self.assert_rates(reference, now)
        self.assert_board(reference, now)

    def assert_facts(self, reference):
        """Inflow, success, yield and time, by milestone, person, team and month."""
        expected, written = reference.facts(), self.written()
        events = {key[0] for key in expected}
        self.assertEqual(len(events), 4, "the year is too quiet to prove anything")
        for key in expected.keys() | written.keys():
            for measure, a, b in zip(
                MEASURES,
                expected.get(key, (0, 0, 0, 0)),
                written.get(key, (0, 0, 0, 0)),
                strict=True,
            ):
                self.assertAlmostEqual(a, float(b), 5, (key, measure))

    def assert_rates(self, reference, now):
        with self.at(now):
            measured = self.env["sales.kpi.fact"]._milestone_rates(self.north)
        for stage in self.stages[:4]:
            expected = reference.rate(self.north.id, stage.id, now)
            found = measured[self.north.id, stage.id]
            values = (
                found.n,
                found.success_rate,
                found.count_rate,
                found.value_yield,
                found.lag_days,
            )
            self.assertGreater(expected[0], 5)
            for a, b in zip(expected, values, strict=True):
                self.assertAlmostEqual(a, b, 6, stage.name)

    def assert_board(self, reference, now):
        """Needs, arrivals and lights, calculated once more by hand."""
        with self.at(now):
            rows = self.north.get_milestone_board()["milestones"]
        need = self.north.milestone_target_amount
        month = now.date().replace(day=1)
        days = [now.date() - timedelta(days=back) for back in range(84)]
        days = [day for day in days if day.weekday() < 5][:60]
        for stage, row in list(zip(self.stages, rows, strict=True))[::-1]:
            if stage != self.m5:
                need /= reference.rate(self.north.id, stage.id, now)[3]
            count, amount = reference.arrived(
                self.north.id, stage.id, month, now.date()
            )
            self.assertAlmostEqual(row["needed"], need, 4)
            self.assertEqual((row["actual_count"], row["actual"]), (count, amount))
            arrived = reference.arrived(self.north.id, stage.id, days[-1], days[0])[1]
            needed = sum(need / _workdays(day) for day in days)
            self.assertAlmostEqual(row["pace"], arrived / needed, 6)
            colour = "red"
            if arrived >= 0.8 * needed:
                colour = "green" if arrived >= needed else "amber"
            self.assertIn(row["status"], (colour, "grey"))
            self.assertEqual(row["status"] == "grey", row["light_expected"] < 3)


@tagged("post_install", "-at_install")
class TestMilestoneReplay(ReplayCase):
    def test_year_of_daily_use(self):
        self.assert_year(1)


@tagged("post_install", "-at_install", "-standard", "sales_kpi_full")
class TestLongMilestoneReplay(ReplayCase):
    def test_another_year(self):
        self.assert_year(2)

    def test_third_year(self):
        self.assert_year(3)


def _workdays(day):
    """Monday to Friday of the month of a day."""
    first = day.replace(day=1)
    month = (first + timedelta(days=number) for number in range(31))
    return sum(one.month == day.month and one.weekday() < 5 for one in month)
