"""Figures in the unit and language of the reader, as kpi_format.js writes them."""

from babel.numbers import format_percent

from odoo.tools.misc import babel_locale_parse, formatLang, get_lang

NO_VALUE = "–"


class KpiFormat:
    """Writes values of KPIs in the language of an environment."""

    def __init__(self, env, currency):
        self.env = env
        self.lang = get_lang(env)
        self.currency = currency

    def value(self, value, unit):
        """The value of a KPI in its unit, a dash where there is none."""
        if value is None:
            return NO_VALUE
        match unit:
            case "percent":
                return self._percent(value)
            case "count":
                return self._number(value, 0)
            case "money":
                return self._money(value)
            case "money_per_day":
                return self.env._("%(money)s per day", money=self._money(value))
            case "hours":
                number = self._number(value, 2 if value < 1 else 1)
                return self.env._("%(number)s h", number=number)
            case "days":
                return self.env._("%(number)s days", number=self._number(value, 1))
            case "years":
                return self.env._("%(number)s years", number=self._number(value, 1))
        return self._number(value, 2)

    def change(self, change):
        """What ``sales.kpi._change`` found, with its sign."""
        size = change["value"]
        if change["kind"] == "points":
            number = _signed(size, self._number(size * 100, 1))
            return self.env._("%(number)s points", number=number)
        return _signed(size, self._percent(size))

    def _number(self, value, decimals):
        text = formatLang(self.env, value, digits=decimals)
        point = self.lang.decimal_point
        return text.rstrip("0").rstrip(point) if point in text and decimals else text

    def _percent(self, fraction):
        zero = format_percent(0, locale=babel_locale_parse(self.lang.code))
        return zero.replace("0", self._number(fraction * 100, 1))

    def _money(self, value):
        # cents say nothing beside thousands
        is_whole = not value or abs(value) >= 1000
        decimals = 0 if is_whole else self.currency.decimal_places
        number = formatLang(self.env, value, digits=decimals)
        parts = [number, self.currency.symbol or ""]
        if self.currency.position == "before":
            parts.reverse()
        return "\N{NO-BREAK SPACE}".join(parts)


def _signed(value, text):
    return f"+{text}" if value > 0 else text.replace("-", "\N{MINUS SIGN}")
