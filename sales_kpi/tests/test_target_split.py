from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .target_agreement_case import NOW, TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetSplit(TargetAgreementCase):
    """A target is divided; its parts add up to it, to the cent."""

    def split(self, target, user=None, **values):
        """The wizard as it comes up, with other settings if given."""
        user = user or self.boss
        with self.at(NOW):
            action = self.as_user(user, target).action_split()
            split = self.env[action["res_model"]].browse(action["res_id"])
            split = split.with_env(target.with_user(user).env)
            split.write(values)
            split.env.flush_all()
        return split

    def apply(self, split):
        with self.at(NOW):
            domain = split.action_apply()["domain"]
        return self.env["sales.kpi.target"].search(domain)

    def team_of(self, number):
        people = self.env["res.users"]
        for place in range(number):
            people |= self.user(f"split_{number}_{place}")
        return self.team(f"Team of {number}", people, user_id=self.lea.id)

    def test_equal_parts_add_up_to_the_cent(self):
        """100 000.00 over 3, 7 and 11: 33 333.34 + 2 × 33 333.33, and so on."""
        for number in (3, 7, 11):
            with self.subTest(holders=number):
                team = self.team_of(number)
                target = self.target(
                    self.boss, scope="team", team_id=team.id, target_value=100_000
                )
                parts = self.apply(self.split(target, self.lea))
                cents = [round(part.target_value * 100) for part in parts]
                self.assertEqual(len(parts), number)
                self.assertEqual(sum(cents), 10_000_000)
                self.assertLessEqual(max(cents) - min(cents), 1)
                self.assertEqual(parts.parent_id, target.sudo())
                self.assertFalse(target.sudo().is_mismatch)
                self.assertEqual(set(parts.mapped("state")), {"draft"})

    def test_by_history(self):
        """Of the third quarter Anna brought 300 000, Ben 100 000: three to one."""
        self.env["sales.kpi.fact"].create(
            {
                "event": "lead_won",
                "source": "lead",
                "source_ref": 0,
                "company_id": self.company.id,
                "user_id": self.ben.id,
                "team_id": self.north.id,
                "count": 1,
                "date": "2026-08-20",
                "at": "2026-08-20",
                "amount": 100_000,
            }
        )
        target = self.target(
            self.boss, scope="team", team_id=self.north.id, target_value=500_000
        )
        split = self.split(target, self.lea, method="history")
        amounts = {line.user_id: line.amount for line in split.line_ids}
        self.assertEqual(amounts, {self.anna: 375_000, self.ben: 125_000})
        self.assertFalse(split.hint)

    def test_history_of_people_is_for_their_leader(self):
        """A manager does not learn results of persons: all weigh the same."""
        target = self.target(
            self.boss, scope="team", team_id=self.north.id, target_value=500_000
        )
        split = self.split(target, method="history")
        self.assertEqual(split.line_ids.mapped("weight"), [1, 1])
        self.assertIn("Anna", split.hint)

    def test_by_working_days(self):
        """Ben is away for 13 of the 66 working days of the quarter: 66 to 53."""
        calendar = self.company.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {
                "name": "Ben",
                "user_id": self.ben.id,
                "company_id": self.company.id,
                "calendar_id": calendar.id,
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Away",
                "resource_id": resource.id,
                "calendar_id": calendar.id,
                "date_from": "2026-11-02 00:00:00",
                "date_to": "2026-11-18 23:59:59",
            }
        )
        target = self.target(
            self.boss, scope="team", team_id=self.north.id, target_value=119_000
        )
        split = self.split(target, self.lea, method="workdays")
        found = {line.user_id: (line.weight, line.amount) for line in split.line_ids}
        self.assertEqual(found[self.anna], (66, 66_000))
        self.assertEqual(found[self.ben], (53, 53_000))

    def test_teams_and_their_people(self):
        """100 000 over two teams, and of each over its people."""
        target = self.target(self.boss, scope="company", target_value=100_000)
        split = self.split(target, with_people=True)
        parts = self.apply(split)
        teams = parts.filtered(lambda part: part.scope == "team")
        people = parts - teams
        self.assertEqual(teams.team_id, self.north | self.south)
        self.assertEqual(teams.mapped("target_value"), [50_000, 50_000])
        self.assertEqual(teams.parent_id, target.sudo())
        self.assertEqual(people.parent_id, teams)
        self.assertEqual(
            {part.user_id: part.target_value for part in people},
            {self.anna: 25_000, self.ben: 25_000, self.sam: 50_000},
        )

    def test_what_is_fixed_stays_and_the_others_take_the_rest(self):
        target = self.target(
            self.boss, scope="team", team_id=self.north.id, target_value=100_000
        )
        split = self.split(target, self.lea)
        with Form(split) as form, form.line_ids.edit(0) as line:
            line.amount = 70_000
        self.assertEqual(split.line_ids.mapped("amount"), [70_000, 30_000])
        self.assertEqual(split.line_ids.mapped("is_fixed"), [True, False])

    def test_parts_that_do_not_add_up_are_refused(self):
        target = self.target(
            self.boss, scope="team", team_id=self.north.id, target_value=100_000
        )
        split = self.split(target, self.lea)
        split.line_ids.write({"amount": 40_000, "is_fixed": True})
        self.assertEqual(split.difference, 20_000)
        with self.assertRaises(UserError):
            split.action_apply()

    def test_by_weights_and_proposed_at_once(self):
        target = self.target(
            self.boss,
            scope="team",
            team_id=self.north.id,
            target_value=100_000,
            why="Growth",
        )
        split = self.split(target, self.lea, method="weights", propose=True)
        with Form(split) as form, form.line_ids.edit(0) as line:
            line.weight = 3
        parts = self.apply(split)
        self.assertEqual(parts.mapped("state"), ["proposed", "proposed"])
        self.assertEqual(
            {part.user_id: part.target_value for part in parts},
            {self.anna: 75_000, self.ben: 25_000},
        )

    def test_a_rate_is_the_same_for_all(self):
        target = self.target(
            self.boss,
            scope="team",
            team_id=self.north.id,
            kpi_id=self.env.ref("sales_kpi.sales_kpi_win_rate").id,
            target_value=0.3,
        )
        parts = self.apply(self.split(target, self.lea))
        self.assertEqual(parts.mapped("target_value"), [0.3, 0.3])
        self.assertFalse(target.sudo().is_mismatch)

    def test_what_a_person_has_already_becomes_the_part(self):
        """A draft gets the new value; what both agreed on stays, others take the rest."""
        agreed = self.agreed(target_value=60_000)
        target = self.target(
            self.boss, scope="team", team_id=self.north.id, target_value=100_000
        )
        split = self.split(target, self.lea)
        parts = self.apply(split)
        self.assertEqual(
            {part.user_id: part.target_value for part in parts},
            {self.anna: 60_000, self.ben: 40_000},
        )
        self.assertIn(agreed.sudo(), parts)
        self.assertEqual(parts.parent_id, target.sudo())

    def test_a_salesperson_divides_nothing(self):
        target = self.target(self.boss, scope="team", team_id=self.north.id)
        with self.assertRaises(UserError):
            self.as_user(self.anna, target).action_split()

    def test_weights_are_for_who_asked(self):
        target = self.target(self.boss, scope="team", team_id=self.north.id)
        split = self.split(target, self.lea)
        other = split.with_user(self.anna)
        self.assertFalse(other.search([]))
        self.assertFalse(other.line_ids.search([]))


