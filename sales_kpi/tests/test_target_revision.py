from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .target_agreement_case import NOW, TargetAgreementCase

LATER = "2026-11-02 10:00"


@tagged("post_install", "-at_install")
class TestTargetRevision(TargetAgreementCase):
    """An agreed target changes by a revision that keeps what it was."""

    def test_revision_keeps_the_old_value_with_its_date(self):
        target = self.agreed()
        with self.at(LATER):
            target.action_revise("A customer left", target_value=200_000)
        self.assertEqual((target.state, target.target_value), ("active", 200_000))
        revision = target.revision_ids
        self.assertEqual(revision.target_value, 250_000)
        self.assertEqual(revision.new_value, 200_000)
        self.assertEqual(revision.reason, "A customer left")
        self.assertEqual(revision.user_id, self.lea)
        self.assertEqual(str(revision.date), "2026-11-02 10:00:00")

    def test_holder_is_asked_anew(self):
        target = self.agreed()
        with self.at(LATER):
            target.action_revise("A customer left", target_value=200_000)
            self.assertFalse(target.accepted_date)
            self.assertEqual(target.activity_ids.user_id, self.anna)
            self.as_user(self.anna, target).action_accept()
        self.assertEqual((target.state, target.accepted_by_id), ("active", self.anna))
        self.assertFalse(target.activity_ids)

    def test_holder_may_decline_the_revision(self):
        target = self.agreed()
        with self.at(LATER):
            with self.assertRaisesRegex(UserError, "Both sides agreed"):
                self.as_user(self.anna, target).action_decline("no")
            target.action_revise("More is possible", target_value=299_000)
            self.as_user(self.anna, target).action_decline("Not without help")
        self.assertEqual(target.state, "active")
        self.assertEqual(target.decline_reason, "Not without help")
        self.assertFalse(target.accepted_date)
        self.assertEqual(target.activity_ids.user_id, self.lea)

    def test_salesperson_does_not_revise(self):
        target = self.as_user(self.anna, self.agreed())
        with self.at(LATER), self.assertRaises(AccessError):
            target.action_revise("Too much", target_value=1)

    def test_reason_and_change_are_needed(self):
        target = self.agreed()
        with self.at(LATER):
            for reason, values in (
                ("", {"target_value": 1}),
                ("Why", {}),
                ("Why", {"target_value": 250_000}),
                ("Why", {"target_value": 0}),
                ("Why", {"state": "reached"}),
                ("Why", {"user_id": self.ben.id}),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    target.action_revise(reason, **values)
        self.assertFalse(target.revision_ids)

    def test_change_against_an_earlier_period_keeps_its_baseline(self):
        """300 000 frozen; from +14 % to +10 %: 330 000. To 360 000: +20 %."""
        target = self.agreed(target_type="relative", growth=0.14)
        with self.at(LATER):
            target.action_revise("A customer left", growth=0.1)
            self.assertEqual(target.target_value, 330_000)
            target.action_revise("A customer came", target_value=360_000)
        self.assertAlmostEqual(target.growth, 0.2)
        self.assertEqual(target.baseline_value, 300_000)
        self.assertEqual(target.revision_ids.mapped("target_value"), [330e3, 342e3])

    def test_longer_period(self):
        target = self.agreed()
        with self.at(LATER):
            target.action_revise("Delivery is late", date_to="2027-01-31")
        self.assertEqual(str(target.date_to), "2027-01-31")
        self.assertEqual(str(target.revision_ids.date_to), "2026-12-31")

    def test_what_waits_for_confirmation_is_proposed_anew(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            self.as_user(self.anna, target).action_accept()
            target.action_revise("Too little", target_value=260_000)
        self.assertEqual((target.state, target.accepted_date), ("proposed", False))

    def test_who_holds_and_leads_revises_alone(self):
        target = self.target(user=self.sam, user_id=self.sam.id, scope="user")
        with self.at(NOW):
            target.action_propose()
            target.action_approve()
            target.action_revise("A large order", target_value=300_000)
        self.assertEqual(target.accepted_by_id, self.sam)

    def test_odd_values_are_refused_in_words(self):
        target = self.agreed()
        for name, value in (
            ("target_value", "much"),
            ("target_value", None),
            ("target_value", float("nan")),
            ("target_value", 10**400),
            ("growth", [1]),
            ("date_to", "soon"),
            ("date_to", "2026-09-30"),
        ):
            with self.assertRaises(UserError), self.at(NOW):
                target.action_revise("Reason", **{name: value})
        with self.assertRaises(UserError), self.at(NOW):
            target.action_revise(5, target_value=1)
