"""The assistant for milestones asks, shows what there is, and writes at the end."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestMilestoneSetup(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the stages of Odoo are no milestones here, whatever the database holds
        cls.env["crm.stage"].search([]).is_milestone = False
        cls.manager = cls.user(
            "ms_boss", groups="sales_team.group_sale_manager", lang="en_US"
        )
        cls.anna = cls.user("ms_anna")
        cls.north = cls.team("North", cls.anna)

    def assistant(self, user=None, **values):
        setup = self.env["crm.milestone.setup"].with_user(user or self.manager)
        return setup.create({"team_id": self.north.id, **values})

    def milestones(self):
        return self.north._milestones().mapped("name")

    def rates(self):
        return (
            self.env["crm.milestone.rate"]
            .search([("team_id", "=", self.north.id)])
            .mapped("manual_yield")
        )

    def test_five_steps_forth_and_back(self):
        wizard, seen = self.assistant(), []
        for _step in range(6):
            seen.append(wizard.step)
            wizard.action_next()
        self.assertEqual(
            seen, ["team", "milestones", "target", "rates", "parking", "parking"]
        )
        wizard.action_back()
        self.assertEqual(wizard.step, "rates")

    def test_each_question_has_an_answer_already(self):
        with Form(self.env["crm.milestone.setup"].with_user(self.manager)) as form:
            form.team_id = self.north
            self.assertEqual(form.source, "template")
            self.assertEqual(form.parking_mode, "off")
            self.assertEqual(len(form.line_ids), 5)
            self.assertEqual(form.member_text, self.anna.name)

    def test_the_cascade_is_shown_before_anything_is_written(self):
        wizard = self.assistant(target_amount=100_000)
        texts = wizard.line_ids.sorted("sequence").mapped("needed_text")
        digits = ["".join(filter(str.isdigit, text.split(".")[0])) for text in texts]
        self.assertEqual(digits, ["1600000", "800000", "400000", "200000", "100000"])
        self.assertEqual(self.milestones(), [])

    def test_finish_sets_the_team_up(self):
        wizard = self.assistant(target_amount=100_000, parking_mode="list")
        first, second, *_others = wizard.line_ids.sorted("sequence")
        first.write({"name": "Answers", "evidence_required": False})
        second.assumed_yield = 0.25
        action = wizard.action_finish()
        self.assertEqual(action["params"], {"team": self.north.id})
        self.assertEqual(len(self.milestones()), 5)
        stage = self.north._milestones()[0]
        self.assertEqual((stage.name, stage.evidence_required), ("Answers", False))
        self.assertTrue(self.north._milestones()[1].evidence_required)
        self.assertEqual(self.north.milestone_target_amount, 100_000)
        self.assertEqual(self.north.parking_mode, "list")
        self.assertEqual(self.rates(), [0.5, 0.25, 0.5, 0.5, 0])
        needed = [row["needed"] for row in self.north.get_milestone_cascade("2026-03")]
        self.assertEqual(needed, [3_200_000, 1_600_000, 400_000, 200_000, 100_000])

    def test_milestones_left_out_of_the_template_are_no_stages(self):
        wizard = self.assistant(target_amount=100_000)
        wizard.line_ids.sorted("sequence")[1].is_milestone = False
        stages = self.env["crm.stage"].search_count([])
        wizard.action_finish()
        self.assertEqual(len(self.milestones()), 4)
        # the stage to begin with was there; the won one only if nobody else wants it
        made = self.env["crm.stage"].search_count([]) - stages
        self.assertEqual(made, 3 + ("created" in self._won_roles()))

    def _won_roles(self):
        return self.north._milestones().filtered("is_won").mapped("template_role")

    def test_own_stages_become_milestones(self):
        stages = self.env["crm.stage"].create(
            [
                {"name": name, "sequence": -10 + place, "team_ids": self.north.ids}
                for place, name in enumerate(["Begin", "Talk", "Order"])
            ]
        )
        wizard = self.assistant(source="own", target_amount=10_000)
        self.assertFalse(any(wizard.line_ids.mapped("is_milestone")))
        lines = wizard.line_ids.grouped("stage_id")
        for stage in stages[1:]:
            lines[stage].write(
                {"is_milestone": True, "customer_action": f"Customer: {stage.name}"}
            )
        wizard.action_finish()
        self.assertEqual(self.milestones(), ["Talk", "Order"])
        self.assertEqual(stages[1].customer_action, "Customer: Talk")
        self.assertFalse(stages[0].is_milestone)

    def test_going_through_it_again_changes_it_back(self):
        self.assistant(target_amount=100_000, parking_mode="list").action_finish()
        again = self.assistant()
        self.assertEqual(again.source, "own")
        self.assertEqual(again.target_amount, 100_000)
        self.assertEqual(again.parking_mode, "list")
        chosen = again.line_ids.filtered("is_milestone")
        self.assertEqual(chosen.mapped("name"), self.milestones())
        self.assertEqual(chosen.mapped("assumed_yield"), [0.5, 0.5, 0.5, 0.5, 0])
        before = self.north.write_date
        again.action_finish()
        self.assertEqual(self.north.write_date, before)
        undo = self.assistant(target_amount=0, parking_mode="off")
        undo.line_ids.is_milestone = False
        undo.action_finish()
        self.assertEqual(self.milestones(), [])
        self.assertEqual(self.north.milestone_target_amount, 0)
        self.assertEqual(self.north.parking_mode, "off")

    def test_through_the_form_nothing_is_lost(self):
        """What the browser sends back is what its views hold."""
        self.assistant(target_amount=100_000).action_finish()
        names = self.assistant().line_ids.sorted("sequence").mapped("name")
        with Form(self.env["crm.milestone.setup"].with_user(self.manager)) as form:
            form.team_id = self.north
            form.step = "rates"
            with form.line_ids.edit(names.index("Wants our solution")) as line:
                line.assumed_yield = 0.8
        wizard = form.record
        self.assertEqual(
            wizard.line_ids.filtered("is_milestone").stage_id, self.north._milestones()
        )
        wizard.action_finish()
        self.assertEqual(len(self.milestones()), 5)
        self.assertEqual(self.rates(), [0.5, 0.5, 0.5, 0.8, 0])

    def test_measured_rates_are_shown_and_reckoned_with(self):
        """20 cases, 25 % get on from the first: 8 × 100 000 / 0.25 = 3.2 million."""
        self.assistant(target_amount=100_000).action_finish()
        first = self.env["crm.milestone.rate"].search(
            [("team_id", "=", self.north.id)], order="sequence", limit=1
        )
        first.write({"n": 20, "value_yield": 0.25, "count_rate": 0.25})
        line = self.assistant().line_ids.filtered("is_milestone")[0]
        self.assertEqual(line.measured_text, "25 % of the value, n = 20")
        self.assertEqual("".join(filter(str.isdigit, line.needed_text)), "3200000")

    def test_own_words_stand_in_every_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        wizard = self.assistant()
        wizard.line_ids.sorted("sequence")[0].name = "Answers"
        wizard.action_finish()
        stage = self.north._milestones()[0]
        self.assertEqual(stage.with_context(lang="de_DE").name, "Answers")

    def test_a_milestone_says_what_the_customer_does(self):
        wizard = self.assistant()
        wizard.line_ids.sorted("sequence")[2].customer_action = False
        with self.assertRaisesRegex(UserError, "Sees a need"):
            wizard.action_finish()
        self.assertEqual(self.milestones(), [])

    def test_one_milestone_is_no_process(self):
        wizard = self.assistant()
        (wizard.line_ids - wizard.line_ids[0]).is_milestone = False
        with self.assertRaisesRegex(UserError, "at least two"):
            wizard.action_finish()

    def test_targets_are_not_negative(self):
        with self.assertRaises(ValidationError):
            self.assistant(target_amount=-1)

    def test_salespeople_set_up_nothing(self):
        with self.assertRaises(AccessError):
            self.assistant(self.anna)

    def test_first_steps_lead_there(self):
        def task():
            steps = self.env["sales.kpi"].with_user(self.manager).first_steps()
            [task] = (task for task in steps["tasks"] if task["key"] == "milestones")
            return task

        self.env["crm.team"].search([]).milestone_target_amount = 0
        self.assertFalse(task()["is_done"])
        self.assistant(target_amount=100_000).action_finish()
        self.assertTrue(task()["is_done"])
