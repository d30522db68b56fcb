"""Makes the example log up: make_log.py [SEED] >example_log.csv

A company of eight salespeople who win ten deals a month. Rules of its own, not those of
the model that forecasts it: seasons, quarter ends, slow summers, large deals that are
slower and rarer, values that are corrected on the way, owners of different skill, leads
that come back, and leads that nobody ever closes. Expected closing dates are hopes, put
off when somebody notices that they are over, and forgotten now and then.
"""

import csv
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

# Local time without a zone, as people write it.
BEGIN = datetime(2024, 1, 8)  # noqa: DTZ001
END = datetime(2025, 12, 31, 18)  # noqa: DTZ001
OWNERS = {
    "Meyer": 1.15,
    "Schulz": 0.9,
    "Novak": 1.0,
    "Yilmaz": 1.05,
    "Brandt": 0.85,
    "Weber": 1.1,
    "Kaya": 0.95,
    "Lorenz": 1.0,
}
#: Of a month, January first, beside an average one.
SEASON = (0.9, 1, 1.2, 1.1, 1, 0.95, 0.75, 0.5, 1.25, 1.2, 1.1, 0.65)
#: Milestone, share that goes on, mean days until then.
STEPS = (
    ("First meeting", 0.74, 16),
    ("Need confirmed", 0.72, 22),
    ("Decision maker agrees", 0.76, 20),
    ("Offer discussed", 0.70, 26),
)
USUAL, SPREAD, LARGE = 9000, 0.55, 16_000
SLOW_MONTHS = (7, 8, 12)


@dataclass
class Deal:
    case: str
    owner: str
    value: float
    at: datetime
    step: int = 0
    expected: datetime | None = None


class Company:
    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.rows: list[tuple] = []
        self.deals = 0

    def history(self) -> list[tuple]:
        day = BEGIN
        while day < END:
            if day.weekday() < 5:
                rate = (
                    1.7 * SEASON[day.month - 1] * (1 + 0.2 * ((day - BEGIN).days / 730))
                )
                for _chance in range(4):
                    if self.dice.random() < rate / 4:
                        self.sell(day)
            day += timedelta(days=1)
        rows = [row for row in self.rows if row[2] <= END]
        return sorted(rows, key=lambda row: (row[2], row[0]))

    def sell(self, day: datetime) -> None:
        self.deals += 1
        value = round(USUAL * self.dice.lognormvariate(0, SPREAD), -2)
        owner = self.dice.choice(list(OWNERS))
        deal = Deal(f"C{self.deals:04d}", owner, value, self.at_work(day))
        while self.moves(deal):
            pass

    def moves(self, deal: Deal) -> bool:
        """Go on from a milestone; whether there is more to come."""
        dice, (name, rate, days) = self.dice, STEPS[deal.step]
        self.hope(deal)
        self.note(deal, name, deal.at)
        is_large = deal.value > LARGE
        chance = min(0.92, rate * OWNERS[deal.owner] * (0.85 if is_large else 1.05))
        if dice.random() < chance:
            slow = 1.35 if deal.at.month in SLOW_MONTHS else 1.0
            pace = slow * (1.5 if is_large else 0.9)
            wait = dice.gammavariate(1.7, days / 1.7) * pace
            following = self.at_work(deal.at + timedelta(days=wait))
            self.put_off(deal, name, following)
            return self.goes_on(deal, following)
        lost = self.at_work(
            deal.at + timedelta(days=dice.gammavariate(1.5, days * 1.3))
        )
        self.put_off(deal, name, lost)
        fate = dice.random()
        if fate < 0.06:  # comes back after weeks
            self.note(deal, "lost", lost)
            deal.at = self.at_work(lost + timedelta(days=dice.randint(20, 70)))
            return True
        if fate < 0.75:
            self.note(deal, "lost", lost)
        elif fate < 0.9:
            silent = deal.at + timedelta(days=dice.randint(95, 180))
            self.note(deal, "parked", self.at_work(silent))
        return False  # of the others nobody ever says anything

    def goes_on(self, deal: Deal, at: datetime) -> bool:
        dice = self.dice
        is_last = deal.step == len(STEPS) - 1
        if is_last or (deal.step == 2 and dice.random() < 0.06):
            if dice.random() < 0.35:
                at = max(at, self.quarter_end(at))
            deal.value = round(deal.value * dice.uniform(0.82, 1.08), -1)
            self.note(deal, "won", at)
            return False
        if dice.random() < 0.35:
            deal.value = round(deal.value * dice.uniform(0.85, 1.35), -2)
        deal.step += 2 if deal.step < 2 and dice.random() < 0.07 else 1
        deal.at = at
        return True

    def hope(self, deal: Deal) -> None:
        """Three of four have a date once the need is known; most review it later."""
        likely = (0, 0.75, 0.5, 0.85)[deal.step]
        if self.dice.random() < likely:
            days = self.dice.uniform(0.6, 1.3) * sum(d for *_, d in STEPS[deal.step :])
            deal.expected = deal.at + timedelta(days=days)

    def put_off(self, deal: Deal, milestone: str, until: datetime) -> None:
        """A date that is over is moved by a month or so, two times out of three."""
        while deal.expected and deal.expected < until and self.dice.random() < 0.65:
            at = self.at_work(deal.expected + timedelta(days=self.dice.randint(1, 8)))
            if at >= until:
                return
            deal.expected = at + timedelta(days=self.dice.randint(14, 40))
            self.note(deal, milestone, at)

    def quarter_end(self, at: datetime) -> datetime:
        """One of the last days of the quarter, when discounts are given."""
        following = at.month - (at.month - 1) % 3 + 3
        year, month = at.year + (following > 12), (following - 1) % 12 + 1
        first = at.replace(year=year, month=month, day=1)
        return self.at_work(first - timedelta(days=self.dice.randint(3, 12)))

    def at_work(self, at: datetime) -> datetime:
        """A working hour of that day, or of Monday."""
        at += timedelta(days=max(0, 7 - at.weekday()) if at.weekday() > 4 else 0)
        minute = self.dice.randrange(0, 60, 5)
        return at.replace(hour=self.dice.randint(8, 17), minute=minute)

    def note(self, deal: Deal, milestone: str, at: datetime) -> None:
        value = "" if milestone in ("lost", "parked") else f"{deal.value:.0f}"
        expected = deal.expected.date() if deal.expected else ""
        self.rows.append((deal.case, milestone, at, value, deal.owner, expected))


if __name__ == "__main__":
    history = Company(int(sys.argv[1]) if len(sys.argv) > 1 else 1).history()
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("case", "milestone", "timestamp", "value", "owner", "expected"))
    for case, milestone, at, *others in history:
        writer.writerow((case, milestone, at.isoformat("T", "minutes"), *others))
