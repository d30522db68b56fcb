"""Targets in the unit and language of the reader."""

from odoo import api, fields, models
from odoo.tools import SQL

from .kpi_format import NO_VALUE, KpiFormat


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    target_text = fields.Char("Target in words", compute="_compute_texts")
    actual_text = fields.Char("Actual in words", compute="_compute_texts")
    expected_text = fields.Char("Expected by now in words", compute="_compute_texts")
    projected_text = fields.Char("Projection in words", compute="_compute_texts")
    baseline_text = fields.Char("Earlier value in words", compute="_compute_texts")

    @api.depends(
        "target_type",
        "target_value",
        "growth",
        "band_min",
        "band_max",
        "baseline_value",
        "actual_value",
        "has_value",
        "expected_to_date",
        "projected_value",
        "kpi_id.unit",
        "company_id.currency_id",
    )
    @api.depends_context("lang")
    def _compute_texts(self):
        for target in self:
            words = KpiFormat(self.env, target.currency_id)
            target.target_text = target._target_words(words)
            target.baseline_text = words.value(target.baseline_value, target.unit)
            for name, value in (
                ("actual_text", target.actual_value),
                ("expected_text", target.expected_to_date),
                ("projected_text", target.projected_value),
            ):
                text = words.value(value, target.unit) if target.has_value else NO_VALUE
                target[name] = text

    def _target_words(self, words):
        """As “342.000 € (+14 %)”, or “10 – 20 %” within limits."""
        if self.target_type == "band":
            limits = (self.band_min, self.band_max)
            return " – ".join(words.value(limit, self.unit) for limit in limits)
        if self.target_type == "absolute":
            return words.value(self.target_value, self.unit)
        change = words.change({"kind": "percent", "value": self.growth})
        if not self.baseline_value:
            return change
        return f"{words.value(self.target_value, self.unit)} ({change})"

    def _read_group_select(self, aggregate_spec, query):
        """The mean attainment is that of targets with figures; the others are not 0."""
        if aggregate_spec != "attainment:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "AVG(COALESCE(%s, 0)) FILTER (WHERE %s)",
            self._field_to_sql(self._table, "attainment", query),
            self._field_to_sql(self._table, "has_value", query),
        )
