"""Which territory a place belongs to: the one with the most specific claim.

A claim by ZIP codes beats one by state, which beats one by country; of two by ZIP
codes the smaller range wins. What is equally specific goes to the company's own
territory, then to the deeper one in the hierarchy, then by order: always to the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from .zip_code import ZipRange, normal_zip

#: Country, state and how the ZIP codes begin; None: all of them.
Place = tuple[int, int | None, str | None]


@dataclass(frozen=True)
class Claim:
    """A place that a territory claims: a country, or a state or ZIP codes of it.

    ``path`` are the ids from the topmost territory down to this one; ``company`` is
    None for territories of all companies.
    """

    path: tuple[int, ...]
    country: int
    state: int | None = None
    zips: ZipRange | None = None
    company: int | None = None
    sequence: int = 0

    @property
    def territory(self) -> int:
        return self.path[-1]

    @property
    def specificity(self) -> tuple[Fraction, bool]:
        """The smaller, the more specific: share of the country, and of it a state."""
        return (self.zips.share if self.zips else Fraction(2), self.state is None)

    @property
    def rank(self) -> tuple[Fraction, bool, bool, int, int, int]:
        """The smallest rank of the claims on a place wins."""
        return (
            *self.specificity,
            self.company is None,
            -len(self.path),
            self.sequence,
            self.territory,
        )


class TerritoryMap:
    """All claims, ready to be asked for many places.

    :param country_codes: ``{country id: "DE"}`` of the claimed countries
    """

    def __init__(self, claims: Iterable[Claim], country_codes: dict[int, str]):
        self.claims = tuple(claims)
        self._codes = country_codes
        self._by_place: dict[Place, list[Claim]] = defaultdict(list)
        for claim in sorted(self.claims, key=lambda claim: claim.rank):
            for prefix in claim.zips.prefixes() if claim.zips else (None,):
                self._by_place[claim.country, claim.state, prefix].append(claim)

    def find(
        self,
        country: int | None,
        state: int | None,
        zip_code: str | None,
        company: int | None = None,
    ) -> Claim | None:
        """The claim that wins a place; ids or None, the ZIP code as it was typed."""
        if country is None or country not in self._codes:
            return None
        code = normal_zip(zip_code, self._codes[country])
        beginnings = [code[:end] for end in range(len(code) + 1)] if code else []
        return min(
            (
                claim
                for prefix in (None, *beginnings)
                for home in {None, state or None}
                for claim in self._by_place.get((country, home, prefix), ())
                if claim.company in (None, company or None)
            ),
            key=lambda claim: claim.rank,
            default=None,
        )

    def overlaps(self) -> Iterator[tuple[Claim, Claim]]:
        """Pairs of equally specific claims of two territories on the same place.

        A parent and its child do not contend: the child wins. Nor do territories of
        one company and those of all: the company's own wins.
        """
        rivals = defaultdict(list)
        for claim in self.claims:
            key = (claim.country, claim.state, claim.company, claim.specificity)
            rivals[key].append(claim)
        for claims in rivals.values():
            yield from _contending(claims)


def _contending(claims: list[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of equally specific claims that meet; sorted, so few are compared."""
    zips = [(claim.zips, claim) for claim in claims if claim.zips]
    for one, other in _meeting(zips) if zips else combinations(claims, 2):
        related = one.territory in other.path or other.territory in one.path
        if not related:
            yield one, other


def _meeting(claims: list[tuple[ZipRange, Claim]]) -> Iterator[tuple[Claim, Claim]]:
    claims = sorted(claims, key=lambda pair: pair[0])
    for place, (zips, one) in enumerate(claims, 1):
        for other_zips, other in claims[place:]:
            if other_zips.low > zips.high + "~":
                break
            if zips.meets(other_zips):
                yield one, other
