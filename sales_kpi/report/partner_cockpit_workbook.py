"""What the partner cockpit shows as a workbook, for the sales meeting."""

import io
from datetime import date

from odoo import api, models

from .workbook import Workbook
from .workbook_format import unit_format


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    def _cockpit_xlsx(self, options):
        """Partners, products and expected revenue, each on a sheet.

        :param options: those of ``cockpit_data``, whose answer the cells hold
        :return: name of the file and its content
        """
        data = self.cockpit_data(options)
        answers, forecast = self.cockpit_answers(options), self.cockpit_forecast()
        content = io.BytesIO()
        book = Workbook(content, self._cockpit_formats(data))
        self._write_partners(book, data)
        products, orders = self.env._("To end customers"), self.env._("Our orders")
        self._write_matrix(book, products, answers["products"]["sell_out"])
        self._write_matrix(book, orders, answers["products"]["sell_in"])
        self._write_expected(book, forecast)
        book.close()
        title, day = self.env._("Partner cockpit"), data["period"]["date_from"]
        return f"{title} {day}.xlsx", content.getvalue()

    @api.model
    def _cockpit_formats(self, data):
        words = self.env["sales.kpi"]._workbook_words()
        lang = self.env.lang or "en_US"
        currency = self.env["res.currency"].browse(data["currency_id"])
        units = {"count", "money", "number", *(c["unit"] for c in data["columns"])}
        return {unit: unit_format(unit, lang, currency, words) for unit in units}

    @api.model
    def _write_partners(self, book, data):
        columns = data["columns"]
        sheet = book.sheet(self.env._("Partners"), [34, 22, *([16] * 20)])
        sheet.write_title(self.env._("Partner cockpit"))
        sheet.write_pair(
            self.env._("Period"), self.env["sales.kpi"]._days_text(data["period"])
        )
        for scope in data["scope"]:
            sheet.write_pair(scope["label"], scope["name"])
        sheet.skip()
        sheet.write_header(
            self.env._("Sales partner"),
            self.env._("Status"),
            *(column["name"] for column in columns),
            *self._count_labels(),
            self.env._("Customers' rating"),
        )
        for row in data["partners"]:
            sheet.write_row(
                (row["name"], None),
                (row["state"]["text"], None),
                *self._kpi_cells(columns, row["values"]),
                *((number, "count") for number in row["picks"].values()),
                *((number, "count") for number in row["now"].values()),
                (row["rating"]["value"], "number"),
            )
        sheet.write_row(
            (self.env._("All partners"), None),
            (None, None),
            *self._kpi_cells(columns, data["total"]),
        )

    @api.model
    def _kpi_cells(self, columns, values):
        return [(values[column["code"]]["value"], column["unit"]) for column in columns]

    @api.model
    def _count_labels(self):
        """The heads of what became of offers, and of the numbers of the present."""
        return (
            self.env._("Accepted"),
            self.env._("Declined"),
            self.env._("Lapsed"),
            self.env._("Another was faster"),
            self.env._("Open leads"),
            self.env._("First contact overdue"),
            self.env._("Feedback overdue"),
            self.env._("Silent leads"),
        )

    @api.model
    def _write_matrix(self, book, name, matrix):
        sheet = book.sheet(name, [34, *([18] * len(matrix["territories"]))])
        sheet.write_header(
            self.env._("Product line"), *(place for _id, place in matrix["territories"])
        )
        for row in matrix["lines"]:
            amounts = [cell and cell["amount"] for cell in row["cells"]]
            sheet.write_row(
                (row["line"][1], None), *((amount, "money") for amount in amounts)
            )

    @api.model
    def _write_expected(self, book, forecast):
        months = forecast["months"]
        sheet = book.sheet(self.env._("Expected revenue"), [34, *([16] * len(months))])
        labels = [
            self.env["sales.kpi"]._bucket_text(date.fromisoformat(month), "month")
            for month in months
        ]
        sheet.write_header(self.env._("Sales partner"), *labels)
        for row in forecast["rows"]:
            values = [part and part["value"] for part in row["months"]]
            sheet.write_row(
                (row["partner"][1], None), *((value, "money") for value in values)
            )
        if forecast["reason"]:
            sheet.write_row((forecast["reason"], None))
