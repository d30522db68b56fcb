"""What the tests of drill-downs share: clicks as the web client makes them, and figures
worked out from the rows that a list shows."""

from collections import defaultdict
from datetime import date, timedelta

from odoo.fields import Domain

from ..engine.formula import (
    FORECAST_KINDS,
    MEASURES,
    Atom,
    atoms,
    cases,
    evaluate,
    walk,
)
from ..models.sales_kpi_dashboard_tiles import MAXIMUM_TILES

QUANTILES = {"median": 0.5, "p90": 0.9}
COLUMNS = ("event", "date", "reversed", "company_id", "customer_id", *MEASURES)
#: They look at one customer at a time, so that no sum of rows gives them.
OF_CUSTOMERS = ("tenure", "products", "lifetime", "customer_median", "customer_p90")


def every_dashboard(kpis, options):
    """The dashboard with all KPIs as tiles, as many at a time as fit."""
    found = kpis.search([])
    for start in range(0, len(found), MAXIMUM_TILES):
        kpis._set_tiles(found[start : start + MAXIMUM_TILES])
        yield kpis.dashboard_data(options)


def quantile(values, share):
    """As PostgreSQL's percentile_cont: between the two values next to the place."""
    if not values:
        return None
    values = sorted(values)
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def aggregate(atom, rows):
    """What an atom makes of listed rows."""
    if atom.kind in QUANTILES:
        return quantile([row[atom.measure] for row in rows], QUANTILES[atom.kind])
    if atom.kind == "facts":
        return len(rows)
    measure = "count" if atom.kind in ("within", "due") else atom.measure
    return sum(row[measure] for row in rows)


def of_forecasts(kind, rows):
    """What forecasts missed: of each row for teams, else of all rows of a month."""
    missed = defaultdict(float)
    for number, row in enumerate(rows):
        missed[number if kind.startswith("team_") else row["date"]] += row["margin"]
    if kind == "forecast_months":
        return len(missed)
    if kind.endswith("_error"):
        return sum(map(abs, missed.values()))
    difference = sum(missed.values())
    if kind.endswith("_actual"):
        return sum(row["amount"] for row in rows) - difference
    return difference


def kept(rows, start, stop):
    """How many customers were active before a day and are before another."""
    levels = {}
    for row in rows:
        level = levels.setdefault((row["company_id"], row["customer_id"]), [0, 0])
        for place, day in enumerate((start, stop)):
            if row["date"] < day:
                level[place] += row["count"]
    return sum(before > 0 and after > 0 for before, after in levels.values())


