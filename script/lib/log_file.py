"""An event log of sales cases from a CSV file, or one sentence on what is wrong with it.

log_file.py FILE [MILESTONE…]      checks only, and tells the milestones

One row per happening, in any order: ``case, milestone, timestamp, value, owner``. The
milestones "won" and "lost" (or "parked") end a case; where nothing is ever called won,
the last milestone is the win. ``value`` may be empty: then it is as before. Two more
columns are read if they are there, for Odoo's classic forecast: ``expected`` (the
closing date expected then) and ``probability`` (in percent).
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from pathlib import Path

COLUMNS = ("case", "milestone", "timestamp", "value", "owner")
WON, LOST = "won", "lost"
ENDS = {
    "won": WON,
    "gewonnen": WON,
    "lost": LOST,
    "verloren": LOST,
    "parked": LOST,
    "geparkt": LOST,
}


class BadFileError(Exception):
    """What is wrong, in one sentence."""


@dataclass(frozen=True)
class Event:
    """A row. ``milestone`` is a name, or ``won`` or ``lost``; moments are in UTC."""

    case: str
    milestone: str
    at: datetime
    value: float
    owner: str
    expected: date | None
    probability: float | None


@dataclass(frozen=True)
class Log:
    """``milestones`` before the win, in their order; events by case, in theirs."""

    milestones: list[str]
    cases: dict[str, list[Event]]


def read(path, milestones=()):
    """Read and check a log.

    :param milestones: their order; by default that in which cases mostly go through
    :raises BadFileError: for a missing file or column, or a row that cannot be
    """
    cases = {}
    for line, row in enumerate(_rows(Path(path)), 2):
        event = _event(row, f"line {line}")
        cases.setdefault(event.case, []).append(event)
    if not cases:
        raise BadFileError(f"{path} holds no case.")
    cases = {case: _valued(events) for case, events in cases.items()}
    order = _order(cases.values(), [name.strip() for name in milestones])
    if not any(event.milestone == WON for events in cases.values() for event in events):
        cases = {case: _won_by(events, order[-1]) for case, events in cases.items()}
        order = order[:-1]
    if not order:
        raise BadFileError(f"{path} knows no milestone before the win.")
    return Log(order, cases)


def _rows(path):
    if not path.is_file():
        raise BadFileError(f"{path} is missing.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            delimiter = ";" if head.count(";") > head.count(",") else ","
            reader = csv.DictReader(file, delimiter=delimiter)
            rows = list(reader)
    except UnicodeDecodeError:
        raise BadFileError(f"{path.name} is not text in UTF-8.") from None
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise BadFileError(f"{path.name} lacks the column {', '.join(missing)}.")
    return [
        {key: (value or "").strip() for key, value in row.items() if key}
        for row in rows
    ]


def _event(row, where):
    name = row["milestone"]
    if not row["case"] or not name:
        raise BadFileError(f"{where}: a row needs a case and a milestone.")
    expected = row.get("expected")
    return Event(
        case=row["case"],
        milestone=ENDS.get(name.lower(), name),
        at=_moment(row["timestamp"], where),
        value=_number(row["value"], where),
        owner=row["owner"],
        expected=_moment(expected, where).date() if expected else None,
        probability=_number(row.get("probability"), where),
    )


def _moment(text, where):
    """A moment in UTC; a mere day is its noon, so that it is that day in any zone."""
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time(12))
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise BadFileError(
            f"{where}: {text!r} is not a moment like 2026-01-31 or 2026-01-31T14:05."
        ) from None
    if moment.tzinfo:
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None)
    return moment


def _number(text, where):
    try:
        return float(text) if text else None
    except ValueError:
        raise BadFileError(f"{where}: {text!r} is not a number like 1234.50.") from None


def _valued(events):
    """The events in their order; one without a value has the one before."""
    value, owner, found = 0.0, "", []
    for event in sorted(events, key=lambda event: event.at):
        value = value if event.value is None else event.value
        owner = event.owner or owner
        found.append(Event(**{**vars(event), "value": value, "owner": owner}))
    return found


def _order(cases, given):
    """The order of the milestones: as given, or as most cases go through them."""
    first = [
        list(
            dict.fromkeys(e.milestone for e in events if e.milestone not in (WON, LOST))
        )
        for events in cases
    ]
    names = Counter(name for path in first for name in path)
    if given:
        unknown = [name for name in names if name not in given]
        if unknown:
            raise BadFileError(f"{unknown[0]!r} is none of the milestones given.")
        return given
    before = Counter(
        (one, other)
        for path in first
        for at, one in enumerate(path)
        for other in path[at:]
    )

    def ahead(name):
        """How many of the others mostly come before it."""
        return sum(before[other, name] > before[name, other] for other in names)

    return sorted(names, key=lambda name: (ahead(name), -names[name], name))


def _won_by(events, last):
    return [
        Event(**{**vars(event), "milestone": WON}) if event.milestone == last else event
        for event in events
    ]


if __name__ == "__main__":
    try:
        log = read(sys.argv[1], sys.argv[2:])
    except BadFileError as error:
        sys.exit(f"script/import-log: {error}")
    print(f"{len(log.cases)} cases: {' → '.join([*log.milestones, WON])}")
