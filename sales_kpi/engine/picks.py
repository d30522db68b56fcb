"""Leads that sales partners pick: each pick of a partner, but each lead once in total.

A lead that one partner left lying and another one won is 0 of 1 for the first, 1 of 1
for the second, and 1 of 1 in total (decision 30). So the atoms of kind ``picks`` are
read from the picks where somebody asks by partner, else from the leads.
"""

from __future__ import annotations

from dataclasses import replace

from .nodes import Atom, Binary, Function, Method, Negate, Node

#: Event of picks: the event of leads that stands for it in total.
LEADS_OF = {"partner_picked": "lead_picked", "picked_to_won": "lead_picked_to_won"}


def with_picks(node: Node, by_partner: bool) -> Node:
    """Return an expanded tree with sums in place of ``picks``.

    >>> atom = Atom("picks", "partner_picked", "count")
    >>> with_picks(atom, by_partner=True).event
    'partner_picked'
    >>> with_picks(Negate(atom), by_partner=False).inner.event
    'lead_picked'
    """

    def each(parts: tuple[Node, ...]) -> tuple[Node, ...]:
        return tuple(with_picks(part, by_partner) for part in parts)

    match node:
        case Atom(kind="picks", event=event):
            name = event if by_partner else LEADS_OF[event]
            return replace(node, kind="sum", event=name)
        case Negate(inner=inner):
            return Negate(with_picks(inner, by_partner))
        case Binary(left=left, right=right):
            left, right = each((left, right))
            return replace(node, left=left, right=right)
        case Function(arguments=arguments):
            return replace(node, arguments=each(arguments))
        case Method(arguments=arguments, cases=cases, shown=shown):
            return replace(
                node,
                arguments=each(arguments),
                cases=with_picks(cases, by_partner),
                shown=each(shown),
            )
    return node