class DrilldownChecks:
    """For a test case with ``assertClose``; ``kpis`` is ``sales.kpi`` of some user."""

    def assertClose(self, value, other, where):
        self.assertEqual(value is None, other is None, (where, value, other))
        if value is not None:
            size = max(1, abs(value))
            self.assertLess(abs(value - other) / size, 1e-6, (where, value, other))

    def assertTilesEvaluate(self, kpis, data):
        """Each tile, its comparison and its trend are what ``evaluate`` says."""
        codes = [tile["code"] for tile in data["tiles"]]
        domain = [(s["field"], s["operator"], s["id"]) for s in data["scope"]]

        def rows(first, last, granularity=None):
            answer = kpis.evaluate(codes, first, last, granularity, domain=domain)
            return [row["values"] for row in answer["rows"]]

        [now] = rows(data["period"]["date_from"], data["period"]["date_to"])
        trend = data["trend"]
        months = rows(trend["periods"][0], trend["ends"][-1], trend["granularity"])
        for tile in data["tiles"]:
            code = tile["code"]
            self.assertClose(tile["value"], now[code]["value"], code)
            self.assertEqual(tile["n"], now[code]["n"], code)
            for value, row in zip(tile["trend"], months, strict=True):
                self.assertClose(value, row[code]["value"], code)
            self.assertEqual(tile["trend_n"], [row[code]["n"] for row in months])

    def assertTileLeadsToFacts(self, kpis, data, tile):
        """A click on the tile leads to rows that give its value and its n."""
        if tile["analysis"]:
            self._assert_pivot(kpis, data, tile)
        self._assert_calculation(kpis, data, tile)

    def _assert_pivot(self, kpis, data, tile):
        """As analysis_action.js opens the pivot, and the pivot its total's facts."""
        report, code = kpis.env["sales.kpi.report"], tile["code"]
        [measure] = tile["analysis"]["measures"]
        domain = self._tile_filter(data, tile)
        aggregator = "avg" if measure == code else "sum"
        [[total]] = report.formatted_read_grouping_sets(
            list(domain), [[]], [f"{measure}:{aggregator}"]
        )
        shown = total[f"{measure}:{aggregator}"]
        if tile["value"] is None or shown in (None, False):
            # the client draws both as nothing
            self.assertFalse(tile["value"] or shown, (code, tile["value"], shown))
        else:
            self.assertClose(tile["value"], shown, code)
        words = report.fields_get([measure])[measure]
        rows = self._rows(report, domain & Domain(words.get("kpi_domain", [])))
        tree = kpis._tree(code)[0]
        value = evaluate(tree, lambda atom: aggregate(atom, self._own(atom, rows)))
        if tile["value"] is None:
            self.assertFalse(value, (code, value))
        else:
            self.assertClose(tile["value"], value, code)
        if not any(atom.kind in QUANTILES for atom in atoms(tree)):
            number = evaluate(
                cases(tree), lambda atom: aggregate(atom, self._own(atom, rows))
            )
            self.assertEqual(tile["n"], round(number), code)

    def _tile_filter(self, data, tile):
        analysis, period = tile["analysis"], data["period"]
        domain = Domain("date", "<=", period["date_to"])
        if not analysis["is_stock"]:
            domain &= Domain("date", ">=", period["date_from"])
        if analysis["events"]:
            domain &= Domain("event", "in", analysis["events"])
        return domain & self._scope(data)

    def _scope(self, data):
        return Domain.AND(
            Domain(part["field"], part["operator"], part["id"])
            for part in data["scope"]
        )

    def _rows(self, report, domain):
        """The rows of the list as the client gets them."""
        fields = {name: {} for name in COLUMNS}
        return report.web_search_read(list(domain), fields, limit=100000)["records"]

    def _own(self, atom, rows):
        """The rows of one atom: its event, old enough, won in time, not taken back."""
        last = self.today - timedelta(days=atom.mature_days)
        goal = self.env["sales.kpi.source"]._events()[atom.event].cohort_of
        limit = atom.mature_days * 24 if atom.mature_days and goal else None
        return [
            row
            for row in rows
            if row["event"] == atom.event
            and (not atom.mature_days or row["date"] <= last)
            and (limit is None or row["hours"] <= limit)
            and (atom.kind not in QUANTILES or not row["reversed"])
        ]

    def _assert_calculation(self, kpis, data, tile):
        """The parts of the calculation give the tile, their lists the parts."""
        code = tile["code"]
        calculation = kpis.dashboard_calculation(
            code,
            {
                "period": "custom",
                "date_from": data["period"]["date_from"],
                "date_to": data["period"]["date_to"],
                "scope": [[part["field"], part["id"]] for part in data["scope"]],
            },
        )
        self.assertClose(tile["value"], calculation["value"], code)
        self.assertEqual(tile["n"], calculation["n"], code)
        if tile["hint"] and not calculation["parts"]:
            self.assertEqual(calculation["hint"], tile["hint"], code)
            return
        tree = kpis._tree(code)[0]
        found = dict.fromkeys(part for part in walk(tree) if isinstance(part, Atom))
        parts = dict(zip(found, calculation["parts"], strict=True))
        value = evaluate(tree, lambda atom: parts[atom]["value"])
        self.assertClose(tile["value"], value, code)
        report = kpis.env["sales.kpi.report"]
        for atom, part in parts.items():
            if part["facts"]:
                self.listed.add(code)
                rows = self._rows(report, Domain(part["facts"]["domain"]))
                if atom.kind in OF_CUSTOMERS:
                    self.assertTrue(rows or not part["value"], (code, part["label"]))
                    continue
                value = self._of_rows(atom, part, rows)
                if part["value"] is None:  # the source knows nothing that old
                    self.assertFalse(value, (code, part["label"], value))
                else:
                    self.assertClose(part["value"], value, (code, part["label"]))

    def _of_rows(self, atom, part, rows):
        if atom.kind in FORECAST_KINDS:
            return of_forecasts(atom.kind, rows)
        if atom.kind != "kept" or not part["date_from"]:
            return aggregate(atom, rows)
        start = date.fromisoformat(part["date_from"])
        stop = date.fromisoformat(part["date_to"]) + timedelta(days=1)
        return kept(rows, start, stop)
