"""What happens to each lead of the demo company, decided by dice with a fixed seed."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from .demo_case import Case, Step
from .demo_clock import Clock, is_closed, months_before
from .demo_method import tell
from .demo_story import (
    DUTY_MONTHS,
    LARGE_TEAM,
    LOST_REASONS,
    MONTHS,
    NEEDS,
    ORIGINS,
    REGULARS,
    SEASON,
    SMALL_TEAM,
    need_weights,
    origin_weights,
)


class Plan:
    """All steps up to a moment, in the order of time."""

    def __init__(self, now: datetime, seed: int = 7) -> None:
        self.dice = Random(seed)
        self.clock = Clock(self.dice)
        self.now = now
        self.first = months_before(now.date(), MONTHS)
        self.duty_since = months_before(now.date(), DUTY_MONTHS)
        self.found: list[Step] = []
        self.cases = 0
        self.luck = defaultdict(lambda: 0.5)
        self.customers = REGULARS

    def steps(self) -> list[Step]:
        for customer in range(REGULARS):
            self._order_now_and_then(customer)
        for day in self._days():
            for _number in range(self._enquiries(day)):
                self._enquire(day)
        return tell([step for step in self.found if step.at < self.now], self.now)

    def _days(self):
        day = self.first
        while day <= self.now.date():
            if not is_closed(day):
                yield day
            day += timedelta(days=1)

    def _age(self, day: date) -> float:
        return (day - self.first).days / (MONTHS * 30.5)

    def _enquiries(self, day: date) -> int:
        """Business grows by half in two years, with its seasons."""
        rate = (0.9 + 0.46 * self._age(day)) * SEASON[day.month - 1]
        return sum(self.dice.random() < rate / 3 for _chance in range(3))

    def _enquire(self, day: date) -> None:
        """Somebody asks for something, or is asked."""
        case = self._case(day)
        at = self.clock.moment(day)
        self._add(
            at,
            case.number,
            "create",
            origin=case.origin,
            need=case.need,
            raw=case.is_raw,
            person=None if case.is_raw else case.person,
            inbound=case.origin != "cold_call",
            customer=case.customer,
        )
        if case.is_raw and not self._receive(case, at):
            return
        contacted = self._contact(case, at)
        if contacted is None:
            self._fade(at, case)
        elif case.is_raw and not self._succeeds(case, "qualifies"):
            if self.dice.random() < 0.85:
                lost = self.clock.later(contacted, 2, 15)
                self._add(lost, case.number, "lose", reason="no_need")
            else:
                self._fade(contacted, case)
        else:
            self._pursue(case, at, contacted)

    def _case(self, day: date) -> Case:
        dice, number = self.dice, self.cases
        self.cases += 1
        is_large = dice.random() < 0.75
        return Case(
            number=number,
            origin=dice.choices(list(ORIGINS), origin_weights(day.month))[0],
            need=self._need(day),
            customer=self._customer(),
            person=dice.choice(LARGE_TEAM if is_large else SMALL_TEAM),
            is_large=is_large,
            on_duty=is_large and day >= self.duty_since,
        )

    def _customer(self) -> int:
        """Somebody new, more often than not."""
        if self.dice.random() < 0.45:
            return self.dice.randrange(self.customers)
        self.customers += 1
        return self.customers - 1

    def _succeeds(self, case: Case, kind: str) -> bool:
        key = kind, case.is_large, case.on_duty, case.need
        return self._is_due(case.chance(kind), *key)

    def _is_due(self, chance: float, *key) -> bool:
        """As often as the chance says: luck would hide the story on some days."""
        self.luck[key] += chance
        if self.luck[key] < 1:
            return False
        self.luck[key] -= 1
        return True

    def _need(self, day: date) -> str:
        """What has waited longest for its share."""
        for need, weight in zip(NEEDS, need_weights(self._age(day)), strict=True):
            self.luck[need] += weight
        need = max(NEEDS, key=self.luck.get)
        self.luck[need] -= 1
        return need

    def _receive(self, case: Case, at: datetime) -> bool:
        """An enquiry is handed to somebody; False if it ends with that."""
        dice = self.dice
        if dice.random() < 0.025:
            return False  # nobody feels responsible
        assigned = at + timedelta(minutes=dice.randrange(3, 90))
        self._add(assigned, case.number, "assign", person=case.person)
        if dice.random() < 0.03:
            self._add(self.clock.later(at, 0.2, 1), case.number, "exclude")
            return False
        if dice.random() < 0.04:
            self._add(self.clock.later(at, 0.5, 2), case.number, "repeat")
        return True

    def _contact(self, case: Case, at: datetime) -> datetime | None:
        """The first contact, and perhaps an answer; None if nobody ever called."""
        dice = self.dice
        if dice.random() < (0.16 if case.origin == "fair" else 0.05):
            return None
        if case.origin == "cold_call":
            wait = timedelta(minutes=1)
        elif case.on_duty and case.is_raw and dice.random() < 0.6:
            wait = timedelta(minutes=dice.randrange(2, 55))
        else:
            hours = 1.2 if case.on_duty else 4 if case.is_large else 7
            wait = timedelta(minutes=45, hours=dice.expovariate(1 / hours))
        contacted = self.clock.at_work(at + wait)
        self._add(contacted, case.number, "contact", kind="contacted")
        if dice.random() < 0.8:
            answered = self.clock.later(contacted, 0.05, 3)
            self._add(answered, case.number, "contact", kind="engaged")
        return contacted

    def _pursue(self, case: Case, at: datetime, contacted: datetime) -> None:
        """An opportunity: touches, a meeting, a quotation, a decision."""
        dice, later = self.dice, self.clock.later
        at = contacted
        if case.is_raw:
            at = later(contacted, 0.1, 4)
            self._add(at, case.number, "convert", need=case.need)
        for _touch in range(dice.randrange(3)):
            at = later(at, 0.5, 3)
            self._add(at, case.number, "contact", kind="contacted")
        if dice.random() < (0.9 if case.origin == "fair" else 0.3):
            self._add(at, case.number, "contact", kind="marketing")
        if dice.random() < 0.75:
            at = self._meet(case, at)
        if dice.random() < 0.07:
            person = dice.choice(case.colleagues)
            self._add(later(at, 1, 4), case.number, "assign", person=person)
        if self._is_due(0.78, "quote", case.is_large, case.on_duty):
            self._quote(case, at)
        elif dice.random() < 0.75:
            lost = later(at, 6 * case.slowness, 45 * case.slowness)
            reason = dice.choice(LOST_REASONS)
            self._add(lost, case.number, "lose", reason=reason)
        else:
            self._fade(at, case)

    def _meet(self, case: Case, at: datetime) -> datetime:
        booked = self.clock.later(at, 0.3, 3)
        held = self.clock.later(booked, 2, 10)
        self._add(booked, case.number, "meet", person=case.person, start=held)
        if self.dice.random() < 0.12:
            self._add(held - timedelta(hours=1), case.number, "cancel_meeting")
        after = held + timedelta(hours=2)
        self._add(after, case.number, "stage", name="qualified")
        return after

    def _quote(self, case: Case, at: datetime) -> None:
        dice, later = self.dice, self.clock.later
        quoted = later(at, 1, 8 * case.slowness)
        self._add(quoted, case.number, "quote", need=case.need)
        decided = max(
            later(at, 6 * case.slowness, 45 * case.slowness),
            later(quoted, 3, 30 * case.slowness),
        )
        if dice.random() < 0.08:
            self._fade(quoted, case)
        elif self._succeeds(case, "wins"):
            self._win(case, decided)
        else:
            reason = dice.choice(LOST_REASONS)
            self._add(decided, case.number, "lose", reason=reason)
            if self._is_due(0.12, "reopen"):
                self._reopen(case, decided)

    def _win(self, case: Case, at: datetime) -> None:
        self._add(at, case.number, "win")
        fate = self.dice.random()
        if fate < 0.28:
            self._order(self.clock.later(at, 60, 200), case.customer, case.person)
        elif fate < 0.38:  # lost, and back again
            self._order(self.clock.later(at, 390, 520), case.customer, case.person)

    def _reopen(self, case: Case, at: datetime) -> None:
        reopened = self.clock.later(at, 15, 50)
        self._add(reopened, case.number, "reopen")
        decided = self.clock.later(reopened, 5, 30)
        if self.dice.random() < 0.6:
            self._win(case, decided)
        else:
            self._add(decided, case.number, "lose", reason="price")

    def _fade(self, at: datetime, case: Case) -> None:
        """Nobody does anything any more, for months or for ever."""
        if self.dice.random() < 0.6:
            cleared = self.clock.later(at, 110, 220)
            self._add(cleared, case.number, "lose", reason="no_answer")

    def _order_now_and_then(self, customer: int) -> None:
        """Some regular customers leave, some only stay away for a year and more."""
        person = self.dice.choice(LARGE_TEAM + SMALL_TEAM)
        at = self.clock.later(datetime.combine(self.first, time(9)), 1, 120)
        while at < self.now:
            self._order(at, customer, person)
            fate = self.dice.random()
            if fate < 0.06:
                return
            at = self.clock.later(at, *((390, 460) if fate < 0.12 else (80, 260)))

    def _order(self, at: datetime, customer: int, person: str) -> None:
        """Parts or service, without an enquiry: a case of its own."""
        number = self.cases
        self.cases += 1
        need = (
            "service"
            if self.dice.random() < 0.2 + 0.4 * self._age(at.date())
            else "part"
        )
        self._add(at, number, "order", customer=customer, person=person, need=need)

    def _add(self, at: datetime, case: int, act: str, **data) -> None:
        self.found.append(Step(at, case, len(self.found), act, data))
