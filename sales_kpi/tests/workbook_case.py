"""What the tests of the workbook share: its cells against what the screen shows."""

import io
from datetime import date

NBSP = "\N{NO-BREAK SPACE}"
#: Number format of each unit, with $ in front, by language.
FORMATS = {
    "en_US": {
        "count": "#,##0",
        "number": "#,##0.00",
        "ratio": "#,##0.00",
        "percent": "0.0%",
        "money": '"$"#,##0.00',
        "money_per_day": '"$"#,##0.00" per day"',
        "hours": '#,##0.0" h"',
        "days": '#,##0.0" days"',
        "years": '#,##0.0" years"',
        "relative": "+0.0%;-0.0%;0.0%",
        "points": '+0.0%" (points)";-0.0%" (points)";0.0%" (points)"',
    },
    "de_DE": {
        "count": "#,##0",
        "number": "#,##0.00",
        "ratio": "#,##0.00",
        "percent": f"0.0{NBSP}%",
        "money": '"$"#,##0.00',
        "money_per_day": '"$"#,##0.00" pro Tag"',
        "hours": '#,##0.0" Std."',
        "days": '#,##0.0" Tage"',
        "years": '#,##0.0" Jahre"',
        "relative": f"+0.0{NBSP}%;-0.0{NBSP}%;0.0{NBSP}%",
        "points": ";".join(f'{sign}0.0{NBSP}%" (Punkte)"' for sign in ("+", "-", "")),
    },
}


def load(content):
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(content))


class WorkbookChecks:
    """For a test case; ``data`` is what ``dashboard_data`` returned."""

    def assertHolds(self, book, data, formats=None):
        """Every cell of the first four sheets is what the screen shows; returns their number.

        ``formats``: the number format each unit must have, None not to look.
        """
        overview, trend, facts, definitions, *_targets = book.worksheets
        self.cells = 0
        self.formats = formats
        self._check_overview(overview, data)
        self._check_trend(trend, data)
        self._check_facts(facts, data)
        for row, tile in zip(
            definitions.iter_rows(min_row=2), data["tiles"], strict=True
        ):
            self._check_cells(row[:2], [(tile["name"], None), (tile["code"], None)])
        return self.cells

    def _check_overview(self, sheet, data):
        rows = list(sheet.iter_rows())
        start = next(n for n, row in enumerate(rows) if row[0].value == "KPI") + 1
        words = {row[0].value: row[1].value for row in rows[:start]}
        for scope in data["scope"]:
            self.assertEqual(words[scope["label"]], scope["name"])
        for row, tile in zip(rows[start:], data["tiles"], strict=True):
            change = tile["change"] or {"value": None, "kind": "relative"}
            self._check_cells(
                row[:5],
                [
                    (tile["name"], None),
                    (tile["value"], tile["unit"]),
                    (tile["n"], "count"),
                    (tile["before"], tile["unit"]),
                    (change["value"], change["kind"]),
                ],
            )

    def _check_trend(self, sheet, data):
        rows = sheet.iter_rows(min_row=2, max_row=len(data["tiles"]) + 1)
        for row, tile in zip(rows, data["tiles"], strict=True):
            cells = [(value, tile["unit"]) for value in tile["trend"]]
            self._check_cells(row, [(tile["name"], None), *cells])

    def _check_facts(self, sheet, data):
        expected = [
            [
                (tile["code"], None),
                (tile["name"], None),
                (date.fromisoformat(day), None),
                (value, tile["unit"]),
                (number, "count"),
            ]
            for tile in data["tiles"]
            for day, value, number in zip(
                data["trend"]["periods"], tile["trend"], tile["trend_n"], strict=True
            )
        ]
        for row, cells in zip(sheet.iter_rows(min_row=2), expected, strict=True):
            self._check_cells(row, cells)

    def _check_cells(self, row, expected):
        for cell, (value, unit) in zip(row, expected, strict=True):
            where = (cell.parent.title, cell.coordinate)
            found = cell.value.date() if cell.is_date else cell.value
            if isinstance(value, float) and found is not None:
                # a spreadsheet keeps 15 digits
                self.assertAlmostEqual(
                    found, value, delta=abs(value) * 1e-13, msg=where
                )
            else:
                self.assertEqual(found, value, where)
            self.assertNotEqual(cell.data_type, "f", where)
            if self.formats and unit and value is not None:
                self.assertEqual(cell.number_format, self.formats[unit], where)
            self.cells += 1
