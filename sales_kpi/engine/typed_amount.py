"""Amounts as people type them."""

import re


def typed_amount(
    text: str, point: str, comma: str, words: tuple[str, ...] = ()
) -> float:
    """Read an amount written in the notation of the reader's language.

    What could be meant in two ways is refused: who types 12.50 on a German page must
    not have reported 1 250.

    :param point: parts whole and cents
    :param comma: parts the thousands
    :param words: what may stand beside the number: the currency
    :raise ValueError: it is no amount, or not a clear one

    >>> [typed_amount(t, ",", ".") for t in ("12.500,00", "12500,5", "12.500", "1 250")]
    [12500.0, 12500.5, 12500.0, 1250.0]
    >>> typed_amount("12.500,- €", ",", ".", ("€", "EUR"))
    12500.0
    >>> typed_amount("12,500.50", ".", ",")
    12500.5
    >>> typed_amount("12.50", ",", ".")
    Traceback (most recent call last):
    ...
    ValueError: 12.50
    >>> typed_amount("12.500", ".", ",")
    Traceback (most recent call last):
    ...
    ValueError: 12.500
    """
    bare = text
    for word in filter(None, words):
        bare = bare.replace(word, "")
    bare = re.sub(r"[\s'’]", "", bare)
    cents = rf"{re.escape(point)}(?P<cents>\d{{1,2}}|[-–—]+)"
    group = rf"{re.escape(comma)}\d{{3}}"
    whole = rf"(?P<whole>\d+|\d{{1,3}}(?:{group})+)"
    found = re.fullmatch(rf"{whole}(?:{cents})?", bare, re.ASCII)
    if not found:
        raise ValueError(text)
    digits = re.sub(r"\D", "", found["whole"])
    return float(f"{digits}.{(found['cents'] or '0').strip('-–—') or '0'}")
