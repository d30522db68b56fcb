"""What the method adds to the story: milestones, expected dates, dead horses.

Each case has dice of its own, so that one more step of another case changes nothing.
"""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random

from .demo_case import Step
from .demo_clock import Clock, months_before
from .demo_story import GRACE_DAYS, LARGE_TEAM, PARKING_MONTHS, RAW, SILENT_DAYS

#: What ends a case, for the time being.
ENDS = ("win", "lose", "exclude")
#: Steps of the method come after others of the same moment.
LATER = 1_000_000


def tell(story: list[Step], now: datetime) -> list[Step]:
    """The steps of the story and those of the method, in the order of time."""
    cases = defaultdict(list)
    for step in sorted(story):
        cases[step.case].append(step)
    told = [
        step
        for number, steps in cases.items()
        for step in Journey(number, steps, now).steps()
    ]
    return sorted(step for step in told if step.at < now)


class Journey:
    """One case, as its salesperson enters it."""

    def __init__(self, number: int, story: list[Step], now: datetime) -> None:
        self.number = number
        self.story = story
        self.now = now
        self.dice = Random(f"journey {number}")
        self.clock = Clock(self.dice)
        people = [step.data["person"] for step in story if step.data.get("person")]
        self.has_owner = bool(people)
        self.is_large = bool(people) and people[-1] in LARGE_TEAM
        self.parking_since = datetime.combine(
            months_before(now.date(), PARKING_MONTHS), datetime.min.time()
        )

    def steps(self) -> list[Step]:
        if self._first("create") is None or not self.has_owner:
            return self.story
        self._estimate()
        if self.is_large:
            self._reach_milestones()
            self._bury()
        self._expect()
        return self.story

    def _first(self, *acts: str, after: datetime | None = None) -> Step | None:
        found = (
            step
            for step in self.story
            if step.act in acts and (after is None or step.at > after)
        )
        return min(found, default=None)

    def _end(self, after: datetime) -> datetime:
        """When the case ends, or now."""
        end = self._first(*ENDS, after=after)
        return end.at if end else self.now

    def _add(self, at: datetime, act: str, **data) -> None:
        number = LATER + len(self.story)
        self.story.append(Step(at, self.number, number, act, data))

    def _estimate(self) -> None:
        """Now and then the owner of an enquiry says what it may bring."""
        begin, assigned = self._first("create"), self._first("assign")
        if begin.data["raw"] and assigned and self.dice.random() < 0.2:
            self._add(assigned.at, "estimate", need=begin.data["need"])

    # milestones

    def _reach_milestones(self) -> None:
        self._show_interest()
        self._talk()
        quote = self._first("quote")
        if quote:
            self._want_solution(quote)
        self.story = sorted(step for step in self.story if step.act != "stage")

    def _show_interest(self) -> None:
        """The first answer; now and then somebody enters it days later."""
        answers = [s for s in self.story if s.data.get("kind") == "engaged"]
        if not answers:
            return
        at = min(answers).at
        entered = self.clock.later(at, 2, 6)
        if self.dice.random() < 0.1 and entered < self._end(at):
            self._add(entered, "reach", name="interest", proof="mail", reached=at)
        else:
            self._add(at, "reach", name="interest", proof="words")

    def _talk(self) -> None:
        """The appointment is the invitation, what is said there shows the need.

        Not all of it is entered: then a later milestone fills it in.
        """
        meeting, held = self._first("meet"), self._first("stage")
        if not (meeting and held):
            return
        if self.dice.random() < 0.85:
            self._add(meeting.at, "reach", name="talk", proof="words")
        lost = self._first("lose") and not self._first("quote")
        if self.dice.random() < (0.4 if lost else 0.9):
            proof = "mail" if self._first("cancel_meeting") else "meeting"
            self._add(held.at, "reach", name="need", proof=proof)

    def _want_solution(self, quote: Step) -> None:
        """Who buys wanted it before; of the others some did."""
        if not self._first("stage") and self.dice.random() < 0.5:
            self._add(quote.at, "reach", name="need", proof="mail")
        end = self._end(quote.at)
        decision = self._first("win", "lose", after=quote.at)
        chance = {"win": 0.9, "lose": 0.4}.get(decision.act if decision else "", 0.3)
        wait = (end - quote.at) * self.dice.uniform(0.2, 0.7)
        at = self.clock.at_work(quote.at + wait)
        if self.dice.random() < chance and at < end:
            self._add(at, "reach", name="solution", proof="mail")

    # dead horses

    def _bury(self) -> None:
        """Park who is silent for too long; some of them come back."""
        if self._first("reopen", "exclude"):
            return
        begin = self._first("create").at
        lives = [begin, *self._lives()]
        end = self._first("win", "lose")
        for at, following in zip(lives, [*lives[1:], None], strict=True):
            silent = max(at + timedelta(days=SILENT_DAYS), self.parking_since)
            parked = self.clock.at_work(silent + timedelta(days=GRACE_DAYS))
            if following and following <= parked:
                continue
            is_won = end is not None and end.act == "win"
            if parked < self._end(begin) and not is_won:
                self._park(parked)
            return

    def _lives(self) -> list[datetime]:
        """What the customer did, in the order of time."""
        cancelled = self._first("cancel_meeting")
        moments = [
            step.data["start"] + timedelta(hours=1)
            for step in self.story
            if step.act == "meet" and not cancelled
        ]
        moments += [
            step.at
            for step in self.story
            if step.act in ("reach", "win") or step.data.get("kind") == "engaged"
        ]
        return sorted(moments)

    def _park(self, at: datetime) -> None:
        """Out of the pipeline; who comes back is decided soon, or silent once more."""
        self.story = [step for step in self.story if step.at < at]
        self._add(at, "park")
        if self.dice.random() > 0.3:
            return
        revived = self.clock.later(at, 10, 60)
        self._add(revived, "revive")
        decided = self.clock.later(revived, 5, 25)
        again = revived + timedelta(days=SILENT_DAYS + GRACE_DAYS)
        if self._first("quote") and self.dice.random() < 0.5:
            self._add(decided, "win")
        elif self.dice.random() < 0.5:
            self._add(decided, "lose", reason="price")
        else:
            self._add(self.clock.at_work(again), "park")

    # expected closing dates

    def _expect(self) -> None:
        """Dates as salespeople set them: soon, put off when they are over, forgotten."""
        opened = self._opened()
        if not opened:
            return
        slowness = 1.0 if self.is_large else 2.0
        end = self._end(opened)
        due = None
        if self.dice.random() < 0.7:
            due = self._set_date(opened, opened, 18, 50, slowness)
        quote = self._first("quote")
        if quote and quote.at < end and self.dice.random() < 0.85:
            if due:
                due = self._put_off(opened, due, quote.at, slowness)
            due = self._set_date(quote.at, quote.at, 10, 35, slowness)
        if due:
            self._put_off(opened, due, end, slowness)

    def _opened(self) -> datetime | None:
        begin = self._first("create")
        if begin.data["origin"] not in RAW:
            return begin.at
        converted = self._first("convert")
        return converted.at if converted else None

    def _set_date(
        self, at: datetime, since: datetime, low: int, high: int, slowness: float
    ) -> datetime:
        due = since + timedelta(days=self.dice.uniform(low, high) * slowness)
        self._add(at, "expect", date=due.date())
        return due

    def _put_off(
        self, begin: datetime, due: datetime, end: datetime, slowness: float
    ) -> datetime:
        """Somebody notices that a date is over, and hopes for another month."""
        while due < end and self.dice.random() < 0.65:
            noticed = self.clock.later(max(due, begin), 0.5, 8)
            if noticed >= end:
                break
            due = self._set_date(noticed, noticed, 12, 32, slowness)
        return due
