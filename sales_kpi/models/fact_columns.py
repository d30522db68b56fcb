"""The columns of facts in the statements that write and compare them."""

from odoo.tools import SQL

from ..sources.source import FACT_COLUMNS

MEASURES = FACT_COLUMNS[-6:]
KEY = FACT_COLUMNS[:-6]
#: In closed time these may differ: a fact moved within it, or was taken back later;
#: a lead was merged into another one.
LOOSE = ("date", "at", "reversed", "lead_id", "order_id")
#: Compared in closed time as :meth:`_known_team` and :meth:`_known_territory` say.
KNOWN = {"team_id": "known_team", "territory_id": "known_territory"}


def columns(alias):
    """Every column of a fact, of the table or CTE ``alias``."""
    return SQL(", ").join(SQL.identifier(alias, column) for column in FACT_COLUMNS)


def differs(side):
    """Whether the signed sums of a group leave a measure over (hours: a second)."""
    return SQL(" OR ").join(
        SQL("ABS(SUM(%s * %s)) > 0.0001", side, SQL.identifier("entry", measure))
        for measure in MEASURES
    )
