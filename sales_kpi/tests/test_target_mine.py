from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .target_agreement_case import NOW, TargetAgreementCase

IN_NOVEMBER = "2026-11-10 09:00"


@tagged("post_install", "-at_install")
class TestTargetMine(TargetAgreementCase):
    """The own targets, with what is around them; who has none, or forgets them."""

    def active(self, at=NOW, **values):
        """An agreed target as the night leaves it, with its figures."""
        with self.at(NOW):
            target = self.env["sales.kpi.target"].create(
                {
                    "kpi_id": self.kpi.id,
                    "company_id": self.company.id,
                    "date_from": "2026-10-01",
                    "date_to": "2026-12-31",
                    "target_value": 660_000,
                    "state": "active",
                    "approved_date": NOW,
                    "accepted_date": NOW,
                    **values,
                }
            )
        with self.at(at):
            target._update_values()
        return target

    def mine(self, **values):
        return self.active(scope="user", user_id=self.anna.id, **values)

    def win(self, amount, day, user=None):
        user = user or self.anna
        self.env.cr.execute(
            """
            INSERT INTO sales_kpi_fact (event, source, source_ref, company_id,
                                        user_id, team_id, count, date, at, amount)
            VALUES ('lead_won', 'lead', 0, %s, %s, %s, 1, %s, %s, %s)
            """,
            (self.company.id, user.id, self.north.id, day, day, amount),
        )

    def seen(self, user, target, at=NOW):
        with self.at(at):
            found = self.as_user(user, target)
            found.invalidate_recordset()
            return found.read(
                ["team_text", "company_text", "next_mark_text", "required_text"]
            )[0]

    def test_next_mark_and_what_a_day_needs(self):
        """Half of 660 000 are 330 000, 200 000 are there; the company works Monday to
        Friday: 38 days from 10 November to 31 December. 460 000 / 38 = 12 105.26.
        """
        self.company.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Five days", "tz": "UTC"}
        )
        self.win(200_000, "2026-10-02")
        seen = self.seen(self.anna, self.mine(at=IN_NOVEMBER), IN_NOVEMBER)
        text = seen["next_mark_text"].replace("\N{NO-BREAK SPACE}", " ")
        self.assertEqual(text, "50 % at 330,000 €: 130,000 € to go")
        text = seen["required_text"].replace("\N{NO-BREAK SPACE}", " ")
        self.assertEqual(text, "12,105 € a working day, 38 left")

    def test_a_rate_has_no_marks(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_win_rate")
        seen = self.seen(self.anna, self.mine(kpi_id=kpi.id, target_value=0.3))
        self.assertFalse(seen["next_mark_text"] or seen["required_text"])

    def test_targets_of_team_and_company_are_shown_beside(self):
        """S0-23. Anna and Ben won 200 000 of the team's 500 000."""
        self.win(150_000, "2026-10-02")
        self.win(50_000, "2026-10-02", self.ben)
        whole = {"date_from": "2026-01-01", "target_value": 4_000_000}
        team = {"scope": "team", "team_id": self.north.id}
        team = self.active(target_value=500_000, **team)
        self.active(scope="company", owner_id=self.boss.id, **whole)
        seen = self.seen(self.anna, self.mine())
        self.assertIn("North: 200,000", seen["team_text"])
        self.assertIn("(40%)", seen["team_text"])
        self.assertIn("KPI test company: 1,030,000", seen["company_text"])
        seen = self.seen(self.anna, team)
        self.assertFalse(seen["team_text"] or seen["company_text"])

    def test_sums_of_few_people_are_not_shown(self):
        """Of Anna and Ben one would know the other's; of five nobody's is told."""
        self.win(150_000, "2026-10-02")
        mine = self.mine()
        seen = self.seen(self.anna, mine)
        self.assertFalse(seen["team_text"] or seen["company_text"])
        more = [self.user(f"target_more{number}") for number in range(3)]
        self.north.crm_team_member_ids = [
            Command.create({"user_id": person.id}) for person in more
        ]
        seen = self.seen(self.anna, mine)
        self.assertIn("North: 150,000", seen["team_text"])
        self.assertIn("KPI test company: 150,000", seen["company_text"])

    def test_how_people_work_is_not_summed_up(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_meetings_held")
        more = [self.user(f"target_more{number}") for number in range(5)]
        self.north.crm_team_member_ids = [
            Command.create({"user_id": person.id}) for person in more
        ]
        seen = self.seen(self.anna, self.mine(kpi_id=kpi.id, target_value=9))
        self.assertFalse(seen["team_text"] or seen["company_text"])

    def test_holder_who_looks_is_noted(self):
        target = self.mine()
        with self.at(IN_NOVEMBER):
            self.as_user(self.lea, target).note_opened()
            self.assertFalse(target.opened_on)
            self.as_user(self.anna, target).note_opened()
            self.assertEqual(target.opened_on, date(2026, 11, 10))
            with self.assertRaises(AccessError):
                self.as_user(self.ben, target).note_opened()

    def test_forgotten_for_a_month(self):
        target = self.mine()
        target = self.as_user(self.lea, target)
        forgotten = [("id", "=", target.id), ("is_forgotten", "=", True)]
        with self.at("2026-11-04 09:00"):
            self.assertFalse(target.is_forgotten)
            self.assertFalse(target.search(forgotten))
        target.invalidate_recordset()
        with self.at(IN_NOVEMBER):
            for user in (self.anna, self.lea, self.boss):
                self.assertIn("Nobody has opened", self.as_user(user, target).warning)
            self.assertEqual(target.search(forgotten), target)
            self.as_user(self.anna, target).note_opened()
            target.invalidate_recordset()
            self.assertFalse(target.is_forgotten)
            self.assertFalse(target.search(forgotten))

    def test_when_somebody_looked_is_told_to_nobody(self):
        """Decision 33; colleagues do not hear either that the leader forgot a target."""
        target = self.active(scope="team", team_id=self.north.id)
        with self.at(IN_NOVEMBER):
            self.assertTrue(self.as_user(self.anna, target).is_forgotten)
            self.assertFalse(self.as_user(self.anna, target).warning)
            for user in (self.lea, self.boss):
                with self.assertRaises(AccessError):
                    self.as_user(user, target).read(["opened_on"])

    def test_leaders_see_who_has_no_target(self):
        with self.at(NOW):
            self.mine()
            self.assertEqual(self.without(self.lea), self.ben)
            self.assertEqual(self.without(self.boss), self.ben | self.sam)
            self.assertFalse(self.without(self.anna))
        with self.at("2027-01-01"):
            self.assertEqual(self.without(self.lea), self.anna | self.ben)

    def without(self, user):
        members = self.as_user(user).env["crm.team.member"]
        teams = [("crm_team_id", "in", (self.north | self.south).ids)]
        found = members.search([*teams, ("kpi_target_count", "=", 0)])
        self.assertFalse(sum(found.mapped("kpi_target_count")))
        return self.env["res.users"].browse(found.user_id.ids)

    def test_set_a_target_for_who_has_none(self):
        member = self.north.crm_team_member_ids.filtered(
            lambda one: one.user_id == self.ben
        )
        action = member.with_user(self.lea).action_propose_target()
        self.assertEqual(action["context"]["default_user_id"], self.ben.id)
        with self.assertRaises(AccessError):
            member.with_user(self.anna).action_propose_target()

    def test_customers_show_their_targets_with_figures(self):
        customer = self.partner(is_company=True)
        targets = [
            self.active(
                scope="customer",
                customer_id=customer.id,
                owner_id=self.lea.id,
                state=state,
            )
            for state in ("active", "cancelled")
        ]
        contact = self.partner("Contact", is_company=False, parent_id=customer.id)
        for partner in (customer, contact):
            seen = partner.with_env(self.as_user(self.lea).env).kpi_target_ids
            self.assertEqual(seen.ids, targets[0].ids)
        self.assertFalse(customer.with_env(self.as_user(self.ben).env).kpi_target_ids)

    def test_golden_attainment_by_holder_and_period(self):
        """Anna 50 % and 100 % in Q4, Ben 30 % in October; one without figures: no part.

        Mean of Anna 75 %, of Ben 30 %, of all (50 + 100 + 30) / 3 = 60 %.
        """
        figures = [
            (self.anna, 0.5),
            (self.anna, 1.0),
            (self.ben, 0.3),
            (self.ben, None),
        ]
        targets = self.env["sales.kpi.target"]
        for person, attainment in figures:
            target = self.active(scope="user", user_id=person.id)
            has_value = attainment is not None
            target.write({"attainment": attainment, "has_value": has_value})
            targets |= target
        seen = self.as_user(self.lea).formatted_read_grouping_sets(
            [("id", "in", targets.ids)],
            [[], ["holder_id"], ["holder_id", "date_from:quarter"]],
            ["attainment:avg"],
        )
        total, by_holder, by_both = seen
        self.assertAlmostEqual(total[0]["attainment:avg"], 0.6)
        found = {row["holder_id"][1]: row["attainment:avg"] for row in by_holder}
        self.assertEqual(found.keys(), {"Anna", "Ben"})
        self.assertAlmostEqual(found["Anna"], 0.75)
        self.assertAlmostEqual(found["Ben"], 0.3)
        self.assertEqual(len(by_both), 2)
