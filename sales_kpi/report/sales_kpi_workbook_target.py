"""The targets of the shown days as a sheet of the workbook."""

from odoo import api, models
from odoo.fields import Domain

from .workbook_format import unit_format

STATES = ("proposed", "accepted", "active", "reached", "missed")
RATIO = "target_share"


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _workbook_targets(self, data):
        """The targets that the reader may see and that touch the shown days."""
        return self.env["sales.kpi.target"].search(
            Domain("state", "in", STATES)
            & Domain("date_from", "<=", data["period"]["date_to"])
            & Domain("date_to", ">=", data["period"]["date_from"]),
            order="date_from, scope, name, id",
        )

    @api.model
    def _workbook_formats(self, data):
        formats = super()._workbook_formats(data)
        words = self._workbook_words()
        lang = self.env.lang or "en_US"
        targets = self._workbook_targets(data)
        currency = targets.currency_id[:1] or self.env.company.currency_id
        return {
            **formats,
            RATIO: unit_format("percent", lang, currency, words),
            **{
                _format_of(target): unit_format(
                    target.unit, lang, target.currency_id, words
                )
                for target in targets
            },
        }

    @api.model
    def _write_definitions(self, book, data):
        """The targets come last, where there are any."""
        result = super()._write_definitions(book, data)
        targets = self._workbook_targets(data)
        if targets:
            self._write_targets(book, targets)
        return result

    @api.model
    def _write_targets(self, book, targets):
        widths = [44, 30, 12, 12, 14, 16, 16, 12, 16, 16, 16, 16, 40]
        sheet = book.sheet(self.env._("Targets"), widths)
        sheet.write_header(
            self.env._("Target"),
            self.env._("KPI"),
            self.env._("From"),
            self.env._("Until"),
            self.env._("State"),
            self.env._("To reach"),
            self.env._("Actual"),
            self.env._("Attainment"),
            self.env._("Expected by now"),
            self.env._("Projection"),
            self.env._("Projection from"),
            self.env._("Projection to"),
            self.env._("Status"),
        )
        sheet.freeze(1, 1)
        for target in targets:
            sheet.write_row(*self._target_cells(target))

    @api.model
    def _target_cells(self, target):
        def label(name):
            labels = target._fields[name]._description_selection(self.env)
            return dict(labels).get(target[name], "")

        def known(value):
            return value if target.has_value else None

        status = ", ".join(filter(None, (label("status"), label("status_reason"))))
        unit = _format_of(target)
        return (
            (target.name, None),
            (target.kpi_id.name, None),
            (target.date_from, "date"),
            (target.date_to, "date"),
            (label("state"), None),
            (target._goal("sum").value, unit),
            (known(target.actual_value), unit),
            (known(target.attainment), RATIO),
            (known(target.expected_to_date), unit),
            (known(target.projected_value), unit),
            (known(target.projected_low), unit),
            (known(target.projected_high), unit),
            (status, "wrap"),
        )


def _format_of(target):
    return f"target_{target.unit}_{target.currency_id.id}"
