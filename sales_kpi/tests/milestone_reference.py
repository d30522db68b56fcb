"""What the journal says of milestones, in plain Python and without a line of SQL.

Written from the definitions, not from the source, so that both can be compared.
"""

from collections import defaultdict
from datetime import timedelta
from itertools import zip_longest
from statistics import median

BESIDE = ("contacted", "engaged", "marketing", "milestone")


class Reference:
    """:param rows: journal rows of leads as dicts; :param excluded: ids of leads."""

    def __init__(self, rows, excluded=()):
        self.rows = defaultdict(list)
        for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
            self.rows[row["res_id"]].append(row)
        self.cases = [
            case
            for lead_id, own in sorted(self.rows.items())
            if lead_id not in excluded and (case := Case.of(own))
        ]

    def facts(self):
        """``{(event, stage, person, team, month): [count, amount, quantity, hours]}``"""
        sums = defaultdict(lambda: [0, 0.0, 0, 0.0])

        def add(event, stage, owner, at, values):
            key = (event, stage, owner[0], owner[1], at.strftime("%Y-%m"))
            sums[key] = [a + b for a, b in zip(sums[key], values, strict=True)]

        for case in self.cases:
            for entry in case.entries.values():
                add(
                    "milestone_reached",
                    entry.stage,
                    entry.owner,
                    entry.at,
                    (1, entry.amount, int(entry.is_standard), 0.0),
                )
                after = case.following(entry)
                if after:
                    hours = max((after.at - entry.at) / timedelta(hours=1), 0.0)
                    for event, amount in (
                        ("milestone_to_next", entry.amount),
                        ("milestone_passed_on", after.amount),
                    ):
                        values = (1, amount, 0, hours)
                        add(event, entry.stage, entry.owner, entry.at, values)
            for stage, owner, at, sign, hours in case.departures():
                values = (sign, 0.0, 0, sign * hours)
                add("milestone_left", stage, owner, at, values)
        return {key: values for key, values in sums.items() if any(values)}

    def rate(self, team, stage, now, default_days=90, cohort_days=365):
        """(n, success rate, count rate, yield, median days) of a section, or None."""
        found = [
            (entry, case.following(entry))
            for case in self.cases
            for entry in case.entries.values()
            if entry.stage == stage and entry.owner[1] == team
        ]
        times = sorted(b.at - a.at for a, b in found if b)
        # nine of ten, rounded up to a whole case
        place = -(-len(times) * 9 // 10) - 1
        age = times[place] if times else timedelta(days=default_days)
        ripe = [
            (a, b)
            for a, b in found
            if now - age - timedelta(days=cohort_days) < a.at <= now - age
        ]
        if not ripe:
            return None
        passed = [(a, b) for a, b in ripe if b]
        value = sum(a.amount for a, _b in ripe)
        return (
            len(ripe),
            sum(a.amount for a, _b in passed) / value if value else None,
            len(passed) / len(ripe),
            sum(b.amount for _a, b in passed) / value if value else None,
            median((b.at - a.at) / timedelta(days=1) for a, b in passed)
            if passed
            else None,
        )

    def arrived(self, team, stage, first, last):
        """(number, value) of the leads that reached a milestone between two days."""
        amounts = [
            entry.amount
            for case in self.cases
            for entry in case.entries.values()
            if entry.stage == stage
            and entry.owner[1] == team
            and first <= entry.at.date() <= last
        ]
        return len(amounts), sum(amounts)


class Entry:
    def __init__(self, row, owner):
        self.id = row["id"]
        self.stage = row["milestone_id"]
        self.came_from = row["milestone_from_id"]
        self.at = row["at"]
        self.amount = row["amount"]
        self.owner = owner
        self.is_implied = row["is_implied"]
        self.is_standard = row["is_standard"]


class Case:
    """A lead: the first time of each milestone, and the outcomes it went through."""

    def __init__(self, states, milestones):
        self.states = states
        born = next(row["at"] for row in states if row["kind"] == "created")
        first = next((_owner(row) for row in states if row["user_id"]), None)
        if not first:
            first = _owner(next(row for row in states if row["kind"] == "created"))
        self.entries = {}
        for row in milestones:
            owner = first if row["at"] <= born else _owner(row)
            self.entries.setdefault(row["milestone_id"], Entry(row, owner))

    @classmethod
    def of(cls, rows):
        """The case of a lead, None if it was merged into another one."""
        states = [row for row in rows if row["kind"] not in BESIDE]
        kinds = [row["kind"] for row in states]
        if "created" not in kinds or (kinds[-1] == "deleted" and "merged" in kinds):
            return None
        return cls(states, [row for row in rows if row["kind"] == "milestone"])

    def following(self, entry):
        """The first milestone that the lead came to from this one."""
        after = [one for one in self.entries.values() if one.came_from == entry.stage]
        return min(after, key=lambda one: (one.at, one.id), default=None)

    def outcomes(self):
        """(outcome, from, until or None, owner) of each time it was not open."""
        spells, current = [], None
        for row in self.states:
            if current and row["outcome"] != current[0]:
                spells.append((current[0], current[1], row["at"], current[2]))
                current = None
            if not current and row["outcome"] != "pending":
                current = (row["outcome"], row["at"], _owner(row))
        if current:
            spells.append((current[0], current[1], None, current[2]))
        return spells

    def departures(self):
        """(stage, owner, moment, sign, hours) of each time it left a milestone."""
        path = sorted(
            self.entries.values(),
            key=lambda entry: (entry.at, not entry.is_implied, entry.id),
        )
        for entry, after in zip_longest(path, path[1:]):
            if entry.is_implied:
                continue
            if after:
                hours = (after.at - entry.at) / timedelta(hours=1)
                yield entry.stage, after.owner, after.at, 1, hours
            for outcome, at, until, owner in self.outcomes():
                is_proof = outcome == "won" and at == entry.at
                if at < entry.at or (after and at >= after.at) or is_proof:
                    continue
                hours = (at - entry.at) / timedelta(hours=1)
                yield entry.stage, owner, at, 1, hours
                ends = [end for end in (until, after and after.at) if end]
                if ends:
                    yield entry.stage, owner, min(ends), -1, hours


def _owner(row):
    return row["user_id"], row["team_id"]
