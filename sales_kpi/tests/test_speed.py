"""What keeps the dashboard fast on a large CRM (docs/benchmarks.md)."""

from odoo.fields import Domain
from odoo.tests import tagged

from ..engine.formula import Atom
from ..engine.period import split
from ..models.fact_reader import FactReader
from .privacy_case import NOW, PrivacyCase

MARKETING = "base.group_user,sales_kpi.group_marketing"
RESULTS = (
    "new_leads",
    "deal_value",
    "order_intake",
    "pipeline_value",
    "revenue",
    "win_rate",
    "won_value",
)


@tagged("post_install", "-at_install")
class TestSpeed(PrivacyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        shown = cls.env["sales.kpi"].search([("code", "in", RESULTS)])
        shown.company_ids += cls.company

    def queries(self, user, codes, **options):
        """How many queries the dashboard of a user with these tiles takes."""
        kpis = self.env_of(user)["sales.kpi"]
        found = {kpi.code: kpi for kpi in kpis.search(Domain.TRUE)}
        kpis._set_tiles([found[code] for code in codes])
        counts = []
        with self.at(NOW):
            for _turn in ("fills caches", "counts"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                data = kpis.dashboard_data(options)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual([tile["code"] for tile in data["tiles"]], list(codes))
        return counts[-1]

    def personal(self):
        """Seven personal KPIs of one shape."""
        codes = [f"contacts_{number}" for number in range(7)]
        self.env["sales.kpi"].create(
            [
                {"name": code, "code": code, "formula": "lead_contacted.count"}
                for code in codes
            ]
        )
        return codes

    def test_seven_tiles_ask_as_often_as_one(self):
        personal = self.personal()
        scopes = ([], [["team_id", self.north.id]], [["user_id", self.sam.id]])
        for user in (self.boss, self.lea, self.anna):
            for scope in scopes:
                for codes in (RESULTS, personal):
                    with self.subTest(user=user.login, scope=scope, codes=codes):
                        self.assertEqual(
                            self.queries(user, codes, scope=scope),
                            self.queries(user, codes[:1], scope=scope),
                        )

    def test_one_pass_for_sums_one_for_medians(self):
        """Medians, and personal KPIs with a population of their own, cost a constant."""
        mixed = ("sales_cycle_median", "response_time_median", *RESULTS[:5])
        for user in (self.boss, self.anna):
            one = self.queries(user, RESULTS[:1])
            self.assertLessEqual(self.queries(user, mixed), one + 8)

    def test_rules_decided_by_event_let_the_same_facts_through(self):
        names = set(self.env["sales.kpi.source"]._events())
        protected = self.env["sales.kpi"]._protected_events()
        halves = {name: name + "_own" if name in protected else name for name in names}
        marketing = self.user("kpi_market", groups=MARKETING)
        for shows_persons in (False, True):
            if shows_persons:
                self.show_persons()
            for user in (self.boss, self.lea, self.anna, marketing):
                for events in ({name: name for name in names}, halves):
                    with self.subTest(user=user.login, shows_persons=shows_persons):
                        self.assertEqual(*self.read_and_allowed(user, events))

    def read_and_allowed(self, user, events):
        """The facts of each event that a reader counts, and those the rules allow."""
        kpis = self.env_of(user)["sales.kpi"]
        fact, readable = kpis._readable_facts()
        atoms = {Atom("facts", name, "count") for name in events}
        with self.at(NOW):
            reader = FactReader(
                fact,
                atoms,
                split("2020-01-01", "2026-02-20"),
                kpis._frame(),
                groupby=None,
                domain=readable,
                events=events,
                cuts=None,
            )
        read = {
            event: sum(cells.values()) for (event, *_key), cells in reader.sums.items()
        }
        allowed = readable & Domain("event", "in", list(events.values()))
        allowed &= Domain("date", "<=", "2026-02-20")
        return read, dict(fact._read_group(allowed, ["event"], ["__count"]))

    def test_the_index_of_stocks_knows_them_all(self):
        definition = type(self.env["sales.kpi.fact"])._stock_idx._index_definition
        for name, event in self.env["sales.kpi.source"]._events().items():
            self.assertEqual(event.stock, f"'{name}'" in definition, name)
