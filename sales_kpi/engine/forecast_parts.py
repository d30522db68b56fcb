"""What parts of the leads in flight (those of each sales partner …) bring by month.

All parts are forecast by what the whole tells, so they are shares of it and never more:
their sum is at most what the whole expects from the cases it has. Cases that do not
exist yet belong to no part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import NamedTuple

from .case import Case, won_by_month
from .flow import Outlook, in_flight
from .forecast import DRAWS, HIGH, LOW
from .forecast_range import played_parts, quantile
from .transition import Transitions


class Share(NamedTuple):
    """Of a month: what was won in it so far and what the cases in flight will bring.

    ``low`` and ``high`` hold four of five ends, and the value in any case: of a few
    cases that are hardly ever won it lies above most of their ends.
    """

    start: int
    value: float
    low: float
    high: float


def shares(
    parts: Mapping[Hashable, Iterable[Case]],
    as_of: int,
    months: Sequence[int],
    learned: Transitions,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> dict[Hashable, list[Share]]:
    """Return the share of each part in each month; parameters as of ``forecast``.

    >>> from .case import Entry
    >>> from .transition import fit
    >>> went = Case((Entry(0, 0, 10.0),), "won", 20, 10.0)
    >>> mine = [Case((Entry(0, 30, 10.0),)), Case((Entry(0, 0, 5.0),), "won", 32, 5.0)]
    >>> found = shares({"me": mine}, 35, [31, 62], fit([went] * 50, 35, 1, prior=0))
    >>> [(round(share.value, 1), share.low, share.high) for share in found["me"]]
    [(15.0, 15.0, 15.0)]
    """
    ends = [end - as_of for end in months[1:]]
    known = {part: list(cases) for part, cases in parts.items()}
    flying = {part: in_flight(cases, as_of, learned) for part, cases in known.items()}
    outlook = Outlook(learned, ends[-1])
    games = played_parts(learned, flying, ends, draws, Random(seed))
    found = {}
    for part, cases in known.items():
        sums = [
            sum(
                case.worth * outlook.win_by(case.milestone, case.age, end)
                for case in flying[part]
            )
            for end in ends
        ]
        so_far = won_by_month(cases, months)
        found[part] = [
            _share(start, won, later - before, [game[at] for game in games[part]])
            for at, (start, won, (before, later)) in enumerate(
                zip(months[:-1], so_far, pairwise((0.0, *sums)), strict=True)
            )
        ]
    return found


def _share(start: int, won: float, expected: float, ends: Sequence[float]) -> Share:
    low, high = (quantile(ends, share) for share in (LOW, HIGH))
    return Share(
        start, won + expected, won + min(low, expected), won + max(high, expected)
    )
