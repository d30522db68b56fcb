"""Sheets written from the top down; what a user typed never becomes a formula."""

import re
from datetime import date

#: What no name of a sheet may contain, and how long it may be.
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME = 31
CHART_ROWS = 16


class Workbook:
    """An xlsx file in memory.

    :param stream: where :meth:`close` writes it to
    :param formats: ``{name: number format}`` that cells may name, besides 'date' and
        'wrap' (text over several lines)
    """

    def __init__(self, stream, formats):
        import xlsxwriter  # here: only who exports waits for it

        self._book = xlsxwriter.Workbook(
            stream,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.formats = {
            name: self._book.add_format({"num_format": number, "valign": "top"})
            for name, number in {**formats, "date": "yyyy-mm-dd"}.items()
        }
        wrap = {"text_wrap": True, "valign": "top"}
        self.formats |= {
            None: self._book.add_format({"valign": "top"}),
            "wrap": self._book.add_format(wrap),
            "bold": self._book.add_format({"bold": True}),
            "title": self._book.add_format({"bold": True, "font_size": 16}),
            "header": self._book.add_format(
                {"bold": True, "bottom": 1, "bg_color": "#F1F1F4"}
            ),
        }

    def sheet(self, name, widths):
        """A new sheet with columns of these widths."""
        name = FORBIDDEN.sub(" ", name)[:LONGEST_NAME]
        page = self._book.add_worksheet(name)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        return Sheet(self._book, page, self.formats)

    def close(self):
        self._book.close()


class Sheet:
    """Writes row after row."""

    def __init__(self, book, page, formats):
        self._book, self._page, self._formats = book, page, formats
        self._row = 0

    def write_title(self, text):
        self._page.write_string(self._row, 0, text, self._formats["title"])
        self._row += 1

    def write_pair(self, label, text):
        self._page.write_string(self._row, 0, label, self._formats["bold"])
        self._page.write_string(self._row, 1, text)
        self._row += 1

    def write_header(self, *labels):
        for column, label in enumerate(labels):
            self._page.write_string(self._row, column, label, self._formats["header"])
        self._row += 1

    def write_row(self, *cells):
        """Write a row of (value, name of a format); no value stays an empty cell."""
        for column, (value, name) in enumerate(cells):
            format_ = self._formats[name]
            if isinstance(value, str):
                if value:
                    self._page.write_string(self._row, column, value, format_)
            elif isinstance(value, date):
                self._page.write_datetime(self._row, column, value, format_)
            elif value is not None:
                self._page.write_number(self._row, column, value, format_)
        self._row += 1

    def skip(self):
        self._row += 1

    def freeze(self, rows, columns):
        self._page.freeze_panes(rows, columns)

    def draw_lines(self, rows, columns):
        """Draw each of the rows below the header as a line, below the table.

        Each has a chart of its own, as units differ.
        """
        name = self._page.get_name()
        for row in range(1, rows + 1):
            chart = self._book.add_chart({"type": "line"})
            chart.add_series(
                {
                    "name": [name, row, 0],
                    "categories": [name, 0, 1, 0, columns],
                    "values": [name, row, 1, row, columns],
                    "marker": {"type": "circle", "size": 4},
                }
            )
            chart.set_legend({"none": True})
            chart.show_blanks_as("gap")
            chart.set_size({"width": 620, "height": CHART_ROWS * 20 - 10})
            right, down = (row - 1) % 2, (row - 1) // 2
            self._page.insert_chart(self._row + 1 + down * CHART_ROWS, 5 * right, chart)
