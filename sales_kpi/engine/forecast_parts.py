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
from .learned import Learned


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
    learned: Learned,
    *,
    seed: int = 0,
    draws: int = DRAWS,
) -> dict[Hashable, list[Share]]:
    """Return the share of each part in each month; parameters as of ``forecast``.

    >>> from .case import Entry
    >>> from .learned import learn
    >>> went = Case((Entry(0, 0, 10.0),), "won", 20, 10.0)
    >>> mine = [Case((Entry(0, 30, 10.0),)), Case((Entry(0, 0, 5.0),), "won", 32, 5.0)]
    >>> found = shares({"me": mine}, 35, [31, 62], learn([went] * 50, 35, 1))
    >>> [(round(share.value, 1), share.low, share.high) for share in found["me"]]
    [(15.0, 15.0, 15.0)]
    """
    ends = [end - as_of for end in months[1:]]
    known = {part: list(cases) for part, cases in parts.items()}
    random = Random(seed)
    expected = {part: [0.0] * len(ends) for part in known}
    games = {part: [[0.0] * len(ends) for _ in range(draws)] for part in known}
    for model in learned.models:
        flying = {
            part: in_flight(learned.cases_of(model, cases), as_of, model)
            for part, cases in known.items()
        }
        if not any(flying.values()):
            continue
        outlook = Outlook(model, ends[-1])
        played = played_parts(model, flying, ends, draws, random)
        for part in known:
            sums = (outlook.expected(flying[part], end) for end in (0.0, *ends))
            steps = [later - before for before, later in pairwise(sums)]
            expected[part] = _added(expected[part], steps)
            games[part] = list(map(_added, games[part], played[part]))
    return {
        part: [
            _share(*month)
            for month in zip(
                months[:-1],
                won_by_month(cases, months),
                expected[part],
                zip(*games[part], strict=True),
                strict=True,
            )
        ]
        for part, cases in known.items()
    }


def _added(some: Sequence[float], more: Sequence[float]) -> list[float]:
    return [one + other for one, other in zip(some, more, strict=True)]


def _share(start: int, won: float, expected: float, ends: Sequence[float]) -> Share:
    low, high = (quantile(ends, share) for share in (LOW, HIGH))
    return Share(
        start, won + expected, won + min(low, expected), won + max(high, expected)
    )
