from odoo.tests import Form, tagged

from .target_agreement_case import NOW, TargetAgreementCase


@tagged("post_install", "-at_install")
class TestTargetViews(TargetAgreementCase):
    """What the screens of targets are made of."""

    def test_targets_in_the_words_of_their_unit(self):
        space = "\N{NO-BREAK SPACE}"
        target = self.target(target_type="relative", growth=0.14)
        with self.at(NOW):
            target.action_propose()
        self.assertEqual(target.target_text, f"342,000{space}€ (+14%)")
        self.assertEqual(target.actual_text, "–")
        band = self.target(
            kpi_id=self.env.ref("sales_kpi.sales_kpi_win_rate").id,
            target_type="band",
            band_min=0.2,
            band_max=0.3,
        )
        self.assertEqual(band.target_text, "20% – 30%")

    def test_mean_attainment_is_of_targets_with_figures(self):
        targets = self.target() | self.target() | self.target()
        targets[:2].sudo().write({"has_value": True})
        targets[0].sudo().attainment = 1
        rows = self.as_user(self.lea)._read_group(
            [("id", "in", targets.ids)], [], ["attainment:avg"]
        )
        self.assertEqual(rows, [(0.5,)])

    def test_step_asks_for_a_reason(self):
        target = self.target()
        with self.at(NOW):
            target.action_propose()
            self.step(self.anna, target, "accept", comment="Yes")
            self.step(self.lea, target, "approve", comment="Good")
            self.step(self.lea, target, "revise", reason="Why", target_value=260_000)
        self.assertEqual(target.accepted_comment, False)
        self.assertEqual(target.approved_comment, "Good")
        self.assertEqual(target.target_value, 260_000)
        with self.at(NOW):
            self.step(self.lea, target, "cancel", reason="Enough")
        self.assertEqual((target.state, target.cancel_reason), ("cancelled", "Enough"))

    def step(self, user, target, step, **values):
        steps = (
            self.as_user(user)
            .env["sales.kpi.target.step"]
            .with_context(default_target_id=target.id, default_step=step)
        )
        with Form(steps) as form:
            for name, value in values.items():
                form[name] = value
        form.record.action_apply()

    def test_customer_shows_its_targets(self):
        customer = self.partner(is_company=True)
        contact = self.partner("Contact", is_company=False, parent_id=customer.id)
        for state in ("draft", "active"):
            self.env["sales.kpi.target"].create(
                {
                    "kpi_id": self.kpi.id,
                    "scope": "customer",
                    "customer_id": customer.id,
                    "company_id": self.company.id,
                    "owner_id": self.lea.id,
                    "state": state,
                }
            )
        for user, count in ((self.lea, 2), (self.boss, 2), (self.anna, 0)):
            partner = customer.with_env(self.as_user(user).env)
            self.assertEqual(partner.kpi_target_count, count)
            action = partner.action_kpi_targets()
            found = self.as_user(user).search(action["domain"])
            self.assertEqual(len(found), count)
        self.assertEqual(contact.with_user(self.boss).kpi_target_count, 2)

    def test_new_target_of_a_salesperson_is_the_own(self):
        with self.at(NOW):
            anna, lea = Form(self.as_user(self.anna)), Form(self.as_user(self.lea))
        self.assertEqual(anna.user_id, self.anna)
        self.assertEqual(anna.team_id, self.north)
        self.assertFalse(lea.user_id)
        with self.at(NOW):
            lea.user_id = self.ben
            lea.scope = "team"
        self.assertFalse(lea.user_id)

    def test_holder_may_write_a_message(self):
        target = self.as_user(self.anna, self.target())
        target.message_post(body="How about less?")
        self.assertIn("How about less?", target.message_ids[0].body)
