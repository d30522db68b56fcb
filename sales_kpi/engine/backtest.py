"""How good the forecast would have been: made again on past days, from what was known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from .case import Case
from .combination import COMBINED, Tested
from .forecast import forecast

HORIZONS = 3


def backtest(
    cases_at: Callable[[int], Sequence[Case]],
    months: Sequence[int],
    milestones: int,
    actual: Sequence[float],
    *,
    horizons: int = HORIZONS,
    classic_at: Callable[[int], Sequence[float]] | None = None,
    draws: int = 0,
) -> list[Tested]:
    """Forecast on the first day of each month the months that followed.

    :param cases_at: the cases as they were known on the morning of a day
    :param months: first days of months, the first with data first, and the end of the
        last finished one
    :param actual: the won value of each of these months
    :param classic_at: Odoo's own forecast on a day, for as many months as horizons
    :param draws: games for a range; 0 for none
    :return: one row for each day, month and horizon; of a day only rows of months that
        were over weigh the methods, and ``combined`` is what they gave
    """
    rows: list[Tested] = []
    for at in range(1, len(months) - 1):
        as_of = months[at]
        ahead = min(horizons, len(months) - 1 - at)
        classic = classic_at(as_of) if classic_at else None
        known = cases_at(as_of)
        made = forecast(
            known,
            as_of,
            months[at : at + ahead + 1],
            milestones,
            tested=rows,
            classic=classic,
            history=actual[:at],
            draws=draws,
        )
        rows += [
            Tested(
                as_of,
                month.start,
                month.horizon,
                {**month.methods, COMBINED: month.combined},
                actual[at + month.horizon - 1],
                month.low,
                month.high,
            )
            for month in made.months
        ]
    return rows
