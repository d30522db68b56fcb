"""Whether sales partners report what became of their leads: no feedback, no leads."""

from typing import NamedTuple

#: Nobody is judged by fewer leads that were due.
LEAST = 4
#: Of two rates that are calculated equals.
TOLERANCE = 1e-9


class Gate(NamedTuple):
    """The rate of feedback (None: nothing was due yet), and whether it is too low."""

    rate: float | None
    is_closed: bool


def feedback_gate(due: int, reported: int, minimum: float, least: int = LEAST) -> Gate:
    """Judge a partner by the leads he picked about which a report was due.

    >>> feedback_gate(20, 14, 0.75)
    Gate(rate=0.7, is_closed=True)
    >>> feedback_gate(20, 15, 0.75)
    Gate(rate=0.75, is_closed=False)
    >>> feedback_gate(3, 0, 0.75), feedback_gate(0, 0, 0.75)
    (Gate(rate=0.0, is_closed=False), Gate(rate=None, is_closed=False))
    """
    if not due:
        return Gate(None, False)
    rate = reported / due
    return Gate(rate, due >= least and rate < minimum - TOLERANCE)


def next_state(state: str, gate_is_closed: bool, owed: int, is_over: bool) -> str:
    """How a partner stands, who stood so before.

    A promise is kept when nothing is owed any more of what was promised. Who breaks it
    stays blocked whatever he reports, until somebody lifts the block.

    >>> next_state("free", True, owed=6, is_over=False)
    'blocked'
    >>> next_state("committed", True, owed=1, is_over=False)
    'committed'
    >>> next_state("committed", False, owed=0, is_over=True)
    'free'
    >>> next_state("committed", True, owed=1, is_over=True)
    'blocked_for_good'

    :param owed: promised reports that are missing
    :param is_over: the time of the promise is over
    """
    if state == "blocked_for_good":
        return state
    if state == "committed" and owed:
        return "blocked_for_good" if is_over else "committed"
    return "blocked" if gate_is_closed else "free"
