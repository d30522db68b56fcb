"""Periods and windows: the whole interface in one place.

``split`` cuts a range into periods, ``resolve`` says which days an atom's window
means for one of them, ``compare`` which period to show beside it.
"""

from __future__ import annotations

from .bucket import (
    GRANULARITIES,
    MAX_PERIODS,
    Period,
    bucket,
    contains,
    has_begun,
    split,
    to_date,
)
from .errors import PeriodError
from .window import Frame, compare, is_running, mature, resolve, workdays

__all__ = [
    "GRANULARITIES",
    "MAX_PERIODS",
    "Frame",
    "Period",
    "PeriodError",
    "bucket",
    "compare",
    "contains",
    "has_begun",
    "is_running",
    "mature",
    "resolve",
    "split",
    "to_date",
    "workdays",
]