@tagged("post_install", "-at_install")
class TestTargetParts(TargetAgreementCase):
    """A target says at once when its parts do not add up, or somebody has none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = cls.target(
            cls.boss, scope="team", team_id=cls.north.id, target_value=100
        )
        cls.first = cls.target(parent_id=cls.whole.id, target_value=60)
        cls.second = cls.target(
            parent_id=cls.whole.id,
            target_value=40,
            scope="user",
            user_id=cls.ben.id,
        )

    def assertGap(self, gap):
        """As the manager reads it, found by search too."""
        self.assertEqual(self.whole.parts_gap, gap)
        found = self.whole.search([("is_mismatch", "=", True)])
        self.assertEqual(self.whole in found, bool(gap))

    def test_parts_that_add_up(self):
        self.assertGap(0)
        self.assertFalse(self.whole.parts_text)

    def test_a_changed_part(self):
        with self.at(NOW):
            self.first.target_value = 70
        self.assertGap(10)
        self.assertIn("more than the target", self.whole.parts_text)

    def test_a_new_part(self):
        self.target(parent_id=self.whole.id, target_value=5)
        self.assertGap(5)

    def test_a_deleted_part(self):
        self.second.unlink()
        self.assertGap(-40)
        self.assertIn("Ben", self.whole.parts_text)

    def test_a_part_that_is_cancelled(self):
        with self.at(NOW):
            self.second.action_propose()
            self.second.action_cancel("No")
        self.assertGap(-40)

    def test_a_part_that_is_revised(self):
        with self.at(NOW):
            self.first.action_propose()
            self.first.action_revise("Holidays", target_value=30)
        self.assertGap(-30)

    def test_a_changed_whole(self):
        with self.at(NOW):
            self.whole.target_value = 90
        self.assertGap(10)

    def test_who_joins_the_team_has_no_part(self):
        self.assertFalse(self.whole.has_missing_parts)
        self.north.crm_team_member_ids = [Command.create({"user_id": self.lea.id})]
        self.assertTrue(self.whole.has_missing_parts)
        self.assertIn("Lea", self.whole.parts_text)
        self.assertIn(self.whole, self.whole.search([("has_missing_parts", "=", True)]))

    def test_a_team_without_a_part(self):
        company = self.target(self.boss, scope="company", target_value=100)
        self.assertFalse(company.has_missing_parts)
        with self.at(NOW):
            self.whole.parent_id = company
        self.assertIn("South", company.parts_text)

    def test_colleagues_do_not_learn_the_parts_of_others(self):
        """Anna sees the target of her team and that it does not add up, not by what."""
        with self.at(NOW):
            self.first.target_value = 70
        mine = self.as_user(self.anna, self.whole)
        self.assertTrue(mine.is_mismatch)
        self.assertEqual(mine.parts_text, "The parts do not add up to the target.")
        self.assertFalse(mine.has_missing_parts)
        with self.assertRaises(AccessError):
            mine.read(["parts_gap"])
