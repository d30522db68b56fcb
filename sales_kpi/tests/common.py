"""What every test of the KPIs needs: a company of its own, a clock, facts."""

from collections import namedtuple
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, TransactionCase, freeze_time, new_test_user
from odoo.tools import SQL

MEASURES = ("count", "quantity", "amount", "margin", "hours", "work_hours")
Sums = namedtuple("Sums", MEASURES)


class SalesKpiCase(TransactionCase):
    """A company of its own in UTC, so that demo data never counts.

    ::

        with self.at("2026-01-10 09:00"):  # journal, create_date, now() agree
            lead = self.lead(team_id=self.team("North").id)
        with self.at("2026-01-20 17:00"):
            lead.action_set_won()
        self.refresh()
        self.assertEqual(self.facts("lead_won", "2026-01").count, 1)
        self.assertVerified()

    Set ``accounting = True`` for a chart of accounts (:meth:`invoice`, :meth:`pay`).
    """

    accounting = False
    company_tz = "UTC"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create(
            {"name": "KPI test company", "currency_id": cls.env.ref("base.EUR").id}
        )
        cls.company.resource_calendar_id.tz = cls.company_tz
        cls.company.kpi_tz = cls.company_tz
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)]})
        cls.env = cls.env(
            context={
                **cls.env.context,
                "allowed_company_ids": cls.company.ids,
                "mail_create_nosubscribe": True,
            }
        )
        cls.company = cls.env["res.company"].browse(cls.company.id)
        if cls.accounting:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=cls.company, install_demo=False
            )
            cls.company.currency_id = cls.env.ref("base.EUR")

    @contextmanager
    def at(self, moment):
        """Run the block at a UTC moment ("2026-01-10", "2026-01-10 09:00").

        Freezes Python's clock and the transaction's, which journal and create_date
        use. What the block left to compute or track is written before time goes on.
        """
        now = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
        with freeze_time(now), patch.object(self.env.cr, "now", lambda: now):
            yield now
            self.env.flush_all()
            self.env.cr.flush()

    def refresh(self, at=None):
        """Compute the facts of what changed, as known at a moment (default: now)."""
        if at:
            with self.at(at):
                return self.env["sales.kpi.fact"]._refresh_queue()
        return self.env["sales.kpi.fact"]._refresh_queue()

    def facts(self, event, first=None, last=None, **dimensions):
        """Sum the measures of the facts of an event in the test company.

        :param first: month "2026-01", or first day "2026-01-10"
        :param last: last day, inclusive; default the end of the month or ``first``
        :param dimensions: columns of the fact with the record or id they must have
        """
        conditions = [
            SQL("event = %s", event),
            *(
                SQL("%s IS NOT DISTINCT FROM %s", SQL.identifier(name), _id(value))
                for name, value in {"company_id": self.company, **dimensions}.items()
            ),
        ]
        if first:
            conditions.append(SQL("date BETWEEN %s AND %s", *_days(first, last)))
        sums = SQL(", ").join(
            SQL("COALESCE(SUM(%s), 0)", SQL.identifier(measure)) for measure in MEASURES
        )
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s FROM sales_kpi_fact WHERE %s",
                sums,
                SQL(" AND ").join(conditions),
            )
        )
        return Sums(*(round(float(value), 6) for value in row))

    def amounts(self, event, *months, **dimensions):
        """List the amount of an event in each month."""
        return [self.facts(event, month, **dimensions).amount for month in months]

    def counts(self, event, *months, **dimensions):
        """List the count of an event in each month."""
        return [self.facts(event, month, **dimensions).count for month in months]

    def assertVerified(self, at=None):
        """All facts are what a rebuild would write, once the queue is worked off."""
        self.refresh(at)
        if at:
            with self.at(at):
                differences = self.env["sales.kpi.fact"]._verify()
        else:
            differences = self.env["sales.kpi.fact"]._verify()
        self.assertEqual(differences, [])

    @classmethod
    def user(cls, login, groups="sales_team.group_sale_salesman", **values):
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            **values,
        )

    @classmethod
    def team(cls, name, members=(), **values):
        """Create a team of the test company; ``members`` are users."""
        team = cls.env["crm.team"].create(
            {"name": name, "company_id": cls.company.id, **values}
        )
        cls.env["crm.team.member"].create(
            [{"crm_team_id": team.id, "user_id": member.id} for member in members]
        )
        return team

    def lead(self, **values):
        """Create an opportunity (``type="lead"``: a raw lead) without an owner."""
        return self.env["crm.lead"].create(
            {
                "name": "Lead",
                "type": "opportunity",
                "company_id": self.company.id,
                "team_id": False,
                "user_id": False,
                **values,
            }
        )

    def partner(self, name="Customer", **values):
        """Create a customer company."""
        return self.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def product(self, name="Product", **values):
        """Create a product without taxes, price 1 unless told otherwise."""
        return self.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": 1,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
                **values,
            }
        )

    def order(self, *lines, partner=None, lead=None, **values):
        """Create a quotation; a line is an amount or (product, quantity, price)."""
        partner = partner or (lead and lead.partner_id) or self.partner()
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "opportunity_id": lead and lead.id,
                "team_id": lead and lead.team_id.id,
                "user_id": lead and lead.user_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                        }
                    )
                    for product, quantity, price in map(self._line, lines)
                ],
                **values,
            }
        )

    def invoice(self, day, *lines, partner=None, post=True, **values):
        """Create an invoice of a day; lines as in :meth:`order`, untaxed by default.

        ``move_type="out_refund"`` makes a refund; ``tax`` is put on every line.
        """
        tax = values.pop("tax", self.env["account.tax"])
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": self.company.id,
                "partner_id": (partner or self.partner()).id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.set(tax.ids)],
                        }
                    )
                    for product, quantity, price in map(self._line, lines)
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def pay(self, moves, day, amount=None):
        """Register a payment of invoices or refunds on a day, in full by default."""
        wizard = Form(
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=moves.ids
            )
        )
        wizard.payment_date = day
        if amount is not None:
            wizard.amount = amount
        return wizard.save()._create_payments()

    def _line(self, line):
        if isinstance(line, tuple):
            return line
        if not hasattr(self, "_any_product"):
            self._any_product = self.product()
        return self._any_product, 1, line


def _id(value):
    return getattr(value, "id", value) or None


def _days(first, last):
    """First and last day of a month or range, both inclusive."""
    if len(first) > len("2026-01"):
        return first, last or first
    start = date.fromisoformat(f"{first}-01")
    return start, (start + timedelta(days=31)).replace(day=1) - timedelta(days=1)
