from datetime import datetime, timedelta
from random import Random

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SalesKpiCase

HALF_A_YEAR = 178 * 24 * 60  # minutes


@tagged("post_install", "-at_install")
class TestSaleStorm(SalesKpiCase):
    """Whatever happens in whatever order, refreshed facts are those of a rebuild."""

    accounting = True
    steps = 60
    seed = 7

    def setUp(self):
        super().setUp()
        self.random = Random(self.seed)
        self.partners = self.env["res.partner"]
        self.leads = self.env["crm.lead"]
        self.orders = self.env["sale.order"]
        self.moves = self.env["account.move"]
        with self.at("2026-01-01"):
            self.products = self.env["product.product"].concat(
                *[self.product(name, list_price=10) for name in "ABC"]
            )
            self.categories = self.env["product.category"].create(
                [{"name": "One"}, {"name": "Two"}]
            )
            self.territories = self.env["crm.territory"].create(
                [
                    {
                        "name": name,
                        "area_ids": [Command.create({"country_id": country})],
                    }
                    for name, country in (
                        ("One", self.env.ref("base.de").id),
                        ("Two", self.env.ref("base.at").id),
                    )
                ]
            )
            for _number in range(3):
                self.new_partner()

    def any(self, records):
        """One of the records that still exist."""
        existing = records.exists()
        return self.random.choice(existing) if existing else existing

    def lines(self):
        return [
            (self.any(self.products), self.random.randint(1, 5), 10 * number)
            for number in range(1, self.random.randint(2, 4))
        ]

    def new_partner(self):
        domain = self.random.choice(("acme.de", "gmail.com", "zeta.org"))
        self.partners |= self.partner(
            f"P{len(self.partners)}", email=f"x@{domain}", vat=self.vat()
        )

    def vat(self):
        return self.random.choice((False, "DE136695976"))

    def new_lead(self):
        partner = self.random.choice((self.any(self.partners), self.env["res.partner"]))
        self.leads |= self.lead(
            partner_id=partner.id, email_from=partner.email or "lead@acme.de"
        )

    def new_order(self):
        lead = self.random.choice((self.any(self.leads), None))
        self.orders |= self.order(
            *self.lines(), lead=lead or None, partner=self.any(self.partners)
        )

    def new_invoice(self):
        day = f"2026-0{self.random.randint(1, 6)}-15"
        kind = self.random.choice(("out_invoice", "out_invoice", "out_refund"))
        self.moves |= self.invoice(
            day, *self.lines(), partner=self.any(self.partners), move_type=kind
        )

    def send(self):
        self.any(self.orders.exists().filtered(lambda o: o.state == "draft")).write(
            {"state": "sent"}
        )

    def confirm(self):
        drafts = self.orders.exists().filtered(lambda o: o.state in ("draft", "sent"))
        self.any(drafts).action_confirm()

    def cancel(self):
        self.any(self.orders)._action_cancel()

    def redraft(self):
        self.any(self.orders).action_draft()

    def delete_order(self):
        cancelled = self.orders.exists().filtered(lambda o: o.state == "cancel")
        self.any(cancelled).unlink()

    def change_line(self):
        line = self.any(self.any(self.orders).order_line)
        if line:
            line.product_uom_qty = self.random.randint(0, 6)

    def change_product(self):
        line = self.any(self.any(self.orders).order_line)
        if line and line.order_id.state in ("draft", "sent"):
            line.product_id = self.any(self.products)

    def change_opportunity(self):
        self.any(self.orders).opportunity_id = self.any(self.leads)

    def change_customer(self):
        self.any(self.orders).partner_id = self.any(self.partners)

    def reset_invoice(self):
        move = self.any(self.moves)
        if move.state == "posted":
            move.button_draft()
        elif move:
            move.invoice_date = f"2026-0{self.random.randint(1, 6)}-20"
            move.action_post()

    def pay_invoice(self):
        open_moves = self.moves.exists().filtered(
            lambda m: m.state == "posted" and m.amount_residual
        )
        if move := self.any(open_moves):
            self.pay(move, "2026-06-20", move.amount_residual / 2)

    def lose(self):
        self.any(self.leads).action_set_lost()

    def restore(self):
        self.any(self.leads).action_unarchive()

    def delete_lead(self):
        self.any(self.leads).unlink()

    def exclude_lead(self):
        lead = self.any(self.leads)
        lead.kpi_excluded = not lead.kpi_excluded

    def change_lead_partner(self):
        self.any(self.leads).partner_id = self.any(self.partners)

    def change_partner(self):
        partner = self.any(self.partners)
        partner.write(
            {
                "vat": self.vat(),
                "email": self.random.choice(("a@acme.de", "b@zeta.org", False)),
                "customer_since": self.random.choice(("2025-03-01", False)),
                "country_id": self.random.choice(
                    (self.env.ref("base.de").id, self.env.ref("base.at").id)
                ),
            }
        )

    def relocate_partner(self):
        self.any(self.partners).zip = self.random.choice(("1", "2", False))

    def redraw(self):
        """The territories change, and all leads and customers follow at once."""
        for area in self.territories.area_ids:
            area.zips = self.random.choice(("1", "2", "1-3", False))
        self.env["crm.territory"]._apply()

    def merge_partners(self):
        if len(self.partners.exists()) > 2:
            self.env["base.partner.merge.automatic.wizard"]._merge(
                self.partners.exists()[-2:].ids
            )

    def move_partner(self):
        first, last = self.partners.exists()[:1], self.partners.exists()[-1:]
        last.write(
            {"is_company": not last.is_company, "parent_id": first != last and first.id}
        )

    def change_category(self):
        self.any(self.products).categ_id = self.any(self.categories)

    def change_settings(self):
        self.company.kpi_revenue_basis = self.random.choice(("orders", "invoices"))
        self.company.kpi_silence_months = self.random.randint(1, 4)

    def test_storm(self):
        self.storm()

    def storm(self):
        deeds = [
            self.new_partner, self.new_lead, self.new_lead, self.new_order,
            self.new_order, self.new_invoice, self.new_invoice, self.send, self.confirm,
            self.confirm, self.cancel, self.redraft, self.delete_order, self.change_line,
            self.change_product, self.change_opportunity, self.change_customer,
            self.reset_invoice, self.pay_invoice, self.lose, self.restore,
            self.delete_lead, self.exclude_lead, self.change_lead_partner,
            self.change_partner, self.merge_partners, self.move_partner,
            self.change_category, self.change_settings,
            self.relocate_partner, self.redraw,
        ]  # fmt: skip
        done = []
        for step in range(self.steps):
            # never back in time: who came first is known for good
            moment = datetime(2026, 1, 1, 10) + timedelta(
                minutes=step * HALF_A_YEAR // self.steps
            )
            deed = self.random.choice(deeds)
            done.append(deed.__name__)
            with self.at(moment):
                try:
                    with self.env.cr.savepoint():
                        deed()
                        self.env.flush_all()
                except UserError:
                    done[-1] += " (refused)"
            if step % 4 == 3:
                self.refresh(moment)
                with self.subTest(done=done), self.at(moment):
                    self.assertEqual(self.env["sales.kpi.fact"]._verify(), [])


@tagged("post_install", "-at_install", "-standard", "sales_kpi_full")
class TestSaleStormLong(TestSaleStorm):
    """The same, long enough that everything meets everything."""

    steps = 400
    seed = 19

    def test_long_storm(self):
        self.storm()
