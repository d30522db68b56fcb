"""What others reach: a line in the trend of a KPI."""

from odoo import fields, models
from odoo.tools.misc import formatLang

#: Units that are read as words behind the number.
CLOCKS = ("hours", "days", "years")


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    benchmark = fields.Float(
        company_dependent=True,
        digits=0,
        help="A value to compare with, such as that of your industry: a dotted line in "
        "the trend. 0: none.",
    )
    benchmark_label = fields.Char(
        "Source of the benchmark",
        company_dependent=True,
        help="Whose value it is and of which year; it stands at the line.",
    )

    def _tile(self, kpi, *args, **kwargs):
        return {**super()._tile(kpi, *args, **kwargs), "benchmark": kpi._benchmark()}

    def _benchmark(self):
        """Value and words of the line, None without one."""
        self.ensure_one()
        if not self.benchmark:
            return None
        label = self.benchmark_label or self.env._("Benchmark")
        return {"value": self.benchmark, "label": label}

    def _help_words(self):
        words = super()._help_words()
        found = self._benchmark()
        if found:
            words["benchmark"] = f"{found['label']}: {self._benchmark_text()}"
        return words

    def _benchmark_text(self):
        """The benchmark with its unit, for reading."""
        if self.unit == "percent":
            return f"{formatLang(self.env, self.benchmark * 100, digits=1)} %"
        if self.unit in ("money", "money_per_day"):
            currency = self.env.company.currency_id
            return formatLang(self.env, self.benchmark, currency_obj=currency)
        text = formatLang(self.env, self.benchmark, digits=2)
        units = dict(self._fields["unit"]._description_selection(self.env))
        return f"{text} {units[self.unit]}" if self.unit in CLOCKS else text
