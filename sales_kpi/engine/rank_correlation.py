"""How closely two figures go together over several cases, whatever their scale.

Spearman's rank correlation (C. Spearman, "The proof and measurement of association
between two things", American Journal of Psychology 15, 1904, 72-101): the correlation of
the ranks. One giant among the cases weighs no more than the next in line, and any steady
relation counts, not only a straight one. Equal values share the mean of their ranks.
"""

from collections.abc import Sequence
from math import sqrt

#: Below so many cases a correlation says little: with seven of them every sixth pair of
#: figures that have nothing to do with each other reaches 0.6 by chance.
FEWEST = 8


def ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, 1 for the smallest.

    >>> ranks([30, 10, 20, 10])
    [4.0, 1.5, 3.0, 1.5]
    """
    order = sorted(range(len(values)), key=lambda place: values[place])
    found = [0.0] * len(values)
    first = 0
    while first < len(order):
        last = first
        while last + 1 < len(order) and values[order[last + 1]] == values[order[first]]:
            last += 1
        for place in order[first : last + 1]:
            found[place] = (first + last) / 2 + 1
        first = last + 1
    return found


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """1: both grow together; -1: one grows as the other falls; 0: neither.

    None where one of the two is the same in all cases, or there are fewer than two.

    >>> rank_correlation([(1, 10), (2, 100), (3, 1000)])
    1.0
    >>> rank_correlation([(1, 3), (2, 3)]) is None
    True
    """
    if len(pairs) < 2:
        return None
    left, right = (ranks(side) for side in zip(*pairs, strict=True))
    mean = (len(pairs) + 1) / 2
    spread = sqrt(
        sum((rank - mean) ** 2 for rank in left)
        * sum((rank - mean) ** 2 for rank in right)
    )
    if not spread:
        return None
    both = sum(
        (one - mean) * (other - mean) for one, other in zip(left, right, strict=True)
    )
    return round(both / spread, 10)
