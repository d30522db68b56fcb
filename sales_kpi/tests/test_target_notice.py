from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .target_agreement_case import NOW, TargetAgreementCase

STATUS = "sales_kpi.mail_activity_target_status"


class Killed(BaseException):
    """The server goes down."""


@tagged("post_install", "-at_install")
class TestTargetNotice(TargetAgreementCase):
    """Everybody hears once what is new about the targets that are theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what demo data has to tell is none of these tests' business
        cls.env["sales.kpi.target"].search([("state", "!=", "draft")]).write(
            {"status": False, "mark_reached": 0, "closed_date": "2000-01-01"}
        )
        cls.env["mail.mail"].search([]).unlink()

    def active(self, person, **values):
        """An active target of a person with figures, as the night computed them."""
        target = self.target(self.boss, user_id=person.id, scope="user")
        target.sudo().write(
            {
                "state": "active",
                "accepted_date": NOW,
                "status": "on_track",
                "status_reason": "on_pace",
                "has_value": True,
                "actual_value": 90_000,
                **values,
            }
        )
        return target.sudo()

    def tell(self):
        """Run the job; return the mails it queued, ``{login: [body]}``."""
        before = self.env["mail.mail"].search([])
        with self.enter_registry_test_mode():
            self.env.ref("sales_kpi.ir_cron_target_notice").method_direct_trigger()
        self.env.invalidate_all()
        return self.mails(self.env["mail.mail"].search([]) - before)

    def mails(self, mails):
        told = {}
        for mail in mails:
            [partner] = mail.recipient_ids
            told.setdefault(partner.user_ids.name, []).append(mail.body_html)
        return told

    def activities(self, target):
        status = self.env.ref(STATUS)
        found = target.activity_ids.filtered(lambda act: act.activity_type_id == status)
        return {activity.user_id.name: activity.summary for activity in found}

    def test_nothing_to_tell(self):
        self.active(self.anna)
        self.assertEqual(self.tell(), {})

    def test_holder_and_leader_hear_of_a_change_once(self):
        target = self.active(self.anna, status="off_track")
        target.status_reason = "out_of_reach"
        told = self.tell()
        self.assertEqual(
            {name: len(bodies) for name, bodies in told.items()}, {"Anna": 1, "Lea": 1}
        )
        self.assertIn("At this pace it will not be reached", told["Anna"][0])
        self.assertIn("90,000", told["Anna"][0])
        self.assertIn(f"/odoo/my-kpi-targets/{target.id}", told["Anna"][0])
        self.assertIn(f"/odoo/team-kpi-targets/{target.id}", told["Lea"][0])
        self.assertEqual(self.activities(target).keys(), {"Anna", "Lea"})
        self.assertEqual(self.tell(), {})

    def test_back_on_track_ends_the_activity(self):
        target = self.active(self.anna, status="at_risk", status_reason="behind")
        self.tell()
        self.assertEqual(self.activities(target).keys(), {"Anna"})
        target.status = "off_track"
        self.tell()
        self.assertEqual(len(target.activity_ids), 2)
        target.status = "on_track"
        told = self.tell()
        self.assertIn("Back on track", told["Anna"][0])
        self.assertEqual(self.activities(target), {})

    def test_marks_are_told_once(self):
        """50 and 90 % at once: the higher; lost and passed again: nothing."""
        target = self.active(self.anna, mark_reached=90)
        self.assertIn("mark of 90 % is passed", self.tell()["Anna"][0])
        target.mark_reached = 50
        self.assertEqual(self.tell(), {})
        target.mark_reached = 90
        self.assertEqual(self.tell(), {})
        target.mark_reached = 100
        self.assertIn("mark of 100 % is passed", self.tell()["Anna"][0])

    def test_the_end_is_told(self):
        target = self.active(self.anna, status="off_track")
        self.tell()
        target.write({"state": "missed", "closed_date": fields.Datetime.now()})
        self.assertIn("The target was missed", self.tell()["Anna"][0])
        self.assertEqual(self.activities(target), {})
        self.assertEqual(self.tell(), {})

    def test_old_ends_are_no_news(self):
        ended = fields.Datetime.now() - timedelta(days=15)
        self.active(self.anna, state="missed", closed_date=ended)
        self.assertEqual(self.tell(), {})

    def test_one_mail_lists_everything(self):
        self.active(self.anna, mark_reached=50)
        self.active(self.ben, status="at_risk", status_reason="behind")
        told = self.tell()
        self.assertEqual(len(told["Lea"]), 1)
        self.assertIn("mark of 50 %", told["Lea"][0])
        self.assertIn("it can still be reached", told["Lea"][0])
        self.assertNotIn("it can still be reached", told["Anna"][0])

    def test_who_wants_no_mail_gets_none(self):
        """Also not later, about old news."""
        as_anna = self.anna.with_user(self.anna)
        as_anna.kpi_target_notices = "none"
        as_ben = self.ben.with_user(self.ben)
        as_ben.kpi_target_notices = "activity"
        mine = self.active(self.anna, status="at_risk")
        bens = self.active(self.ben, status="at_risk")
        self.assertEqual(self.tell().keys(), {"Lea"})
        self.assertEqual(self.activities(mine), {})
        self.assertEqual(self.activities(bens).keys(), {"Ben"})
        as_anna.kpi_target_notices = "mail"
        self.assertEqual(self.tell(), {})

    def test_nobody_hears_what_he_may_not_see(self):
        """Decision 33: how a person works is not told to the leader."""
        meetings = self.env.ref("sales_kpi.sales_kpi_meetings_held")
        target = self.target(user=self.anna, user_id=self.anna.id, kpi_id=meetings.id)
        target.sudo().write({"state": "active", "status": "off_track"})
        self.assertEqual(self.tell().keys(), {"Anna"})
        self.assertEqual(self.activities(target.sudo()).keys(), {"Anna"})
        self.company.write(
            {"kpi_show_persons": True, "kpi_persons_agreement": "Works council, 2026"}
        )
        self.assertEqual(self.tell().keys(), {"Lea"})

    def test_mails_are_read_by_nobody_else(self):
        self.active(self.anna, status="off_track")
        self.tell()
        mails = self.env["mail.mail"].search([])
        messages = mails.mail_message_id
        self.assertEqual(len(messages), 2)
        for user in (self.ben, self.boss):
            found = (
                self.env["mail.message"]
                .with_user(user)
                .search([("id", "in", messages.ids)])
            )
            self.assertFalse(found)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["sales_kpi"], ["de_DE"])
        self.anna.lang = "de_DE"
        self.active(self.anna, status="off_track")
        body = self.tell()["Anna"][0]
        self.assertIn("90.000", body)

    def test_killed_in_the_middle_everything_is_told_exactly_once(self):
        """Issue 6: the server dies after some people; the next run tells the others."""
        self.active(self.anna, status="off_track")
        self.active(self.ben, mark_reached=50)
        self.active(self.sam, state="reached", closed_date=fields.Datetime.now())
        targets = type(self.env["sales.kpi.target"])
        mail_news, sent = targets._mail_news, []

        def mail_until_killed(records, user, news):
            mail_news(records, user, news)
            sent.append(user.name)
            if len(sent) == 3:
                raise Killed  # after the mail, before what was told is remembered

        with (
            patch.object(targets, "_mail_news", mail_until_killed),
            self.enter_registry_test_mode(),
            suppress(Killed),  # assertRaises would roll everything back
            self.env.registry.cursor() as cr,
        ):
            self.env(cr=cr)["sales.kpi.target"].sudo()._cron_tell()
        self.env.invalidate_all()
        self.assertEqual(len(sent), 3)
        first = self.mails(self.env["mail.mail"].search([]))
        self.assertEqual(first.keys(), set(sent[:2]))
        self.tell()
        both = self.mails(self.env["mail.mail"].search([]))
        self.assertEqual(
            {name: len(bodies) for name, bodies in both.items()},
            {"Anna": 1, "Ben": 1, "Lea": 1, "Sam": 1},
        )
        self.assertEqual(self.tell(), {})
        notices = self.env["sales.kpi.target.notice"].search([])
        self.assertEqual(len(notices), 5)
