import { expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { openAnalysis } from "@sales_kpi/dashboard/analysis_action";
import { defineKpiModels, makeData, makeTile } from "./helpers";

defineKpiModels();

/** What is opened for a tile: context, and the one filter with its words. */
async function open(analysis, data = {}) {
    await makeMockEnv(); // loads the language
    const calls = [];
    const action = {
        loadAction: () => ({ id: 7, context: "{'search_default_last_12_months': 1}" }),
        doAction: (...args) => calls.push(args),
    };
    await openAnalysis(action, makeData(data), makeTile({ name: "Pipeline", analysis }));
    const [[{ id, context }, { props }]] = calls;
    expect(id).toBe(7);
    const [{ description, domain }] = props.dynamicFilters;
    expect(props.dynamicFilters).toHaveLength(1); // several would be joined with "or"
    return { context, description, domain };
}

const FLOW = { measures: ["win_rate"], events: null, is_stock: false };
const STOCK = { measures: ["amount"], events: ["pipeline"], is_stock: true };

test("a flow is filtered by its period, without the default filters", async () => {
    const { context, description, domain } = await open(FLOW);
    expect(context).toEqual({ pivot_measures: ["win_rate"] });
    expect(domain).toBe('["&", ("date", ">=", "2026-03-01"), ("date", "<=", "2026-03-31")]');
    expect(description).toMatch(/^Mar 1\s–\s31, 2026$/);
});

test("a stock has all movements up to the end, and no months side by side", async () => {
    const { context, description, domain } = await open(STOCK);
    expect(context).toEqual({ pivot_measures: ["amount"], pivot_column_groupby: [] });
    expect(domain).toBe('["&", ("date", "<=", "2026-03-31"), ("event", "in", ["pipeline"])]');
    expect(description).toBe("until Mar 31, 2026, Pipeline");
});

test("the scope is part of the filter, and said", async () => {
    const scope = [{ field: "categ_id", operator: "child_of", id: 5, label: "Category", name: "A" }];
    const { description, domain } = await open(FLOW, { scope });
    expect(domain).toMatch(/\("categ_id", "child_of", 5\)/);
    expect(description).toMatch(/, Category: A$/);
});
