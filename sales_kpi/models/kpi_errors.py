"""What the engine has to say, in the user's language.

The engine speaks English; its errors carry a code and parameters. A test holds this
list equal to ``engine.errors.MESSAGES``.
"""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

SENTENCES = {
    # reading a formula
    "empty": _lt("The formula is empty."),
    "too_long": _lt(
        "The formula has %(length)s characters; at most %(maximum)s are allowed."
    ),
    "too_deep": _lt(
        "The formula is nested more than %(maximum)s levels deep. "
        "Move a part of it into a KPI of its own."
    ),
    "too_large": _lt(
        "Together with the KPIs that it uses, the formula has more than "
        "%(maximum)s parts. Simplify it."
    ),
    "character": _lt(
        "The character %(character)s at position %(position)s is not allowed "
        "in a formula."
    ),
    "unclosed": _lt("The parenthesis at position %(position)s is never closed."),
    "unopened": _lt("The parenthesis at position %(position)s was never opened."),
    "decimal_comma": _lt(
        "The comma near position %(position)s separates nothing. "
        "Write decimals with a point, such as 0.5."
    ),
    "syntax": _lt(
        "The formula cannot be read at position %(position)s. "
        "An operator or a value is missing there or is one too many."
    ),
    "operator": _lt(
        "The operator %(operator)s at position %(position)s is not known. "
        "Use + - * / and parentheses."
    ),
    "unsupported": _lt(
        "“%(text)s” at position %(position)s is neither a number, an event with "
        "its measure, a KPI nor a function."
    ),
    "number": _lt(
        "The number %(number)s at position %(position)s is too large or too small."
    ),
    "unknown_function": _lt(
        "There is no function %(function)s() (position %(position)s). "
        "Known are: %(suggestion)s."
    ),
    "usage": _lt(
        "%(function)s() at position %(position)s cannot be read. "
        "It is written as %(usage)s."
    ),
    "limit": _lt(
        "The limit of %(function)s() at position %(position)s must be a number "
        "of hours, such as 1 or 5/60."
    ),
    "limit_negative": _lt(
        "The limit of %(function)s() at position %(position)s must not be negative."
    ),
    "months": _lt(
        "The number of months of rolling() at position %(position)s must be a "
        "whole number from 1 to %(maximum)s."
    ),
    # checking a formula against events and KPIs
    "unknown_event": _lt(
        "There is no event “%(event)s” (position %(position)s). "
        "Known are, for example: %(suggestion)s."
    ),
    "unknown_measure": _lt(
        "There is no measure “%(measure)s” (position %(position)s). "
        "Known are: %(suggestion)s."
    ),
    "measure_lacking": _lt(
        "The event “%(event)s” has no %(measure)s (position %(position)s). "
        "It has: %(suggestion)s."
    ),
    "clock": _lt(
        "%(function)s() at position %(position)s needs a time: write "
        "%(event)s.hours or %(event)s.work_hours instead of %(event)s.%(measure)s."
    ),
    "unknown_kpi": _lt(
        "There is no KPI “%(kpi)s” (position %(position)s). "
        "Known are, for example: %(suggestion)s."
    ),
    "not_cohort": _lt(
        "due() at position %(position)s needs an event that is counted from the "
        "start of its cases; “%(event)s” is not. Possible are, for example: "
        "%(suggestion)s."
    ),
    "no_event": _lt("The formula names no event and no KPI, so it measures nothing."),
    "cohort": _lt(
        "The division at position %(position)s divides “%(event)s” by "
        "“%(start)s”, but not every “%(event)s” began as a “%(start)s” of the "
        "same period. Possible are: %(suggestion)s. If a plain quotient of the "
        "period is meant, mark the KPI as a period ratio."
    ),
    # putting KPIs together, compiling
    "cycle": _lt("The KPIs refer to each other in a circle: %(path)s."),
    "not_compilable": _lt(
        "The formula “%(formula)s” needs other periods and cannot be computed "
        "inside a pivot or graph."
    ),
    # periods
    "inverted": _lt("The period ends on %(stop)s, before it starts on %(start)s."),
    "date": _lt("“%(value)s” is not a date from 1900 to 2200. Write it as 2026-12-31."),
    "granularity": _lt(
        "There is no granularity “%(granularity)s”. Known are: %(suggestion)s."
    ),
    "too_many": _lt(
        "The range has more than %(maximum)s periods. "
        "Choose a shorter range or longer periods."
    ),
    "fiscal_start": _lt(
        "Day %(day)s of month %(month)s cannot be the first day of a fiscal year."
    ),
    "window": _lt("The time window “%(window)s” is not known."),
}


def error_text(env, error):
    """Return the sentence of a ``KpiError`` in the language of ``env``."""
    sentence = SENTENCES.get(error.code)
    if sentence is None:
        return str(error)
    words = env._(sentence)
    return words % error.params
