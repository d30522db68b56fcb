"""What happens to each lead of the demo company, decided by dice with a fixed seed.

The story: a machine builder with a large team for the mid-market and a small one for
key accounts. Trade fairs bring many enquiries of little value, recommendations few
good ones. A year ago the mid-market team began to share the duty for enquiries, and
has answered sooner since; business grows.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

MONTHS = 24
LARGE_TEAM = ("anna", "ben", "clara", "david", "eva", "felix")
SMALL_TEAM = ("greta", "hugo", "ines")
#: Share of the enquiries, chance to qualify, chance to win once quoted.
ORIGINS = {
    "website": (0.42, 0.55, 0.50),
    "fair": (0.24, 0.30, 0.35),
    "referral": (0.14, 1.0, 0.65),
    "cold_call": (0.20, 1.0, 0.40),
}
RAW = ("website", "fair")
NEEDS = {"machine": 0.3, "service": 0.3, "part": 0.4}
FAIR_MONTHS = (3, 4, 9, 10)
LOST_REASONS = ("price", "competitor", "no_budget", "no_answer")


@dataclass(frozen=True, order=True)
class Step:
    """One thing that happens to a case; ``act_<act>`` of the replay does it."""

    at: datetime
    case: int
    act: str
    data: dict = field(default_factory=dict, compare=False)


class Plan:
    """All steps up to a moment, in the order of time."""

    def __init__(self, now: datetime, seed: int = 7) -> None:
        self.dice = Random(seed)
        self.now = now
        self.first = _months_before(now.date(), MONTHS)
        self.found: list[Step] = []
        self.cases = 0

    def steps(self) -> list[Step]:
        for day in self._days():
            for _number in range(self._enquiries(day)):
                self._case(day)
        return sorted(step for step in self.found if step.at < self.now)

    def _days(self):
        day = self.first
        while day <= self.now.date():
            if day.weekday() < 5:
                yield day
            day += timedelta(days=1)

    def _enquiries(self, day: date) -> int:
        """Business grows by half in two years; nothing much happens over Christmas."""
        age = (day - self.first).days / (MONTHS * 30.4)
        rate = 0.72 + 0.4 * age
        if day.month == 12 and day.day > 20:
            rate = 0.2
        return sum(self.dice.random() < rate / 3 for _chance in range(3))

    def _case(self, day: date) -> None:
        dice, case = self.dice, self.cases
        self.cases += 1
        origin = self._origin(day)
        need = dice.choices(list(NEEDS), NEEDS.values())[0]
        large = dice.random() < 0.75
        person = dice.choice(LARGE_TEAM if large else SMALL_TEAM)
        at = self._moment(day)
        raw = origin in RAW
        self._add(
            at,
            case,
            "create",
            origin=origin,
            need=need,
            raw=raw,
            person=None if raw else person,
            inbound=origin != "cold_call",
            customer=dice.randrange(144),
        )
        if raw:
            self._add(
                at + timedelta(minutes=dice.randrange(3, 90)),
                case,
                "assign",
                person=person,
            )
            if dice.random() < 0.03:
                self._add(self._later(at, 0.2, 1), case, "exclude")
                return
            if dice.random() < 0.04:
                self._add(self._later(at, 0.5, 2), case, "repeat", origin=origin)
        contacted = self._contact(at, case, origin, large)
        if contacted is None:
            return
        if raw and dice.random() > ORIGINS[origin][1]:
            if dice.random() < 0.85:
                self._add(self._later(contacted, 2, 15), case, "lose", reason="no_need")
            return
        qualified = self._later(contacted, 0.1, 5) if raw else at
        self._opportunity(qualified, contacted, case, origin, need, large, person)

    def _origin(self, day: date) -> str:
        weights = {
            origin: share * (2 if day.month in FAIR_MONTHS else 0.5)
            if origin == "fair"
            else share
            for origin, (share, _qualify, _win) in ORIGINS.items()
        }
        return self.dice.choices(list(weights), weights.values())[0]

    def _contact(self, at: datetime, case: int, origin: str, large: bool):
        """The first contact, and perhaps an answer; None if nobody ever called."""
        dice = self.dice
        if dice.random() < (0.18 if origin == "fair" else 0.05):
            return None
        shared_duty = large and at.date() > _months_before(self.now.date(), 12)
        hours = dice.expovariate(1 / (1.2 if shared_duty else 5 if large else 9))
        if origin == "cold_call":
            hours = 0.0
        contacted = self._at_work(
            at + timedelta(minutes=92 if origin in RAW else 1, hours=hours)
        )
        if shared_duty and dice.random() < 0.6 and origin in RAW:
            contacted = self._at_work(at + timedelta(minutes=dice.randrange(5, 55)))
        self._add(contacted, case, "contact", kind="contacted")
        if dice.random() < 0.8:
            self._add(self._later(contacted, 0.05, 3), case, "contact", kind="engaged")
        return contacted

    def _opportunity(self, qualified, contacted, case, origin, need, large, person):
        dice = self.dice
        slow = 2.2 if not large else 1.0
        if origin in RAW:
            self._add(qualified, case, "convert")
        at = max(qualified, contacted)
        for _touch in range(dice.randrange(3)):
            at = self._later(at, 0.5, 3)
            self._add(at, case, "contact", kind="contacted")
        if origin == "fair":
            self._add(at, case, "contact", kind="marketing")
        if dice.random() < 0.75:
            booked = self._later(at, 0.3, 3)
            held = self._later(booked, 2, 10)
            self._add(booked, case, "meet", person=person, start=held)
            if dice.random() < 0.12:
                self._add(held - timedelta(hours=20), case, "cancel_meeting")
            self._add(held + timedelta(hours=2), case, "stage", name="qualified")
            at = held
        if dice.random() < 0.07:
            other = dice.choice(LARGE_TEAM if large else SMALL_TEAM)
            self._add(self._later(at, 1, 4), case, "assign", person=other)
        decided = self._later(at, 6 * slow, 45 * slow)
        if dice.random() > 0.78:
            if dice.random() < 0.75:
                self._add(decided, case, "lose", reason=dice.choice(LOST_REASONS))
            return
        quoted = self._later(at, 1, 8 * slow)
        decided = max(decided, self._later(quoted, 3, 30 * slow))
        self._add(quoted, case, "quote", need=need, items=dice.randrange(1, 4))
        self._decide(
            decided, case, ORIGINS[origin][2] - (0.08 if need == "machine" else 0)
        )

    def _decide(self, at: datetime, case: int, chance: float) -> None:
        dice = self.dice
        if dice.random() < 0.08:
            return  # nobody ever decides: stays in the pipeline
        if dice.random() < chance:
            self._add(at, case, "win")
            if dice.random() < 0.35:
                self._add(self._later(at, 60, 200), case, "order_again")
            return
        self._add(at, case, "lose", reason=dice.choice(LOST_REASONS))
        if dice.random() < 0.07:
            reopened = self._later(at, 15, 50)
            self._add(reopened, case, "reopen")
            again = self._later(reopened, 5, 30)
            if dice.random() < 0.6:
                self._add(again, case, "win")
            else:
                self._add(again, case, "lose", reason="price")

    def _add(self, at: datetime, case: int, act: str, **data) -> None:
        # a microsecond for each step keeps their order within a case
        self.found.append(Step(at.replace(microsecond=0), case, act, data))

    def _moment(self, day: date) -> datetime:
        minutes = self.dice.triangular(6.2 * 60, 17 * 60, 9 * 60)
        return datetime.combine(day, time()) + timedelta(minutes=int(minutes))

    def _later(self, at: datetime, low: float, high: float) -> datetime:
        days = self.dice.triangular(low, high, low + (high - low) / 4)
        return self._at_work(at + timedelta(days=days))

    def _at_work(self, at: datetime) -> datetime:
        """The moment itself, or in the first hour of the next time people work."""
        if at.weekday() < 5 and 7 <= at.hour < 16:
            return at
        day = at.date() + timedelta(days=at.hour >= 16)
        while day.weekday() >= 5:
            day += timedelta(days=1)
        return datetime.combine(day, time(7)) + timedelta(
            minutes=self.dice.randrange(60)
        )


def _months_before(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
