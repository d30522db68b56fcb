"""In which third of all partners one stands, told only where it tells no one's figures."""

from collections.abc import Hashable, Mapping

from .rank_correlation import ranks

#: Of fewer partners a third is one person.
FEWEST = 5
BANDS = ("upper", "middle", "lower")


def band(
    one: Hashable,
    figures: Mapping[Hashable, Mapping[str, float]],
    is_up: Mapping[str, bool],
) -> str | None:
    """The third of a partner, by the mean of his places in all figures that he has.

    A place is the share of the others who are better (equal ones by half), so that
    figures known of few and of many weigh the same. None where fewer than FEWEST
    partners, or the one himself, have figures.

    >>> known = {name: {"won": value} for value, name in enumerate("abcdef")}
    >>> [band(name, known, {"won": True}) for name in "fdba"]
    ['upper', 'middle', 'lower', 'lower']
    >>> band("a", {name: known[name] for name in "abcd"}, {"won": True}) is None
    True
    """
    places = mean_places(figures, is_up)
    if one not in places or len(places) < FEWEST:
        return None
    better = sum(place < places[one] for place in places.values())
    return BANDS[min(len(BANDS) * better // len(places), len(BANDS) - 1)]


def mean_places(
    figures: Mapping[Hashable, Mapping[str, float]], is_up: Mapping[str, bool]
) -> dict[Hashable, float]:
    """The mean share of better ones of each who has figures, 0 for the best."""
    found: dict[Hashable, list[float]] = {}
    for code, up in is_up.items():
        known = {who: own[code] for who, own in figures.items() if code in own}
        if len(known) < 2:
            continue
        signed = [-value if up else value for value in known.values()]
        for who, rank in zip(known, ranks(signed), strict=True):
            found.setdefault(who, []).append((rank - 1) / (len(known) - 1))
    return {who: sum(shares) / len(shares) for who, shares in found.items()}
