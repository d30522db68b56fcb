"""What callers of public methods send: read, or refused in words.

Anybody who is logged in may send anything; a failure would be a traceback to the caller
and an error in the log of the server.
"""

from odoo import fields, models
from odoo.exceptions import UserError

#: The largest id that a column holds.
MOST_ID = 2**31 - 1


def given_id(env, value):
    """The id of a record that is given, itself or as its id.

    :raise UserError: for anything else
    """
    if isinstance(value, models.BaseModel) and len(value) == 1:
        value = value.id
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_ID:
        return value
    raise UserError(env._("“%s” is no record. Give the id of one.", value))


def given_day(env, value):
    """The day that is given, as a date or ISO text; None for nothing.

    :raise UserError: for anything else
    """
    return _given(env, value, fields.Date.to_date)


def given_moment(env, value):
    """The UTC moment that is given, as datetime or text; None for nothing.

    :raise UserError: for anything else
    """
    return _given(env, value, fields.Datetime.to_datetime)


def _given(env, value, read):
    try:
        return read(value) or None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UserError(
            env._("“%s” is no date. Write it as 2026-01-31.", value)
        ) from error
