"""How good forecasts would have been, on past cases: script/bench forecast.

    forecast.py FILE…      event logs (.csv) and what forecast_demo.py wrote (.json)
    forecast.py DIR        the public Maven data, which know no milestones

On the first day of each month the months ahead are forecast from what was known that
morning. Needs no Odoo, for the engine is pure: its folder is in the PYTHONPATH.
"""

import json
import sys
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from engine.accuracy import bias, wape
from engine.backtest import backtest
from engine.case import Case, Entry, month_starts, path, won_by_month
from engine.combination import pairs
from engine.forecast import FEW_PERIODS
from log_file import LOST, WON, BadFileError, read
from maven_files import read as read_maven

HORIZONS = 3
#: When cases are expected that nobody has dated where others are: in none of the months.
UNDATED = date.max.toordinal()
ROWS = {  # method: what it is called in the table
    "combined": "**the value shown**",
    "flow": "flow alone",
    "last": "last month",
    "mean": "mean of three months",
    "season": "same month of the last quarter",
    "classic": "classic, dates kept up",
    "left": "classic, dates left",
}
NAIVE = ("last", "mean", "season", "classic", "left")


@dataclass
class Known:
    """What a salesperson's list held on a day: a case, and what was expected of it."""

    case: Case
    expected: int | None = None  # day
    probability: float | None = None


class History:
    """Cases of a company as they were known on each day."""

    name: str
    milestones: int
    months: list[int]
    actual: list[float]

    def known_at(self, as_of: int) -> list[Known]:
        raise NotImplementedError


class LogHistory(History):
    """From an event log; of the last month only what is over."""

    def __init__(self, file: Path) -> None:
        log = read(file)
        self.name, self.milestones = file.stem, len(log.milestones)
        self.cases = [
            [(_milestone(event, log.milestones), event) for event in events]
            for events in log.cases.values()
        ]
        whole = [found.case for found in self.known_at(date.max.toordinal())]
        last = max(event.at for events in self.cases for _at, event in events)
        self.months = _months(whole, last.date())
        self.actual = won_by_month(whole, self.months)

    def known_at(self, as_of: int) -> list[Known]:
        found = []
        for events in self.cases:
            known = [pair for pair in events if pair[1].at.toordinal() < as_of]
            if known:
                found.append(_known(known))
        return found


class DumpHistory(History):
    """From the journal of an Odoo database (forecast_demo.py)."""

    def __init__(self, file: Path) -> None:
        dump = json.loads(file.read_text())
        self.name, self.milestones = dump["name"], dump["milestones"]
        self.months, self.actual = dump["months"], dump["actual"]
        self.days = dump["known"]

    def known_at(self, as_of: int) -> list[Known]:
        return [
            Known(
                Case(
                    tuple(Entry(*entry) for entry in entries),
                    end,
                    end_day,
                    value,
                    tuple(tuple(pair) for pair in returns),
                    process,
                ),
                expected or UNDATED,
            )
            for entries, end, end_day, value, returns, process, expected in self.days[
                str(as_of)
            ]
        ]


class MavenHistory(History):
    """A deal is one stage: from the day of engaging to its end."""

    name, milestones = "Maven", 1

    def __init__(self, folder: Path) -> None:
        data = read_maven(folder)
        price = {row["product"]: float(row["sales_price"]) for row in data.products}
        self.deals = [
            (
                Entry(0, deal.engaged.toordinal(), price[deal.product]),
                {"Won": WON, "Lost": LOST}.get(deal.stage),
                deal.closed and deal.closed.toordinal(),
                deal.value,
            )
            for deal in data.deals
            if deal.engaged
        ]
        whole = [found.case for found in self.known_at(date.max.toordinal())]
        last = max(case.end_day or 0 for case in whole)
        self.months = _months(whole, date.fromordinal(last + 1))
        self.actual = won_by_month(whole, self.months)

    def known_at(self, as_of: int) -> list[Known]:
        return [
            Known(Case((entry,), end, day, value))
            if end and day < as_of
            else Known(Case((entry,)))
            for entry, end, day, value in self.deals
            if entry.day < as_of
        ]


def _milestone(event: Any, order: list[str]) -> int | str:
    ends = (WON, LOST)
    return event.milestone if event.milestone in ends else order.index(event.milestone)


def _known(events: list[tuple[Any, Any]]) -> Known:
    """A case after its last event; what comes after an end takes that back."""
    entries = tuple(
        Entry(at, event.at.toordinal(), event.value)
        for at, event in events
        if at not in (WON, LOST)
    )
    at, last = events[-1]
    expected = last.expected.toordinal() if last.expected else None
    end = at if at in (WON, LOST) else None
    returns = tuple(
        (event.at.toordinal(), later.at.toordinal())
        for (kind, event), (_kind, later) in pairwise(events)
        if kind == LOST
    )
    end_day = last.at.toordinal() if end else None
    case = Case(entries, end, end_day, last.value, returns)
    chance = None if last.probability is None else last.probability / 100
    return Known(case, expected, chance)


