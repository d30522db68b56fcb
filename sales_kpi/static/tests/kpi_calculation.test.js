import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels, makeCalculation, makeData, makeTile } from "./helpers";

defineKpiModels();
preloadBundle("web.chartjs_lib");

/** Open the dashboard; the second tile cannot be shown in a pivot. */
async function openDashboard(calculation = makeCalculation()) {
    onRpc("sales.kpi", "dashboard_data", () =>
        makeData({
            scope: [{ field: "team_id", operator: "=", id: 5, label: "Team", name: "North" }],
            tiles: [makeTile(), makeTile({ id: 2, code: "revenue_growth", analysis: null })],
        })
    );
    onRpc("sales.kpi", "dashboard_calculation", ({ args }) => {
        expect.step(args);
        return calculation;
    });
    onRpc("sales.kpi", "dashboard_drivers", () => false);
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: 0, facts: 0 }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_kpi.dashboard" });
    await animationFrame();
}

const QUESTION = { period: "custom", scope: [["team_id", 5]] };
const MARCH = { ...QUESTION, date_from: "2026-03-01", date_to: "2026-03-31" };
const JANUARY = { ...QUESTION, date_from: "2026-01-01", date_to: "2026-01-31" };

test.tags("desktop");
test("a tile says what it is made of, with days and units", async () => {
    await openDashboard();
    await contains(".o_kpi_tile[data-code=win_rate] .o_kpi_calculate").click();
    expect.verifySteps([["win_rate", MARCH]]);
    expect(".modal-title").toHaveText("Growth");
    expect(".o_kpi_calculation_value").toHaveText("100%");
    expect(queryAllTexts(".o_kpi_part th")).toEqual([
        "Revenue: untaxed amount",
        "Pipeline: how many\nThe stock at the end of the period.",
        "Contact later won: how many",
    ]);
    const days = queryAllTexts(".o_kpi_part td:nth-child(2)");
    expect(days[0]).toMatch(/^Mar 1\s–\s31, 2026$/);
    expect(days.slice(1)).toEqual(["until Mar 31, 2026", "no case is old enough yet"]);
    expect(queryAllTexts(".o_kpi_part td:nth-child(3)")).toEqual(["8,000", "3", "–"]);
});

test.tags("desktop");
test("each part leads to the list of its facts", async () => {
    mockService("action", {
        doAction(action) {
            if (action.tag) {
                return super.doAction(...arguments);
            }
            expect.step([action.name, action.views[0][1], action.domain, action.context]);
        },
    });
    await openDashboard();
    await contains(".o_kpi_tile[data-code=win_rate] .o_kpi_calculate").click();
    await contains(".o_kpi_part:eq(1) .o_kpi_facts").click();
    expect(".o_kpi_calculation").toHaveCount(0);
    expect.verifySteps([
        ["win_rate", MARCH],
        [
            "Pipeline: how many, until Mar 31, 2026",
            "list",
            [["event", "=", "pipeline"]],
            { kpi_measures: ["count"], pivot_measures: ["count"] },
        ],
    ]);
});

test.tags("desktop");
test("what no pivot can show opens its calculation, also for a month of the board", async () => {
    await openDashboard();
    await contains(".o_kpi_tile[data-code=revenue_growth] .o_kpi_open").click();
    await contains(".modal-footer button").click();
    await contains("[data-cell='1-0']").click();
    expect(".o_kpi_calculation").toHaveCount(1);
    expect.verifySteps([
        ["revenue_growth", MARCH],
        ["revenue_growth", JANUARY],
    ]);
});

test.tags("desktop");
test("says why there is no list, and why no value", async () => {
    const [part] = makeCalculation().parts;
    await openDashboard(makeCalculation({ parts: [{ ...part, facts: null }] }));
    await contains(".o_kpi_tile[data-code=win_rate] .o_kpi_calculate").click();
    expect(".o_kpi_facts").toHaveCount(0);
    expect(".o_kpi_no_list").toHaveText(/How others work/);
    expect.verifySteps([["win_rate", MARCH]]);
});

test.tags("desktop");
test("without parts it says why", async () => {
    const hint = "The period has not begun yet.";
    await openDashboard(makeCalculation({ value: null, n: 0, hint, parts: [] }));
    await contains(".o_kpi_tile[data-code=win_rate] .o_kpi_calculate").click();
    expect(".o_kpi_calculation_value").toHaveText("–");
    expect(".o_kpi_calculation").toHaveText(/The period has not begun yet\./);
    expect(".o_kpi_calculation table").toHaveCount(0);
    expect(".o_kpi_no_list").toHaveCount(0);
    expect.verifySteps([["win_rate", MARCH]]);
});
