"""Invoices of the demo company and the money that came in for most of them."""

from collections import defaultdict
from datetime import date, timedelta

from odoo import fields
from odoo.fields import Command

PAID_SHARE = 0.85


def invoice_orders(env, customers, dice):
    """Invoice every order within days; money for most invoices comes a month later."""
    today = fields.Date.context_today(env["sale.order"])
    orders = env["sale.order"].search(
        [("partner_id", "in", customers.ids), ("state", "=", "sale")]
    )
    moves = orders._create_invoices(grouped=True)
    paid = defaultdict(lambda: env["account.move"])
    for move in moves:
        order = move.invoice_line_ids.sale_line_ids.order_id
        day = order.date_order.date() + timedelta(days=dice.randrange(1, 9))
        move.invoice_date = min(day, today)
        pay_day = _pay_day(move.invoice_date, dice)
        if dice.random() < PAID_SHARE and pay_day <= today:
            paid[pay_day] |= move
    moves.action_post()
    _receive(env, paid)


def _pay_day(invoiced, dice):
    number = invoiced.year * 12 + invoiced.month
    return date(number // 12, number % 12 + 1, dice.choice((5, 12, 19)))


def _receive(env, paid):
    """Book the money of each day by one bank entry and settle the invoices with it."""
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    entries = env["account.move"].create(
        [
            {
                "journal_id": bank.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": bank.default_account_id.id,
                            "debit": sum(moves.mapped("amount_residual")),
                        }
                    ),
                    *(Command.create(_credit(move)) for move in moves),
                ],
            }
            for day, moves in sorted(paid.items())
        ]
    )
    entries.action_post()
    received = {line.name: line for line in entries.line_ids if line.partner_id}
    moves = env["account.move"].concat(*paid.values())
    env["account.move.line"]._reconcile_plan(
        [_term(move) | received[move.name] for move in moves]
    )


def _term(move):
    return move.line_ids.filtered(lambda line: line.display_type == "payment_term")


def _credit(move):
    return {
        "account_id": _term(move).account_id.id,
        "partner_id": move.commercial_partner_id.id,
        "credit": move.amount_residual,
        "name": move.name,
    }
