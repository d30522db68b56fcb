"""Number formats of units as spreadsheets write them, by language and currency."""

from babel import Locale, UnknownLocaleError

#: Units that count something, with the format of the number before their word.
MEASURED = {"hours": "#,##0.0", "days": "#,##0.0", "years": "#,##0.0"}
PLAIN = {"count": "#,##0", "number": "#,##0.00", "ratio": "#,##0.00"}


def percent_format(lang):
    """``0.0%``, or with the space that the language puts before the sign."""
    try:
        pattern = Locale.parse(lang).percent_formats[None].pattern
    except (UnknownLocaleError, ValueError):
        pattern = "#,##0%"
    return "0.0" + pattern[pattern.rindex("0") + 1 :]


def change_format(lang, points):
    """The sign always; ``points``: words that tell points from a percentage."""
    number = percent_format(lang) + (_literal(f" ({points})") if points else "")
    return f"+{number};-{number};{number}"


def money_format(currency, suffix=""):
    """The amount with the currency where the currency has it."""
    decimals = currency.decimal_places
    number = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    if currency.position == "before":
        return _literal(currency.symbol) + number + (suffix and _literal(suffix))
    return number + _literal(f"\N{NO-BREAK SPACE}{currency.symbol}{suffix}")


def unit_format(unit, lang, currency, words):
    """The number format of a unit of ``sales.kpi``.

    :param words: ``{'hours', 'days', 'years', 'per_day': word in the user's language}``
    """
    if unit == "percent":
        return percent_format(lang)
    if unit in ("money", "money_per_day"):
        per_day = f" {words['per_day']}" if unit == "money_per_day" else ""
        return money_format(currency, per_day)
    if unit in MEASURED:
        return MEASURED[unit] + _literal(f" {words[unit]}")
    return PLAIN.get(unit, PLAIN["number"])


def _literal(text):
    """Text inside a number format."""
    return '"' + text.replace('"', "") + '"'
