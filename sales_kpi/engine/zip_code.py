"""ZIP codes as people write them, and the ranges of them that a territory claims.

A code has a normal form in which codes that lie together begin alike. In most
countries that is the code itself. British codes are not: N1 lies beside N10, but is no
part of it. Their parts get a fixed width, so that N1 is ``N.01`` and N10 is ``N.10``.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

#: Countries with British codes, and others whose codes begin with letters.
BRITISH = frozenset({"GB", "GG", "IM", "JE", "GI"})
LETTERED = BRITISH | {"AD", "AR", "BM", "BN", "CA", "IE", "MT", "SZ"}
#: Codes of five digits whose leading zero spreadsheets like to drop.
FIVE_DIGITS = frozenset({"DE", "ES", "FR", "IT", "US"})

_COUNTRY = re.compile(r"^[A-Z]{1,3}[\s-]*(?=\d)")
_FULL = re.compile(r"^([A-Z]{1,2})(\d{1,2})([A-Z]?)\s*(\d[A-Z]{2})$")
_PART = re.compile(r"^([A-Z]{1,2})(?:(\d{1,2})([A-Z]?)(?:\s+(\d[A-Z]?))?)?$")
_DASH = re.compile(r"\s*[-–—]\s*")

#: Why a part of the text is refused.
REASONS = ("unreadable", "length", "letters", "order")


class ZipError(ValueError):
    """A part of the text that is no ZIP code and no range; ``reason`` says why."""

    def __init__(self, part: str, reason: str):
        super().__init__(f"{part}: {reason}")
        self.part = part
        self.reason = reason


class ZipRange(NamedTuple):
    """Codes from ``low`` to ``high``, both inclusive, with all that begin like them."""

    low: str
    high: str

    @property
    def share(self) -> Fraction:
        """How much of all codes it is: the smaller, the more specific.

        >>> ZipRange("7", "7").share == ZipRange("70", "79").share
        True
        """
        stem, digits = _split(self.high)
        first = int(self.low[len(stem) :] or 0)
        number = int(digits or 0) - first + 1
        size = 1
        for character in self.low:
            size *= 10 if character.isdigit() else 26
        return Fraction(number, size)

    def prefixes(self) -> list[str]:
        """The shortest beginnings that cover exactly the range.

        >>> ZipRange("80000", "81999").prefixes()
        ['80', '81']
        >>> ZipRange("08", "11").prefixes()
        ['08', '09', '10', '11']
        """
        stem, digits = _split(self.high)
        if not digits:
            return [stem]
        first, last = int(self.low[len(stem) :]), int(digits)
        found = []
        while first <= last:
            dropped = 0
            while (
                dropped < len(digits)
                and first % 10 ** (dropped + 1) == 0
                and first + 10 ** (dropped + 1) - 1 <= last
            ):
                dropped += 1
            number = str(first).zfill(len(digits))
            found.append(stem + number[: len(digits) - dropped])
            first += 10**dropped
        return found

    def meets(self, other: ZipRange) -> bool:
        """Whether a code lies in both.

        >>> ZipRange("80", "85").meets(ZipRange("84000", "86999"))
        True
        """
        return self.low <= other.high + "~" and other.low <= self.high + "~"


def normal_zip(text: str | None, country_code: str) -> str:
    """A ZIP code in its normal form; empty if there is none.

    >>> normal_zip(" D-80331", "DE"), normal_zip("1067", "DE"), normal_zip("n1 4ab", "GB")
    ('80331', '01067', 'N.01.4AB')
    """
    text = (text or "").upper().strip()
    if country_code in BRITISH:
        return _british(text) or re.sub(r"[^A-Z0-9]", "", text)
    if country_code not in LETTERED:
        text = _COUNTRY.sub("", text)
    code = re.sub(r"[^A-Z0-9]", "", text)
    if country_code in FIVE_DIGITS and len(code) == 4 and code.isdigit():
        return "0" + code
    return code


@lru_cache(maxsize=20_000)
def parse_zips(text: str | None, country_code: str) -> tuple[ZipRange, ...]:
    """The ranges that a text such as ``10-19, 20095, 80000-81999, 7`` names.

    :raise ZipError: at the first part that cannot be read
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text or "")]
    return tuple(_parse_part(part, country_code) for part in parts if part)


def _parse_part(part: str, country_code: str) -> ZipRange:
    text = part.upper().rstrip("*").strip()
    if country_code not in LETTERED:
        text = _COUNTRY.sub("", text)
    ends = _DASH.split(text)
    if len(ends) > 2:
        raise ZipError(part, "unreadable")
    low, high = (_parse_end(part, end, country_code) for end in (ends[0], ends[-1]))
    if len(low) != len(high):
        raise ZipError(part, "length")
    if _split(low)[0] != _split(high)[0]:
        raise ZipError(part, "letters")
    if low > high:
        raise ZipError(part, "order")
    return ZipRange(low, high)


def _parse_end(part: str, text: str, country_code: str) -> str:
    british = country_code in BRITISH
    code = _british(text) if british else re.sub(r"\s", "", text)
    if not code or not re.fullmatch(r"[A-Z0-9.]+", code):
        raise ZipError(part, "unreadable")
    return code


def _split(code: str) -> tuple[str, str]:
    """A code without the digits at its end, and these."""
    stem = code.rstrip("0123456789")
    return stem, code[len(stem) :]


def _british(text: str) -> str | None:
    """Area, district, letter and the rest, each of its width; None: not British.

    >>> _british("N1"), _british("N10 1AA"), _british("SW1A 1"), _british("EC")
    ('N.01', 'N.10.1AA', 'SW01A1', 'EC')
    """
    found = _FULL.match(text) or _PART.match(text)
    if not found:
        return None
    area, district, letter, rest = found.groups()
    code = area.ljust(2, ".")
    if district:
        code += district.zfill(2) + (letter or ("." if rest else "")) + (rest or "")
    return code
