"""What the cascade takes for a section: measured, assumed by people, or to begin with.

Measured rates are raw, with their number of cases (decision 22). They rest on leads
that had the time they need (decision 11).
"""

from __future__ import annotations

from dataclasses import dataclass

from .cascade import Section

#: From so many cases on, what was measured outweighs what people assume.
ENOUGH_CASES = 10
#: The example of the method, until there is anything better.
DEFAULT_SHARE = 0.5


@dataclass(frozen=True)
class Measured:
    """What became of the leads that reached a milestone long enough ago.

    ``n``: their number. ``success_rate``: value of those that got on / value of all,
    both here. ``count_rate`` and ``value_yield`` as those of a :class:`Section`.
    ``lag_days``: median time of those that got on; ``window_days``: age from which a
    lead counts, nine of ten that get on need less. ``mean_value``: of a lead here.
    """

    n: int = 0
    success_rate: float | None = None
    count_rate: float | None = None
    value_yield: float | None = None
    lag_days: float | None = None
    window_days: float = 0.0
    mean_value: float | None = None


@dataclass(frozen=True)
class Assumed:
    """What people assume; 0 is nothing said. ``always``: even against measured cases."""

    value_yield: float = 0.0
    count_rate: float = 0.0
    lag_days: float = 0.0
    always: bool = False


def choose(measured: Measured, assumed: Assumed) -> tuple[Section, str]:
    """Return the section to reckon with, and where it comes from.

    That is ``measured``, ``manual``, or ``default``: half of it gets on at once.

    >>> few = Measured(n=4, count_rate=0.5, value_yield=0.75, lag_days=31)
    >>> choose(few, Assumed())
    (Section(value_yield=0.75, count_rate=0.5, lag_days=31), 'measured')
    >>> choose(few, Assumed(value_yield=0.6))
    (Section(value_yield=0.6, count_rate=0.6, lag_days=31), 'manual')
    >>> choose(Measured(), Assumed())
    (Section(value_yield=0.5, count_rate=0.5, lag_days=0.0), 'default')
    """
    is_enough = measured.n >= ENOUGH_CASES and measured.value_yield is not None
    if assumed.value_yield and (assumed.always or not is_enough):
        return _manual(measured, assumed), "manual"
    if is_enough or (measured.value_yield and measured.count_rate):
        lag = measured.lag_days or 0.0
        return Section(measured.value_yield, measured.count_rate, lag), "measured"
    lag = assumed.lag_days or measured.lag_days or 0.0
    return Section(DEFAULT_SHARE, DEFAULT_SHARE, lag), "default"


def _manual(measured: Measured, assumed: Assumed) -> Section:
    """What is not assumed itself follows from the yield or from what was measured."""
    return Section(
        assumed.value_yield,
        assumed.count_rate or min(assumed.value_yield, 1.0),
        assumed.lag_days or measured.lag_days or 0.0,
    )
