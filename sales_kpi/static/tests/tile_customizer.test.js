import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels, makeData, makeTile } from "./helpers";

defineKpiModels();
preloadBundle("web.chartjs_lib");

const NAMES = {
    churn: "Churn",
    win_rate: "Win rate",
    new_leads: "New leads",
    deal_value: "Deal value",
};
const DEFAULT = ["win_rate", "new_leads"];

/** Open the dashboard of a user whose tiles the server keeps, and customize it. */
async function openCustomizer(codes = [...DEFAULT]) {
    const changes = {
        dashboard_add_tile: (code) => codes.push(code),
        dashboard_remove_tile: (code) => codes.splice(codes.indexOf(code), 1),
        dashboard_move_tile(code, steps) {
            const place = codes.indexOf(code);
            codes.splice(place, 1);
            codes.splice(place + steps, 0, code);
        },
        dashboard_reset_tiles: () => codes.splice(0, codes.length, ...DEFAULT),
    };
    for (const [method, change] of Object.entries(changes)) {
        onRpc("sales.kpi", method, ({ args }) => {
            expect.step([method, ...args]);
            change(...args);
            return true;
        });
    }
    onRpc("sales.kpi", "dashboard_data", () =>
        makeData({
            tiles: codes.map((code, id) => makeTile({ id, code, name: NAMES[code] || code })),
        })
    );
    onRpc("sales.kpi", "dashboard_free_tiles", () =>
        Object.keys(NAMES)
            .filter((code) => !codes.includes(code))
            .map((code) => ({
                code,
                name: NAMES[code],
                category: "Result",
                is_used: code !== "churn",
                note: code === "churn" ? "No data yet." : "",
            }))
    );
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: 0, facts: 0 }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_kpi.dashboard" });
    await animationFrame();
    await contains(".o_kpi_customize").click();
    await animationFrame();
}

test.tags("desktop");
test("a tile is moved, and the focus goes with it", async () => {
    await openCustomizer();
    await contains("[data-tools='new_leads'] [data-tool='before']").click();
    await animationFrame();
    expect(queryAllTexts(".o_kpi_name")).toEqual(["New leads", "Win rate"]);
    // it cannot go further: the next button of the same tile
    expect("[data-tools='new_leads'] [data-tool='before']").not.toBeEnabled();
    expect("[data-tools='new_leads'] [data-tool='remove']").toBeFocused();
    expect.verifySteps([["dashboard_move_tile", "new_leads", -1]]);
});

test.tags("desktop");
test("a tile is removed, the last one stays", async () => {
    await openCustomizer();
    await contains("[data-tools='win_rate'] [data-tool='remove']").click();
    await animationFrame();
    expect(queryAllTexts(".o_kpi_name")).toEqual(["New leads"]);
    expect("[data-tools='new_leads'] [data-tool='remove']").not.toBeEnabled();
    expect.verifySteps([["dashboard_remove_tile", "win_rate"]]);
});

test.tags("desktop");
test("a tile is added from the others, then reset", async () => {
    await openCustomizer();
    await contains(".o_kpi_add_tile .o_select_menu_toggler").click();
    await contains(".o_select_menu_item:contains(Deal value)").click();
    await animationFrame();
    expect(queryAllTexts(".o_kpi_name")).toEqual(["Win rate", "New leads", "Deal value"]);
    await contains(".o_kpi_reset_tiles").click();
    await animationFrame();
    expect(queryAllTexts(".o_kpi_name")).toEqual(["Win rate", "New leads"]);
    await contains(".o_kpi_customized").click();
    expect(".o_kpi_tools").toHaveCount(0);
    expect.verifySteps([["dashboard_add_tile", "deal_value"], ["dashboard_reset_tiles"]]);
});

test.tags("desktop");
test("what a manager can put in use stands last, under a heading of its own", async () => {
    await openCustomizer();
    await contains(".o_kpi_add_tile .o_select_menu_toggler").click();
    expect(queryAllTexts(".o_select_menu_group")).toEqual(["Result", "Not in use yet"]);
    expect(queryAllTexts(".o_select_menu_item")).toEqual(["Deal value", "Churn – No data yet."]);
    await contains(".o_select_menu_item:contains(Churn)").click();
    expect.verifySteps([["dashboard_add_tile", "churn"]]);
});

test.tags("desktop");
test("seven tiles are enough", async () => {
    await openCustomizer(["a", "b", "c", "d", "e", "f", "g"]);
    expect(".o_kpi_customizer").toHaveText(/7 of 7 tiles/);
    expect(".o_kpi_add_tile .o_select_menu_toggler").not.toBeEnabled();
});
