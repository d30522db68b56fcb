from odoo.tests import BaseCase, tagged

from ..engine.errors import FormulaError
from ..engine.formula import EventSpec, check, expand, parse

EVENTS = {
    spec.name: spec
    for spec in (
        EventSpec("lead_contacted"),
        EventSpec("contacted_to_won", cohort_of="lead_contacted"),
        EventSpec("lead_won"),
        EventSpec("lead_lost", measures=frozenset({"count", "amount"})),
        EventSpec("inbound_received"),
        EventSpec("received_to_answered", cohort_of="inbound_received"),
        EventSpec("milestone_reached"),
        EventSpec("milestone_to_next", cohort_of="milestone_reached"),
        EventSpec("milestone_passed_on", cohort_of="milestone_reached"),
        EventSpec("pipeline", measures=frozenset({"count", "amount"}), stock=True),
    )
}
KPIS = {"win_rate", "deal_value"}

GOOD = (
    "lead_won.count",
    "win_rate * 2",
    "lead_won.count / (lead_won.count + lead_lost.count)",
    "contacted_to_won.count / lead_contacted.count",
    "1 - contacted_to_won.count / lead_contacted.count",
    "milestone_passed_on.amount / milestone_reached.amount",
    "lead_contacted.hours / lead_contacted.count",
    "lead_contacted.count / previous(lead_contacted.count) - 1",
    "within(received_to_answered.hours, 1) / due(received_to_answered.hours, 1)",
    "5 / lead_contacted.count",
    "closing(pipeline.amount) / lead_won.count",
)

# formula -> (code, position, what is suggested)
FAULTS = {
    "1 + 2": ("no_event", None, None),
    "1 + lead_wonn.count": ("unknown_event", 5, "lead_won"),
    "lead_won.coumt": ("unknown_measure", 1, "count"),
    "lead_won.reversed": ("unknown_measure", 1, None),
    "lead_lost.hours": ("measure_lacking", 1, "count, amount"),
    "median(lead_lost.hours)": ("measure_lacking", 1, "count, amount"),
    "median(lead_won.amount)": ("clock", 1, None),
    "within(lead_won.count, 1)": ("clock", 1, None),
    "win_rat + 1": ("unknown_kpi", 1, "win_rate"),
    "due(lead_won.hours, 1)": ("not_cohort", 1, None),
    # won deals of the period are not the won ones of those contacted
    "lead_won.count / lead_contacted.count": ("cohort", 1, None),
    "1 - lead_won.count / lead_contacted.count": ("cohort", 5, None),
    "(contacted_to_won.count + lead_lost.count) / lead_contacted.count": (
        "cohort",
        1,
        None,
    ),
    "lead_won.count / 2 / previous(lead_contacted.count)": ("cohort", 1, None),
    "lead_won.count / (lead_won.count + lead_contacted.count)": ("cohort", 1, None),
    "milestone_to_next.count / lead_contacted.count": ("cohort", 1, None),
    "lead_won.count / due(received_to_answered.hours, 1)": ("cohort", 1, None),
}


@tagged("post_install", "-at_install")
class TestEngineCheck(BaseCase):
    def test_good_formulas_pass(self):
        for text in GOOD:
            with self.subTest(text=text):
                check(parse(text), EVENTS, KPIS)

    def test_every_fault_is_found(self):
        for text, (code, position, suggestion) in FAULTS.items():
            with self.subTest(text=text):
                with self.assertRaises(FormulaError) as caught:
                    check(parse(text), EVENTS, KPIS)
                error = caught.exception
                self.assertEqual((error.code, error.position), (code, position))
                if suggestion:
                    first = error.params["suggestion"].split(", ")[0]
                    self.assertIn(suggestion, (first, error.params["suggestion"]))

    def test_a_period_ratio_may_mix_populations(self):
        node = parse("lead_won.count / lead_contacted.count")
        check(node, EVENTS, KPIS, period_ratio=True)

    def test_other_faults_stay_faults_in_a_period_ratio(self):
        with self.assertRaises(FormulaError):
            check(parse("nothing.count"), EVENTS, KPIS, period_ratio=True)

    def test_cohort_error_names_what_may_stand_there(self):
        with self.assertRaises(FormulaError) as caught:
            check(parse("lead_won.count / lead_contacted.count"), EVENTS, KPIS)
        params = caught.exception.params
        self.assertEqual(params["event"], "lead_won")
        self.assertEqual(params["start"], "lead_contacted")
        self.assertEqual(params["suggestion"], "contacted_to_won, lead_contacted")

    def test_expanded_tree_shows_what_a_reference_hides(self):
        node = parse("deals / lead_contacted.count")
        check(node, EVENTS, {"deals"})
        tree = expand(node, {"deals": (parse("lead_won.count"), 0)}.__getitem__)
        with self.assertRaises(FormulaError) as caught:
            check(tree, EVENTS, set())
        self.assertEqual(caught.exception.code, "cohort")
