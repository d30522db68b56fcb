"""From what people type or paste to the plain characters of a formula."""

from __future__ import annotations

from .errors import FormulaError

MAX_LENGTH = 1000
MAX_DEPTH = 60
# What people paste from documents, one character for one.
TYPOGRAPHY = str.maketrans(
    {
        "\u2212": "-",
        "\u2013": "-",
        "\u00d7": "*",
        "\u00b7": "*",
        "\u22c5": "*",
        "\u00f7": "/",
        "\u2215": "/",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "\t": " ",
        "\r": " ",
        "\n": " ",
    }
)
ALLOWED = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-*/(), "
)


def readable(text: str) -> str:
    r"""Return the text in the allowed characters; every character keeps its place.

    :raises FormulaError: for an empty or too long text, a character that does not
        occur in formulas, and parentheses without a partner.

    >>> readable("1 \u2212 2 \u00d7 x")
    '1 - 2 * x'
    """
    if not text or not text.strip():
        raise FormulaError("empty")
    if len(text) > MAX_LENGTH:
        raise FormulaError("too_long", length=len(text), maximum=MAX_LENGTH)
    plain = text.translate(TYPOGRAPHY)
    for position, character in enumerate(plain, 1):
        if character not in ALLOWED:
            raise FormulaError("character", position, character=text[position - 1])
    _check_parentheses(plain)
    return plain


def _check_parentheses(plain: str) -> None:
    opened: list[int] = []
    for position, character in enumerate(plain, 1):
        if character == "(":
            opened.append(position)
            if len(opened) > MAX_DEPTH:
                raise FormulaError("too_deep", position, maximum=MAX_DEPTH)
        elif character == ")":
            if not opened:
                raise FormulaError("unopened", position)
            opened.pop()
    if opened:
        raise FormulaError("unclosed", opened[-1])
