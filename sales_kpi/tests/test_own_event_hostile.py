"""What own events refuse, with a sentence and nothing stored."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .own_event_case import OwnEventCase


@tagged("post_install", "-at_install")
class TestHostileOwnEvent(OwnEventCase):
    def assertRefused(self, error=ValidationError, **values):
        count = self.env["sales.kpi.event"].search_count([])
        with self.assertRaises(error), self.env.cr.savepoint():
            self.own(**values)
        self.assertEqual(self.env["sales.kpi.event"].search_count([]), count)

    def test_conditions_beyond_the_table(self):
        deep = "['!'," * 400 + "('x_state', '=', 'done')" + "]" * 400
        for domain in (
            "[('x_user_id.password', '=', 'a')]",
            "[('x_partner_id.user_ids.login', 'like', 'a')]",
            "[('x_user_id', 'any', [('password', 'like', 'a')])]",
            "[('x_loose', '=', '2026-01-01')]",
            "[('nothing', '=', 1)]",
            "[('x_state', 'child_of', 1)]",
            "[('x_state', '=', ('a', ('b',)))]",
            "[('x_state', '=', user.id)]",
            "__import__('os').system('true')",
            "[('x_state', '=', 'a')] * 10**9",
            "['|'] * 5",
            "['|', '|', ('x_state', '=', 'a')]",
            "nonsense(",
            "{'a': 1}",
            deep,
            "[" + ", ".join(["('x_state', '=', 'a')"] * 60) + "]",
            "['|']" + "x" * 5000,
        ):
            with self.subTest(domain=domain[:60]):
                self.assertRefused(domain=domain)

    def test_dates_that_are_none(self):
        for name in ("x_loose", "x_state", "x_user_id"):
            with self.subTest(name=name):
                self.assertRefused(date_field_id=self.field(name))
        self.assertRefused(date_field_id=False)
        self.assertRefused(date_field_id=self.field("create_date", "res.partner"))
        self.assertRefused(
            date_field_id=self.field("x_day"), start_field_id=self.field("x_begun")
        )

    def test_parts_of_another_kind(self):
        self.assertRefused(user_field_id=self.field("x_partner_id"))
        self.assertRefused(amount_field_id=self.field("x_state"))
        self.assertRefused(company_field_id=self.field("company_id", "res.partner"))

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_records_that_the_author_may_not_read(self):
        hidden = {
            "model_id": self.env["ir.model"]._get_id("res.partner.bank"),
            "date_field_id": self.field("create_date", "res.partner.bank"),
            "domain": "[]",
        }
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "res.partner.bank")]
        ).active = False
        self.assertRefused(AccessError, **hidden)

    def test_technical_models(self):
        for model in ("ir.config_parameter", "sales.kpi.fact", "sale.report"):
            self.assertRefused(
                model_id=self.env["ir.model"]._get_id(model),
                date_field_id=self.field(
                    "date" if "report" in model else "create_date", model
                ),
                domain="[]",
            )

    def test_secret_fields(self):
        secret = self.env["res.partner"]._fields["comment"]
        self.patch(secret, "groups", "base.group_system")
        self.assertRefused(
            model_id=self.env["ir.model"]._get_id("res.partner"),
            date_field_id=self.field("create_date", "res.partner"),
            domain="[('comment', 'like', 'a')]",
        )

    def test_codes(self):
        for code in ("lead_won", "Calls", "a b", "x_own", "", "1a"):
            self.assertRefused(code=code)
        self.own()
        with mute_logger("odoo.sql_db"):
            self.assertRefused(Exception)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_operations_define(self):
        plain = new_test_user(self.env, "kpi_plain", groups="base.group_user")
        for user in (plain, self.anna):
            self.assertRefused(AccessError, user=user)
