"""The errors of the engine.

The engine speaks English and never raises a ``UserError``. Every error carries a
``code`` and ``params``; the glue looks the code up in its translated sentences and
falls back on ``str(error)``. ``MESSAGES`` is the complete list of codes.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # reading a formula
    "empty": "The formula is empty.",
    "too_long": (
        "The formula has %(length)s characters; at most %(maximum)s are allowed."
    ),
    "too_deep": (
        "The formula is nested more than %(maximum)s levels deep. "
        "Move a part of it into a KPI of its own."
    ),
    "too_large": (
        "Together with the KPIs that it uses, the formula has more than "
        "%(maximum)s parts. Simplify it."
    ),
    "character": (
        "The character %(character)s at position %(position)s is not allowed "
        "in a formula."
    ),
    "unclosed": "The parenthesis at position %(position)s is never closed.",
    "unopened": "The parenthesis at position %(position)s was never opened.",
    "decimal_comma": (
        "The comma near position %(position)s separates nothing. "
        "Write decimals with a point, such as 0.5."
    ),
    "syntax": (
        "The formula cannot be read at position %(position)s. "
        "An operator or a value is missing there or is one too many."
    ),
    "operator": (
        "The operator %(operator)s at position %(position)s is not known. "
        "Use + - * / and parentheses."
    ),
    "unsupported": (
        "“%(text)s” at position %(position)s is neither a number, an event with "
        "its measure, a KPI nor a function."
    ),
    "number": (
        "The number %(number)s at position %(position)s is too large or too small."
    ),
    "unknown_function": (
        "There is no function %(function)s() (position %(position)s). "
        "Known are: %(suggestion)s."
    ),
    "usage": (
        "%(function)s() at position %(position)s cannot be read. "
        "It is written as %(usage)s."
    ),
    "limit": (
        "The limit of %(function)s() at position %(position)s must be a number "
        "of hours, such as 1 or 5/60."
    ),
    "limit_negative": (
        "The limit of %(function)s() at position %(position)s must not be negative."
    ),
    "months": (
        "The number of months of rolling() at position %(position)s must be a "
        "whole number from 1 to %(maximum)s."
    ),
    # checking a formula against events and KPIs
    "unknown_event": (
        "There is no event “%(event)s” (position %(position)s). "
        "Known are, for example: %(suggestion)s."
    ),
    "unknown_measure": (
        "There is no measure “%(measure)s” (position %(position)s). "
        "Known are: %(suggestion)s."
    ),
    "measure_lacking": (
        "The event “%(event)s” has no %(measure)s (position %(position)s). "
        "It has: %(suggestion)s."
    ),
    "clock": (
        "%(function)s() at position %(position)s needs a time: write "
        "%(event)s.hours or %(event)s.work_hours instead of %(event)s.%(measure)s."
    ),
    "unknown_kpi": (
        "There is no KPI “%(kpi)s” (position %(position)s). "
        "Known are, for example: %(suggestion)s."
    ),
    "not_cohort": (
        "due() at position %(position)s needs an event that is counted from the "
        "start of its cases; “%(event)s” is not. Possible are, for example: "
        "%(suggestion)s."
    ),
    "no_event": "The formula names no event and no KPI, so it measures nothing.",
    "cohort": (
        "The division at position %(position)s divides “%(event)s” by "
        "“%(start)s”, but not every “%(event)s” began as a “%(start)s” of the "
        "same period. Possible are: %(suggestion)s. If a plain quotient of the "
        "period is meant, mark the KPI as a period ratio."
    ),
    # putting KPIs together, compiling
    "cycle": "The KPIs refer to each other in a circle: %(path)s.",
    "not_compilable": (
        "The formula “%(formula)s” needs other periods and cannot be computed "
        "inside a pivot or graph."
    ),
    # periods
    "inverted": "The period ends on %(stop)s, before it starts on %(start)s.",
    "date": ("“%(value)s” is not a date from 1900 to 2200. Write it as 2026-12-31."),
    "granularity": (
        "There is no granularity “%(granularity)s”. Known are: %(suggestion)s."
    ),
    "too_many": (
        "The range has more than %(maximum)s periods. "
        "Choose a shorter range or longer periods."
    ),
    "fiscal_start": (
        "Day %(day)s of month %(month)s cannot be the first day of a fiscal year."
    ),
    "window": "The time window “%(window)s” is not known.",
}


class KpiError(Exception):
    """What the engine raises; ``code`` is a key of ``MESSAGES``.

    >>> error = KpiError("inverted", start="2026-02-01", stop="2026-01-31")
    >>> error.code, error.params["stop"]
    ('inverted', '2026-01-31')
    >>> print(error)
    The period ends on 2026-01-31, before it starts on 2026-02-01.
    """

    code: str
    params: dict[str, object]

    def __init__(self, code: str, **params: object) -> None:
        """Word the message of ``code`` with ``params``."""
        super().__init__(MESSAGES[code] % params)
        self.code = code
        self.params = params


class FormulaError(KpiError):
    """A formula that cannot be read, checked, expanded or compiled.

    ``position`` counts characters from 1, as people do; ``None`` where the error
    belongs to no place. It is also in ``params`` ("?" for ``None``).
    """

    position: int | None

    def __init__(
        self, code: str, position: int | None = None, **params: object
    ) -> None:
        """Word the message and remember the place."""
        super().__init__(code, position=position or "?", **params)
        self.position = position


class PeriodError(KpiError):
    """A date, range, granularity or window that cannot be used."""
