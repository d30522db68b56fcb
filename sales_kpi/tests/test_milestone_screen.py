"""What the milestone board's screen asks for, and the example of the method."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .process_case import ProcessCase


@tagged("post_install", "-at_install")
class TestMilestoneScreen(ProcessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.bert, cls.leader = map(cls.user, ("s_anna", "s_bert", "s_lea"))
        cls.env["crm.team.member"].create(
            [
                {"crm_team_id": cls.north.id, "user_id": member.id}
                for member in cls.anna | cls.bert
            ]
        )
        cls.south = cls.team("South")
        cls.north.write({"milestone_target_amount": 220_000, "user_id": cls.leader.id})

    def screen(self, by, *args):
        return self.env["crm.team"].with_user(by).milestone_screen(*args)

    def example(self, *args):
        return self.env["crm.team"].with_user(self.anna).milestone_example(*args)

    def test_salespeople_begin_with_their_own_team(self):
        screen = self.screen(self.anna)
        self.assertEqual(screen["teams"], [[self.north.id, "North"]])
        self.assertEqual(screen["board"]["team"], [self.north.id, "North"])
        self.assertEqual(len(screen["board"]["milestones"]), 5)
        self.assertFalse(screen["can_set_up"])

    def test_my_milestones_are_a_share_of_the_target(self):
        """Two members bear 220 000."""
        board = self.screen(self.anna, False, None, True)["board"]
        self.assertEqual(board["user"], [self.anna.id, self.anna.name])
        self.assertEqual(board["target"], 110_000)

    def test_foreign_teams_are_refused(self):
        with self.assertRaises(AccessError):
            self.screen(self.anna, self.south.id)

    def test_what_is_no_team_is_refused_in_words(self):
        for odd in (True, "abc", [1], {"a": 1}, -1, 1.5):
            with self.assertRaisesRegex(UserError, "no record"):
                self.env["crm.team"].milestone_screen(odd)

    def test_who_is_in_no_team_gets_no_board(self):
        screen = self.screen(self.user("s_new"))
        self.assertEqual((screen["teams"], screen["board"]), ([], None))

    def test_who_sees_no_figures_gets_nothing(self):
        outsider = new_test_user(self.env, "s_none", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.screen(outsider)
        with self.assertRaises(AccessError):
            self.env["crm.team"].with_user(outsider).milestone_example()

    def test_people_can_be_chosen_only_where_the_company_shows_results(self):
        self.assertEqual(self.screen(self.leader)["people"], [])
        self.company.kpi_show_results = True
        names = [name for _id, name in self.screen(self.leader)["people"]]
        self.assertEqual(sorted(names), sorted((self.anna | self.bert).mapped("name")))
        self.assertEqual(self.screen(self.anna)["people"], [])

    def test_managers_of_sales_may_set_up(self):
        manager = self.user("s_boss", groups="sales_team.group_sale_manager")
        screen = self.screen(manager)
        self.assertTrue(screen["can_set_up"])
        self.assertIn([self.south.id, "South"], screen["teams"])

    def test_the_example_of_the_method(self):
        """One half everywhere: 100 000 × 2 × 2 × 2 × 2 = 1.6 million."""
        needed = [row["needed"] for row in self.example()["milestones"]]
        self.assertEqual(needed, [1_600_000, 800_000, 400_000, 200_000, 100_000])

    def test_an_own_example(self):
        """50 000 / 0.25 = 200 000, / 0.5 = 400 000, / 1 = 400 000, / 0.8 = 500 000."""
        rows = self.example(50_000, [0.8, 1, 0.5, 0.25])["milestones"]
        self.assertEqual(
            [row["needed"] for row in rows],
            [500_000, 400_000, 400_000, 200_000, 50_000],
        )

    def test_senseless_examples_are_refused(self):
        for args in (
            (0,),
            (-1,),
            ("many",),
            (True,),
            (float("inf"),),
            (1, []),
            (1, [0.5] * 5),
            (1, [0, 1, 1, 1]),
            (1, ["a"] * 4),
            (1, 7),
        ):
            with self.subTest(args), self.assertRaises(UserError):
                self.example(*args)
