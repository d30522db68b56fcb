"""Which journal rows of leads tell a state, and which something beside it."""

from odoo.tools import SQL

#: Contacts in either direction; a merge gives them to the survivor as well.
CONTACT_KINDS = ("contacted", "engaged", "marketing")
#: Rows that repeat the state of a moment, perhaps a past one, and change nothing.
BESIDE_STATE = (*CONTACT_KINDS, "milestone")


def is_state(alias: str) -> SQL:
    """Whether a journal row of a lead is a state of it."""
    return SQL("%s <> ALL(%s)", SQL.identifier(alias, "kind"), list(BESIDE_STATE))
