"""When people work: the days and hours at which the demo company does something."""

from datetime import date, datetime, time, timedelta
from random import Random


def months_before(day: date, months: int) -> date:
    """The first day of the month that was so many months ago."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def is_closed(day: date) -> bool:
    """Weekends, and the days between Christmas and New Year."""
    return (
        day.weekday() >= 5
        or (day.month == 12 and day.day >= 24)
        or (day.month, day.day) == (1, 1)
    )


class Clock:
    """Moments of work by the plan's dice, in UTC."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice

    def moment(self, day: date) -> datetime:
        """Somewhen on a day, mostly in the morning."""
        minutes = self.dice.triangular(6.2 * 60, 17 * 60, 9 * 60)
        return datetime.combine(day, time()) + timedelta(minutes=int(minutes))

    def later(self, at: datetime, low: float, high: float) -> datetime:
        """A moment of work some days later, nearer to ``low`` than to ``high``."""
        days = self.dice.triangular(low, high, low + (high - low) / 4)
        return self.at_work(at + timedelta(days=days))

    def at_work(self, at: datetime) -> datetime:
        """The moment itself, or in the first hour of the next time people work."""
        if not is_closed(at.date()) and 7 <= at.hour < 16:
            return at.replace(microsecond=0)
        day = at.date() + timedelta(days=at.hour >= 16)
        while is_closed(day):
            day += timedelta(days=1)
        minutes = self.dice.randrange(60)
        return datetime.combine(day, time(7)) + timedelta(minutes=minutes)
