"""Erasing a person erases words, never figures (decision 34)."""

import io
from base64 import b64decode

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .material_case import MaterialCase

NOW = "2026-03-20 12:00"
SECRETS = (
    "Mrs Green is moody",
    "Green knows the boss",
    "He never answers",
    "Too slow",
    "Green will sign",
    "Green has no budget",
    "They were rude to me",
)


@tagged("post_install", "-at_install")
class TestPersonalData(MaterialCase):
    """Mrs Green is the customer of a lead: B declines, A has it, reports and loses it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls.user("personal_boss", "base.group_user,sales_kpi.group_manager")
        cls.boss.company_ids = cls.company
        cls.green = cls.env["res.partner"].create(
            {"name": "Mrs Green", "email": "green@example.com"}
        )

    def setUp(self):
        super().setUp()
        with self.at("2026-03-06 10:00"):
            lead = self.lead(
                team_id=self.south.id,
                email_from="Mrs Green <green@example.com>",
                partner_dossier=f"<p>{SECRETS[0]}</p>",
                share_with_partners="consent",
                share_source=SECRETS[1],
            )
            lead.action_offer_to_partners()
        self.material("Quotation", lead_id=lead.id)
        a, b = (self.offer(lead, partner) for partner in (self.a, self.b))
        self.offer_a, self.offer_b = a, b
        with self.at("2026-03-06 11:00"):
            b._decline(self.rival.partner_id, self.reason, SECRETS[2])
            a._accept(self.contact.partner_id)
        with self.at("2026-03-06 12:00"):
            a._mark_contacted(self.contact.partner_id, "reached")
            a._give_feedback(self.contact.partner_id, "meeting", note=SECRETS[4])
        with self.at("2026-03-09 12:00"):
            a._give_feedback(
                self.contact.partner_id,
                "lost",
                note=SECRETS[5],
                reason=self.env["crm.lost.reason"].create({"name": "Price"}),
            )
            a.write({"withdrawal_reason": SECRETS[3]})
        with self.at("2026-03-10 12:00"):
            lead.partner_id = self.green
            lead.rating_apply(
                2, token=lead._rating_get_access_token(), feedback=SECRETS[6]
            )

    def kept(self, *partners):
        """The texts that are kept of persons."""
        partner = self.env["res.partner"].union(*partners).with_user(self.boss)
        return "\n".join(row[-1] for row in partner._personal_data_rows())

    def erase(self, *partners):
        partner = self.env["res.partner"].union(*partners).with_user(self.boss)
        return partner._erase_personal_data()

    def test_all_that_is_written_of_a_customer_is_found_by_mail_address(self):
        kept = self.kept(self.green)
        for secret in SECRETS:
            self.assertIn(secret, kept)
        self.assertIn("Quotation", kept, "the document for the lead")

    def test_what_a_contact_of_a_partner_wrote_is_found(self):
        self.assertIn(SECRETS[2], self.kept(self.rival.partner_id))
        kept = self.kept(self.contact.partner_id)
        self.assertIn(SECRETS[4], kept)
        self.assertNotIn(SECRETS[2], kept, "that was the other partner")

    def test_erasing_a_customer_leaves_no_word(self):
        lead = self.offer_a.lead_id
        self.assertGreater(self.erase(self.green), len(SECRETS))
        self.assertFalse(self.kept(self.green))
        self.env.invalidate_all()
        records = (lead, lead.offer_ids, lead.offer_ids.report_ids)
        stored = str([record.read() for record in records])
        for secret in SECRETS:
            self.assertNotIn(secret, stored)
        self.assertFalse(lead.material_ids)

    def test_erasing_a_contact_forgets_who_answered(self):
        self.erase(self.contact.partner_id, self.rival.partner_id)
        offers = self.offer_a | self.offer_b
        self.assertFalse(offers.contact_id)
        self.assertFalse(offers.report_ids.contact_id)
        self.assertFalse(self.offer_b.decline_note)
        self.assertEqual(self.offer_b.decline_reason_id, self.reason, "no words of his")

    def test_figures_are_equal_and_a_rebuild_brings_nothing_back(self):
        def figures():
            self.refresh(NOW)
            self.env.flush_all()
            self.env.cr.execute(
                """
                SELECT event, date, company_id, team_id, SUM(count), SUM(amount),
                       SUM(hours), SUM(work_hours)
                  FROM sales_kpi_fact
                 WHERE company_id = %s
              GROUP BY event, date, company_id, team_id
              ORDER BY event, date, team_id
                """,
                [self.company.id],
            )
            return self.env.cr.fetchall()

        before = figures()
        self.assertTrue(before)
        self.erase(self.green, self.contact.partner_id, self.rival.partner_id)
        self.assertEqual(figures(), before)
        with self.at(NOW):
            self.env["sales.kpi.journal"].rebuild_history()
            self.env["sales.kpi.fact"].rebuild()
        self.assertEqual(figures(), before)
        self.assertFalse(self.kept(self.green, self.contact.partner_id))

    def test_a_partner_who_is_a_person_is_found(self):
        self.a.write({"sales_blocked": True, "sales_blocked_reason": "Is in hospital"})
        self.assertIn("Is in hospital", self.kept(self.a))
        self.erase(self.a)
        self.assertFalse(self.a.sales_blocked_reason)
        self.assertTrue(self.a.sales_blocked, "that is no word about him")

    def test_grades_of_customers_stay_where_they_were(self):
        """Odoo dates a rating anew whenever its text is written."""
        march = ("2026-03-01", "2026-04-01")
        before = self.a._customer_ratings(*march)
        self.assertEqual(before, {self.a.id: (2, 1)})
        self.erase(self.green)
        self.assertEqual(self.a._customer_ratings(*march), before)
        messages = self.offer_a.lead_id.message_ids.mapped("body")
        self.assertNotIn(SECRETS[6], str(messages))

    def test_it_is_logged_by_number_and_not_by_name(self):
        self.erase(self.green)
        log = self.env["sales.kpi.log"].search([("action", "=", "erased")], limit=1)
        self.assertEqual(log.user_id, self.boss)
        self.assertIn(str(self.green.id), log.reason)
        self.assertNotIn("Green", log.reason)

    def test_the_dialog_shows_exports_and_erases(self):
        from openpyxl import load_workbook

        Dialog = self.env["sales.kpi.personal.data"].with_user(self.boss)
        dialog = Dialog.with_context(
            active_model="res.partner", active_ids=self.green.ids
        ).create({})
        self.assertEqual(dialog.partner_ids, self.green)
        self.assertIn(SECRETS[2], dialog.found)
        dialog.action_export()
        book = load_workbook(io.BytesIO(b64decode(dialog.workbook)))
        cells = str([[cell.value for cell in row] for row in book.worksheets[0]])
        for secret in SECRETS:
            self.assertIn(secret, cells)
        dialog.action_erase()
        self.env.invalidate_all()
        self.assertFalse(dialog.found)

    def test_only_kpi_managers_do_it(self):
        for user in (self.manager, self.seller, self.contact):
            partner = self.green.with_user(user)
            for attempt in (
                partner._personal_data_rows,
                partner._personal_data_xlsx,
                partner._erase_personal_data,
            ):
                with self.assertRaises(AccessError, msg=user.login):
                    attempt()

    def test_other_companies_stay_out(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        self.lead(
            company_id=foreign.id,
            team_id=False,
            partner_id=self.green.id,
            partner_dossier="<p>Theirs</p>",
        )
        self.assertNotIn("Theirs", self.kept(self.green))

    def test_what_was_answered_in_other_companies_stays_out(self):
        self.offer_b.lead_id.write(
            {
                "team_id": False,
                "company_id": self.env["res.company"].create({"name": "Foreign"}).id,
            }
        )
        rival = self.rival.partner_id
        self.assertFalse(self.kept(rival))
        self.erase(rival)
        self.assertEqual(self.offer_b.decline_note, SECRETS[2])
        self.assertEqual(self.offer_b.contact_id, rival)