def _months(cases: list[Case], end: date) -> list[int]:
    """The months from the first win to the last one that is over."""
    wins = [case.end_day or 0 for case in cases if case.end == WON]
    first = date.fromordinal(min(wins)) if wins else end
    return month_starts(first, (end.year - first.year) * 12 + end.month - first.month)


def classic(known: list[Known], as_of: int, is_kept_up: bool) -> list[float]:
    """Value × probability in the month of the expected date, as Odoo adds it up.

    Where nobody wrote them down: as probability the share won of the ended cases that
    were at that milestone (Odoo counts so itself), as date the arrival and the usual
    time to win. Dates that have passed: kept up, they are moved to the running month;
    left, their cases are in none, as in Odoo.
    """
    ended = [(path(row.case), row.case) for row in known if row.case.end]
    times = [
        case.end_day - risen[0].day
        for risen, case in ended
        if case.end == WON and risen
    ]
    usual = median(times) if times else None
    months = month_starts(date.fromordinal(as_of), HORIZONS)
    sums = [0.0] * HORIZONS
    for row in known:
        risen = path(row.case)
        if row.case.end or not risen:
            continue
        day, chance = row.expected, row.probability
        if day is None and usual is not None:
            day = int(risen[0].day + usual)
        if day is None:
            continue
        if chance is None:
            at = risen[-1].milestone
            same = [case for way, case in ended if at in [e.milestone for e in way]]
            chance = sum(case.end == WON for case in same) / max(1, len(same))
        if is_kept_up:
            day = max(day, as_of)
        month = bisect_right(months, day) - 1
        if 0 <= month < HORIZONS:
            value = risen[-1].value if row.case.value is None else row.case.value
            sums[month] += value * chance
    return sums


def test(history: History) -> list[Any]:
    """Back-test a history; both kinds of the classic forecast beside it."""
    days: dict[int, list[Known]] = {}

    def known_at(as_of: int) -> list[Known]:
        if as_of not in days:
            days[as_of] = history.known_at(as_of)
        return days[as_of]

    rows = backtest(
        lambda as_of: [row.case for row in known_at(as_of)],
        history.months,
        history.milestones,
        history.actual,
        horizons=HORIZONS,
        classic_at=lambda as_of: classic(known_at(as_of), as_of, is_kept_up=True),
        draws=200,
    )
    left = {day: classic(known_at(day), day, is_kept_up=False) for day in days}
    return [
        row._replace(
            forecasts={**row.forecasts, "left": left[row.as_of][row.horizon - 1]}
        )
        for row in rows
    ]


def report(history: History) -> None:
    rows = test(history)
    # from when on it would have been shown; short histories from the fourth month
    start = FEW_PERIODS + 1 if len(history.months) > 18 else 3
    rows = [row for row in rows if row.as_of in history.months[start:]]
    won = sum(row.case.end == WON for row in history.known_at(history.months[-1]))
    if not sum(row.actual for row in rows):
        print(
            f"\n### {history.name}\n\nToo few months with won cases: nothing to test."
        )
        return
    first, end = (date.fromordinal(history.months[at]) for at in (0, -1))
    print(f"\n### {history.name}\n")
    print(
        f"{won} won cases from {first:%B %Y} to {end - timedelta(1):%B %Y}; "
        f"{len(rows)} forecasts of {len({row.month for row in rows})} months.\n"
    )
    print("| WAPE, months ahead: | 1 | 2 | 3 | all | bias |")
    print("|---|---:|---:|---:|---:|---:|")
    errors = {}
    for method, label in ROWS.items():
        ahead = [
            wape(pairs([row for row in rows if at in (0, row.horizon)], method))
            for at in (1, 2, 3, 0)
        ]
        errors[method] = ahead[-1]
        off = bias(pairs(rows, method))
        cells = " | ".join(f"{error:.1%}" for error in ahead)
        print(f"| {label} | {cells} | {off:+.0%} |")
    best = min(NAIVE, key=errors.get)
    ranged = [row for row in rows if row.low is not None]
    inside = sum(row.low <= row.actual <= row.high for row in ranged)
    print(f"\nAgainst the best other one ({ROWS[best]}): ", end="")
    print(_verdict(errors["combined"] <= errors[best]), end="")
    for method in ("classic", "left"):
        half = errors["combined"] <= errors[method] / 2
        print(f"; half of “{ROWS[method]}”: {_verdict(half)}", end="")
    print(f". In the range: {inside} of {len(ranged)}.")


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "MISSED"


def histories(files: list[str]) -> Any:
    for file in map(Path, files):
        if file.is_dir():
            yield MavenHistory(file)
        elif file.suffix == ".json":
            yield DumpHistory(file)
        else:
            yield LogHistory(file)


if __name__ == "__main__":
    try:
        for history in histories(sys.argv[1:]):
            report(history)
    except BadFileError as error:
        sys.exit(f"script/bench forecast: {error}")
