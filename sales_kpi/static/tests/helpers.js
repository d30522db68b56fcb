import { mailModels } from "@mail/../tests/mail_test_helpers";
import { defineModels, fields, models } from "@web/../tests/web_test_helpers";

export class CrmTeam extends models.Model {
    _name = "crm.team";
    name = fields.Char();
    _records = [
        { id: 5, name: "North" },
        { id: 6, name: "South" },
    ];
}

export class SalesKpi extends models.Model {
    _name = "sales.kpi";
    name = fields.Char();
    code = fields.Char();
    unit = fields.Selection({
        selection: [
            ["percent", "Percent"],
            ["count", "Count"],
        ],
    });
    formula = fields.Char();
    period_ratio = fields.Boolean();
    cohort_days = fields.Integer();
    _records = [
        { id: 1, name: "Win rate", code: "win_rate", unit: "percent", formula: "a.count / b.count" },
    ];
}

export class SalesKpiFact extends models.Model {
    _name = "sales.kpi.fact";
    event = fields.Char();
}

export class SalesKpiTarget extends models.Model {
    _name = "sales.kpi.target";
    name = fields.Char();
    curve = fields.Json();
    dashboard_targets() {
        return [];
    }
}

export function defineKpiModels() {
    // the web client of a database with mail asks for its models
    return defineModels({ ...mailModels, CrmTeam, SalesKpi, SalesKpiFact, SalesKpiTarget });
}

/** A tile as `dashboard_data` sends it. */
export function makeTile(values = {}) {
    return {
        id: 1,
        code: "win_rate",
        name: "Win rate",
        unit: "percent",
        direction: "up",
        help: {
            meaning: "Won by decided",
            formula: "lead_won.count / lead_decided.count",
            date_basis: "Day of closing",
            advice: "Qualify harder.",
        },
        value: 0.25,
        n: 40,
        is_few: false,
        minimum_n: 10,
        hint: null,
        before: 0.2,
        before_n: 30,
        before_hint: null,
        change: { value: 0.05, kind: "points", verdict: "better" },
        analysis: { measures: ["win_rate"], events: null, is_stock: false },
        trend: [0.1, null, 0.25],
        trend_n: [10, 0, 40],
        ...values,
    };
}

/** What `dashboard_data` sends. */
export function makeData(values = {}) {
    return {
        as_of: "2026-03-20 12:00:00",
        currency_id: 1,
        has_facts: true,
        rebuild: null,
        is_manager: true,
        period: { key: "this_month", date_from: "2026-03-01", date_to: "2026-03-31" },
        comparison: {
            key: "previous",
            date_from: "2026-02-01",
            date_to: "2026-02-20",
            workdays: null,
        },
        scope: [],
        dimensions: [{ field: "team_id", label: "Sales team", model: "crm.team" }],
        tiles: [makeTile(), makeTile({ id: 2, code: "new_leads", name: "New leads", unit: "count" })],
        trend: {
            granularity: "month",
            periods: ["2026-01-01", "2026-02-01", "2026-03-01"],
            ends: ["2026-01-31", "2026-02-28", "2026-03-31"],
            running: [false, false, true],
        },
        ...values,
    };
}

/** What `dashboard_calculation` sends. */
export function makeCalculation(values = {}) {
    const part = {
        label: "Revenue: untaxed amount",
        how: "",
        date_from: "2026-03-01",
        date_to: "2026-03-31",
        unit: "number",
        value: 8000,
        facts: { domain: [["event", "=", "revenue"]], measures: ["amount"] },
    };
    const stock = {
        label: "Pipeline: how many",
        how: "The stock at the end of the period.",
        date_from: null,
        unit: "count",
        value: 3,
        facts: { domain: [["event", "=", "pipeline"]], measures: ["count"] },
    };
    const young = { label: "Contact later won: how many", date_from: null, date_to: null };
    return {
        name: "Growth",
        unit: "percent",
        meaning: "Revenue against the period before.",
        formula: "revenue / previous(revenue) - 1",
        value: 1,
        n: 2,
        hint: null,
        parts: [part, { ...part, ...stock }, { ...part, ...young, unit: "count", value: null }],
        ...values,
    };
}

/** What `sales.kpi.target.curve` holds: three days of which two have passed. */
export function makeCurve(values = {}) {
    return {
        is_hidden: false,
        name: "Won value: Anna, June 2026",
        kpi: "Won value",
        unit: "count",
        currency_id: 1,
        direction: "up",
        shape: "sum",
        state: "active",
        target: 30,
        floor: null,
        today: "2026-06-02",
        value: 14,
        n: 3,
        attainment: 0.4667,
        expected: 20,
        status: "at_risk",
        reason: "Behind, but it can still be reached.",
        rate: 8,
        workdays_left: 2,
        pace_kind: "linear",
        frozen: null,
        days: ["2026-06-01", "2026-06-02", "2026-06-03"],
        actual: [6, 14, null],
        pace: [10, 20, 30],
        projection: { value: 21, low: 18, high: 31 },
        projected: [null, 14, 21],
        low: [null, 14, 18],
        high: [null, 14, 31],
        marks: [
            { percent: 50, value: 15, due: "2026-06-02", reached: null },
            { percent: 90, value: 27, due: "2026-06-03", reached: null },
            { percent: 100, value: 30, due: "2026-06-03", reached: null },
        ],
        revisions: [],
        granularities: ["month", "week", "day"],
        breakdown: {
            granularity: "week",
            rows: [
                {
                    date_from: "2026-06-01",
                    date_to: "2026-06-03",
                    workdays: 3,
                    target: 30,
                    cumulated: 30,
                    value: 14,
                },
            ],
        },
        ...values,
    };
}
