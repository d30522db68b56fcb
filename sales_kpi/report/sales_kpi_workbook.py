import io

from odoo import api, fields, models
from odoo.tools.misc import format_date, format_datetime

from .workbook import Workbook
from .workbook_format import change_format, unit_format


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _dashboard_xlsx(self, options):
        """What the dashboard shows as a workbook.

        :param options: those of ``dashboard_data``, whose answer the cells hold
        :return: name of the file and its content
        :raise AccessError: for who may not see figures
        """
        self.env["sales.kpi.fact"].check_access("read")
        data = self.dashboard_data(options)
        content = io.BytesIO()
        book = Workbook(content, self._workbook_formats(data))
        self._write_overview(book, data)
        self._write_board(book, data)
        self._write_facts(book, data)
        self._write_definitions(book, data)
        book.close()
        return f"{self.env._('KPIs')} {data['period']['date_from']}.xlsx", (
            content.getvalue()
        )

    @api.model
    def _workbook_formats(self, data):
        """Number formats by unit of a tile or kind of its change."""
        words = self._workbook_words()
        lang = self.env.lang or "en_US"
        currency = self.env["res.currency"].browse(data["currency_id"])
        return {
            "relative": change_format(lang, ""),
            "points": change_format(lang, self.env._("points")),
            "count": unit_format("count", lang, currency, words),
            **{
                tile["unit"]: unit_format(tile["unit"], lang, currency, words)
                for tile in data["tiles"]
            },
        }

    @api.model
    def _workbook_words(self):
        """The words that number formats put behind a number."""
        return {
            # as on the screen; a single letter would not be translated
            "hours": self.env._("%(number)s h", number="").strip(),
            "days": self.env._("days"),
            "years": self.env._("years"),
            "per_day": self.env._("per day"),
        }

    @api.model
    def _write_overview(self, book, data):
        sheet = book.sheet(self.env._("Dashboard"), [34, 18, 10, 18, 16, 60])
        sheet.write_title(self.env._("KPI dashboard"))
        for label, text in self._overview_words(data):
            sheet.write_pair(label, text)
        sheet.skip()
        sheet.write_header(
            self.env._("KPI"),
            self.env._("Value"),
            self.env._("n"),
            self.env._("Before"),
            self.env._("Change"),
            self.env._("Note"),
        )
        for tile in data["tiles"]:
            change = tile["change"] or {"value": None, "kind": "relative"}
            sheet.write_row(
                (tile["name"], None),
                (tile["value"], tile["unit"]),
                (tile["n"], "count"),
                (tile["before"], tile["unit"]),
                (change["value"], change["kind"]),
                (self._tile_note(tile), None),
            )

    @api.model
    def _overview_words(self, data):
        """Label and text of what the figures are about."""
        moment = fields.Datetime.to_datetime(data["as_of"])
        yield self.env._("Company"), self.env.company.name
        yield self.env._("Period"), self._days_text(data["period"])
        if data["comparison"]:
            yield self.env._("Compared with"), self._comparison_text(data["comparison"])
        for scope in data["scope"]:
            yield scope["label"], scope["name"]
        yield self.env._("As of"), format_datetime(self.env, moment)
        if data["rebuild"] is not None:
            yield (
                self.env._("Note"),
                self.env._(
                    "The history of your CRM is being rebuilt (%s %%). Figures are "
                    "incomplete until then.",
                    data["rebuild"],
                ),
            )

    @api.model
    def _days_text(self, days):
        first, last = (
            format_date(self.env, days[name]) for name in ("date_from", "date_to")
        )
        return f"{first} – {last}"

    @api.model
    def _comparison_text(self, comparison):
        days = self._days_text(comparison)
        if comparison["workdays"] is None:
            return days
        return self.env._(
            "%(days)s (working days: %(count)s)",
            days=days,
            count=comparison["workdays"],
        )

    @api.model
    def _tile_note(self, tile):
        if tile["is_few"]:
            return self.env._(
                "Says little below %(minimum)s cases.", minimum=tile["minimum_n"]
            )
        if tile["hint"] or not tile["before_hint"]:
            return tile["hint"] or ""
        return self.env._("No comparison: %s", tile["before_hint"])

    @api.model
    def _bucket_text(self, day, granularity):
        date = fields.Date.to_date(day)
        if granularity == "year":
            return str(date.year)
        if granularity == "quarter":
            quarter = (date.month + 2) // 3
            return self.env._(
                "Q%(quarter)s %(year)s", quarter=quarter, year=str(date.year)
            )
        return format_date(self.env, date, date_format="MMM yyyy")

    @api.model
    def _write_board(self, book, data):
        """KPIs × months, and a chart of each KPI."""
        trend = data["trend"]
        labels = [
            self._bucket_text(day, trend["granularity"]) for day in trend["periods"]
        ]
        sheet = book.sheet(self.env._("Trend"), [34, *[14] * len(labels)])
        sheet.write_header(self.env._("KPI"), *labels)
        sheet.freeze(1, 1)
        for tile in data["tiles"]:
            sheet.write_row(
                (tile["name"], None),
                *((value, tile["unit"]) for value in tile["trend"]),
            )
        sheet.draw_lines(len(data["tiles"]), len(labels))

    @api.model
    def _write_facts(self, book, data):
        """The trend in long form, for pivots of one's own."""
        sheet = book.sheet(self.env._("Data"), [24, 34, 14, 18, 10])
        sheet.write_header(
            self.env._("Code"),
            self.env._("KPI"),
            self.env._("Period from"),
            self.env._("Value"),
            self.env._("n"),
        )
        sheet.freeze(1, 0)
        for tile in data["tiles"]:
            for day, value, number in zip(
                data["trend"]["periods"], tile["trend"], tile["trend_n"], strict=True
            ):
                sheet.write_row(
                    (tile["code"], None),
                    (tile["name"], None),
                    (fields.Date.to_date(day), "date"),
                    (value, tile["unit"]),
                    (number, "count"),
                )

    @api.model
    def _write_definitions(self, book, data):
        sheet = book.sheet(self.env._("Definitions"), [34, 24, 50, 40, 60, 60])
        sheet.write_header(
            self.env._("KPI"),
            self.env._("Code"),
            self.env._("Formula in words"),
            self.env._("Date"),
            self.env._("Note"),
            self.env._("Formula"),
        )
        sheet.freeze(1, 0)
        for kpi in self.browse([tile["id"] for tile in data["tiles"]]):
            words = kpi.name, kpi.code, kpi.meaning, kpi.date_basis, kpi.caveat
            formula = kpi._help_words().get("formula")  # or what a method does
            sheet.write_row(
                *((text or "", "wrap") for text in (*words, formula)),
            )
