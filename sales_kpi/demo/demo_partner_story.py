"""The story of the sales partners, in figures.

Petra offers enquiries from the website and from fairs to eight sales partners.

- Nordwerk is the best one: quick to accept, quick to call, reports, wins.
- Neckar accepts much and reports little: it is blocked until it does.
- Maas often lets offers lapse; Tirol is on holiday; Havel began some months ago.
- Nobody reports at some leads: Petra closes them later, or takes them back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from .demo_clock import Clock, is_closed, months_before
from .demo_story import MONTHS, NEEDS

#: Enquiries of a month: at the beginning and at the end of the story.
RATE = (2.2, 5.2)
ORIGINS = {"website": 0.7, "fair": 0.3}
#: What is to be seen on the day of installation: how many hours ago a lead came in,
#: where it is, and what Nordwerk, if it is one of its leads, has done with it since.
SCENES = (
    (410, 0, "called"),  # the report is overdue
    (190, 2, "reported"),
    (75, 0, "called"),
    (7, 2, "accepted"),
    (5.5, 5, "offered"),
    (4.2, 0, "offered"),
    (2.7, 3, "offered"),
    (1.6, 4, "offered"),
    (0.9, 1, "offered"),
    (0.4, 0, "offered"),
)
PLACES = (
    ("de", "20095", "Hamburg"),
    ("de", "04109", "Leipzig"),
    ("de", "30159", "Hannover"),
    ("de", "50667", "Köln"),
    ("de", "70173", "Stuttgart"),
    ("de", "80331", "München"),
    ("at", "5020", "Salzburg"),
    ("ch", "8001", "Zürich"),
    ("nl", "3011 AD", "Rotterdam"),
    ("cz", "110 00", "Praha"),
)
WEIGHTS = (4, 3, 3, 5, 4, 4, 2, 1, 2, 1)


@dataclass(frozen=True)
class Dealer:
    """How a sales partner works: chances, and mean hours that he takes."""

    picks: float
    accepts_in: float
    calls_in: float
    reports: float
    wins: float
    months: int = MONTHS  # he has been a partner for so long


DEALERS = {
    "nordwerk": Dealer(0.9, 0.5, 0.6, 0.98, 0.55),
    "elbe": Dealer(0.7, 2.0, 3.0, 0.95, 0.35),
    "ruhr": Dealer(0.8, 1.0, 1.4, 0.95, 0.45),
    "isar": Dealer(0.75, 1.3, 1.1, 0.98, 0.45),
    "neckar": Dealer(0.9, 0.8, 6.0, 0.45, 0.25),
    "tirol": Dealer(0.75, 1.5, 2.0, 0.95, 0.4),
    "maas": Dealer(0.5, 3.5, 5.0, 0.95, 0.3),
    "havel": Dealer(0.9, 0.7, 0.9, 0.95, 0.4, 3),
}


@dataclass(frozen=True)
class Enquiry:
    """Somebody asks for something, at a place where a partner sells it."""

    number: int
    at: datetime
    need: str
    origin: str
    place: tuple[str, str, str]
    scene: str = ""


def enquiries(now: datetime) -> list[Enquiry]:
    """All up to a moment in the order of time, and then the scenes of these days."""
    dice = Random(29)
    clock = Clock(dice)
    day = months_before(now.date(), MONTHS)
    first, moments = day, []
    while day < now.date():
        age = (day - first) / (now.date() - first)
        rate = RATE[0] + age * (RATE[1] - RATE[0])
        if not is_closed(day) and dice.random() < rate / 21:
            moments.append(clock.moment(day))
        day += timedelta(days=1)
    found = [
        Enquiry(
            number,
            at,
            dice.choices(list(NEEDS), [0.3, 0.35, 0.35])[0],
            dice.choices(list(ORIGINS), list(ORIGINS.values()))[0],
            dice.choices(PLACES, WEIGHTS)[0],
        )
        for number, at in enumerate(moments)
    ]
    return found + [
        Enquiry(
            len(found) + number,
            now - timedelta(hours=hours),
            ("machine", "part", "service")[number % 3],
            "website",
            PLACES[place],
            scene=scene,
        )
        for number, (hours, place, scene) in enumerate(SCENES)
    ]
