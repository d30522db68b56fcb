import { beforeEach, expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { defineKpiModels } from "./helpers";

class SalesKpiReport extends models.Model {
    _name = "sales.kpi.report";
    date = fields.Date();
    event = fields.Char();
    team_id = fields.Many2one({ relation: "crm.team" });
    count = fields.Integer({ aggregator: "sum" });
    quantity = fields.Float({ aggregator: "sum" });
    amount = fields.Float({ aggregator: "sum" });
    margin = fields.Float({ aggregator: "sum" });
    hours = fields.Float({ aggregator: "sum" });
    work_hours = fields.Float({ aggregator: "sum" });
    win_rate = fields.Float({ string: "Win rate", aggregator: "avg" });
    _records = [
        { id: 1, date: "2026-01-10", event: "won", team_id: 5, count: 1, hours: 2.5, win_rate: 0.5 },
        { id: 2, date: "2026-02-10", event: "won", team_id: 6, count: 1, hours: 4, win_rate: 0.25 },
        { id: 3, date: "2026-03-10", event: "lost", team_id: 5, count: 1, hours: 3, win_rate: 0.75 },
    ];

    fields_get() {
        const found = super.fields_get(...arguments);
        Object.assign(found.win_rate, {
            kpi_unit: "percent",
            kpi_additive: false,
            kpi_domain: [["event", "in", ["lost", "won"]]],
            kpi_measures: ["count", "hours"],
        });
        return found;
    }
}

defineKpiModels();
defineModels({ SalesKpiReport });
preloadBundle("web.chartjs_lib");

/** KPIs have no value where nothing happened; sums are 0 there. */
function emptyIn(period) {
    return (groups) => {
        for (const group of groups) {
            if ((group["date:month"] || [])[0] === period) {
                group["win_rate:avg"] = false;
            }
        }
    };
}

beforeEach(() => {
    mockService("action", {
        doAction: ({ domain, context }) => expect.step([domain, context.kpi_measures]),
    });
});

const PIVOT = `<pivot js_class="sales_kpi_pivot">
    <field name="date" interval="month" type="row"/>
    <field name="win_rate" type="measure"/><field name="amount" type="measure"/>
</pivot>`;

test.tags("desktop");
test("the pivot shows KPIs in their unit and no value as nothing", async () => {
    onRpc("sales.kpi.report", "formatted_read_grouping_sets", async ({ parent }) => {
        const sets = await parent();
        sets.forEach(emptyIn("2026-02-01"));
        return sets;
    });
    await mountView({ type: "pivot", resModel: "sales.kpi.report", arch: PIVOT });
    const [, , ...months] = queryAllTexts(".o_pivot_cell_value");
    // month by month: win rate and amount
    expect(months).toEqual(["50%", "0.00", "", "0.00", "75%", "0.00"]);
    expect.verifySteps([]);
});

test.tags("desktop");
test("a cell of the pivot leads to the facts that its KPI counts", async () => {
    await mountView({ type: "pivot", resModel: "sales.kpi.report", arch: PIVOT });
    await contains(".o_pivot_cell_value:eq(2)").click();
    const january = ["&", ["date", ">=", "2026-01-01"], ["date", "<", "2026-02-01"]];
    expect.verifySteps([
        [["&", ...january, ["event", "in", ["lost", "won"]]], ["count", "hours"]],
    ]);
});

test.tags("desktop");
test("a plain measure leads to all facts of its cell", async () => {
    await mountView({ type: "pivot", resModel: "sales.kpi.report", arch: PIVOT });
    await contains(".o_pivot_cell_value:eq(1)").click();
    expect.verifySteps([[[], ["amount"]]]);
});

/** The values of the chart's lines. */
function drawn() {
    const chart = window.Chart.getChart(queryOne(".o_graph_canvas_container canvas"));
    return chart.data.datasets.map(({ label, data }) => [label, data]);
}

test.tags("desktop");
test("the graph leaves a gap where a KPI has no value", async () => {
    onRpc("sales.kpi.report", "formatted_read_group", async ({ parent }) => {
        const groups = await parent();
        emptyIn("2026-02-01")(groups);
        return groups;
    });
    await mountView({
        type: "graph",
        resModel: "sales.kpi.report",
        arch: `<graph type="line" js_class="sales_kpi_graph">
            <field name="date" interval="month"/><field name="win_rate" type="measure"/>
        </graph>`,
    });
    expect(drawn().map(([, data]) => data)).toEqual([[0.5, null, 0.75]]);
});

test.tags("desktop");
test("the graph never adds up what does not add up", async () => {
    await mountView({
        type: "graph",
        resModel: "sales.kpi.report",
        arch: `<graph type="bar" js_class="sales_kpi_graph">
            <field name="date" interval="month"/><field name="team_id"/>
            <field name="win_rate" type="measure"/>
        </graph>`,
    });
    // a team without facts in a month has no value; no line of sums over the teams
    expect(drawn()).toEqual([
        ["North", [0.5, null, 0.75]],
        ["South", [null, 0.25, null]],
    ]);
});

const LIST = `<list js_class="sales_kpi_facts" limit="2">
    <field name="event"/><field name="count" sum="Cases"/>
    <field name="amount" optional="hide" sum="Amount"/>
    <field name="hours" optional="hide" sum="Hours"/>
</list>`;

test.tags("desktop");
test("the list of facts shows what a figure sums up, with the totals of all pages", async () => {
    await mountView({
        type: "list",
        resModel: "sales.kpi.report",
        arch: LIST,
        context: { kpi_measures: ["hours"] },
    });
    expect(".o_data_row").toHaveCount(2);
    expect(queryAllTexts("thead th[data-name]")).toEqual(["Event", "Count", "Hours"]);
    expect(queryAllTexts("tfoot .o_list_number")).toEqual(["3", "9.50"]);
});

test.tags("desktop");
test("totals of the list follow the filter and the selection", async () => {
    await mountView({
        type: "list",
        resModel: "sales.kpi.report",
        arch: LIST,
        domain: [["event", "=", "won"]],
        context: { kpi_measures: ["hours"] },
    });
    expect(queryAllTexts("tfoot .o_list_number")).toEqual(["2", "6.50"]);
    await contains(".o_data_row:first .o_list_record_selector input").click();
    await animationFrame();
    expect(queryAllTexts("tfoot .o_list_number")).toEqual(["1", "2.50"]);
});
