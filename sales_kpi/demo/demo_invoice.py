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
    moves = env["account.move"].create(
        [
            _invoice(order, min(_days_after(order, dice.randrange(1, 9)), today))
            for order in orders
        ]
    )
    paid = defaultdict(lambda: env["account.move"])
    for move in moves:
        pay_day = _pay_day(move.invoice_date, dice)
        if dice.random() < PAID_SHARE and pay_day <= today:
            paid[pay_day] |= move
    moves.action_post()
    _receive(env, paid)


def _invoice(order, day):
    """What Odoo's button prepares, with its date: one pass over the accounts."""
    return {
        **order._prepare_invoice(),
        "invoice_date": day,
        "invoice_line_ids": [
            Command.create(line._prepare_invoice_line()) for line in order.order_line
        ],
    }


def _days_after(order, days):
    return order.date_order.date() + timedelta(days=days)


def _pay_day(invoiced, dice):
    number = invoiced.year * 12 + invoiced.month
    return date(number // 12, number % 12 + 1, dice.choice((8, 18)))


def _receive(env, paid):
    """Book the money of each day by one bank entry and settle the invoices with it."""
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    entries = env["account.move"].create(
        [_entry(bank, day, moves) for day, moves in sorted(paid.items())]
    )
    entries.action_post()
    received = {line.name: line for line in entries.line_ids if line.partner_id}
    moves = env["account.move"].concat(*paid.values())
    env["account.move.line"]._reconcile_plan(
        [_term(move) | received[move.name] for move in moves]
    )


def _entry(bank, day, moves):
    credits = [_credit(move, day) for move in moves]
    return {
        "journal_id": bank.id,
        "date": day,
        "line_ids": [
            Command.create(
                {
                    "account_id": bank.default_account_id.id,
                    "debit": sum(line["credit"] for line in credits),
                }
            ),
            *map(Command.create, credits),
        ],
    }


def _credit(move, day):
    """The money for an invoice, worth what its currency is worth that day."""
    return {
        "account_id": _term(move).account_id.id,
        "partner_id": move.commercial_partner_id.id,
        "currency_id": move.currency_id.id,
        "amount_currency": -move.amount_residual,
        "credit": move.currency_id._convert(
            move.amount_residual, move.company_currency_id, move.company_id, day
        ),
        "name": move.name,
    }


def _term(move):
    return move.line_ids.filtered(lambda line: line.display_type == "payment_term")
