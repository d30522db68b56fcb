"""The story that the demo data tell, in figures.

A machine builder has a large team for the mid-market and a small one for key accounts.

- Spring and autumn, with their trade fairs, are strong; August and Christmas are quiet.
- Fairs bring many enquiries and few customers, recommendations few and many.
- Service grows faster than machines and parts.
- A year ago the mid-market team began to share the duty for enquiries: it has answered
  sooner since, and wins more. The key accounts went on as before.
- What nobody decides goes stale; more than half of it is cleared away after months.
- Regular customers order by themselves; some stay away, and a few of them come back.
- Swiss customers pay in francs.
- The mid-market sells by the five milestones of the template; not everything is entered
  at once, and some of it never. The key accounts sell as everybody does.
- Expected closing dates are hopes: often put off, and forgotten.
- The mid-market parks customers who are silent for too long; some of them come back.
"""

from dataclasses import dataclass

MONTHS = 24
DUTY_MONTHS = 12
#: Since so many months the mid-market parks dead horses: silent for so many days, and
#: for some more after the warning.
PARKING_MONTHS = 9
SILENT_DAYS = 45
GRACE_DAYS = 7
#: What a won deal was worth before the story begins: the median, and what nine of ten
#: were not worth.
USUAL_DEAL = (28_000, 55_000)
LARGE_TEAM = ("anna", "ben", "clara", "david", "eva", "felix")
SMALL_TEAM = ("greta", "hugo", "ines")
#: Enquiries of a month, January first, compared with those of an average one.
SEASON = (0.85, 1.0, 1.3, 1.25, 1.15, 1.0, 0.8, 0.45, 1.3, 1.25, 1.05, 0.7)
FAIR_MONTHS = (3, 4, 9, 10)
#: Customers who bought before the story begins, and go on doing so.
REGULARS = 10
LOST_REASONS = ("price", "competitor", "no_budget", "no_answer")


@dataclass(frozen=True)
class Origin:
    """Share of the enquiries, chance to qualify, chance to win once quoted."""

    share: float
    qualifies: float
    wins: float


ORIGINS = {
    "website": Origin(0.40, 0.60, 0.50),
    "fair": Origin(0.25, 0.35, 0.35),
    "referral": Origin(0.14, 1.0, 0.66),
    "cold_call": Origin(0.21, 1.0, 0.42),
}
#: Enquiries that begin as leads; the others are opportunities from the first day.
RAW = ("website", "fair")
#: What customers ask for: share at the beginning and at the end of the story.
NEEDS = {"machine": (0.24, 0.24), "service": (0.20, 0.44), "part": (0.56, 0.32)}
#: What a shared duty adds to the chances to qualify and to win.
DUTY_BONUS = 0.17
#: Machines are harder to win.
MACHINE_MALUS = 0.08


def origin_weights(month: int) -> list[float]:
    fair = 1.8 if month in FAIR_MONTHS else 0.5
    return [
        origin.share * (fair if name == "fair" else 1)
        for name, origin in ORIGINS.items()
    ]


def need_weights(age: float) -> list[float]:
    """:param age: 0 at the beginning of the story, 1 at its end"""
    return [begin + age * (end - begin) for begin, end in NEEDS.values()]
