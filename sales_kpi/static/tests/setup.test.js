import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    mockService,
    models,
    mountView,
    mountWithCleanup,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels, makeData, SalesKpi } from "./helpers";

class SalesKpiSetup extends models.Model {
    _name = "sales.kpi.setup";
    kpi_ids = fields.Many2many({ relation: "sales.kpi" });
    _records = [{ id: 1, kpi_ids: [1] }];
}

defineKpiModels();
defineModels([SalesKpiSetup]);
preloadBundle("web.chartjs_lib");

/** Open a client action of ours, with what the server answers to the dashboard. */
async function openAction(tag, data = makeData()) {
    onRpc("sales.kpi", "dashboard_data", () => data);
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: 0, facts: 0 }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag });
    await animationFrame();
}

test.tags("desktop");
test("the dashboard asks for the set-up until it is refused", async () => {
    const data = makeData({ asks_setup: true });
    onRpc("sales.kpi", "dashboard_skip_setup", () => {
        expect.step("skipped");
        data.asks_setup = false;
        return true;
    });
    await openAction("sales_kpi.dashboard", data);
    expect(".o_kpi_setup_banner").toHaveText(/ten minutes/);
    await contains(".o_kpi_setup_dismiss").click();
    await animationFrame();
    expect(".o_kpi_setup_banner").toHaveCount(0);
    expect.verifySteps(["skipped"]);
});

test.tags("desktop");
test("the dashboard of who may not set up asks nothing", async () => {
    await openAction("sales_kpi.dashboard", makeData({ asks_setup: false }));
    expect(".o_kpi_setup_banner").toHaveCount(0);
});

test.tags("desktop");
test("banner and empty dashboard lead to the assistant", async () => {
    mockService("action", {
        doAction(action) {
            return action.tag ? super.doAction(...arguments) : expect.step(action);
        },
    });
    await openAction("sales_kpi.dashboard", makeData({ asks_setup: true, has_facts: false }));
    await contains(".o_kpi_setup_start").click();
    await contains(".o_kpi_empty button:contains(Set-up assistant)").click();
    expect.verifySteps(Array(2).fill("sales_kpi.sales_kpi_setup_action"));
});

test.tags("desktop");
test("first steps tick what is done and lead to the rest", async () => {
    const step = { title: "Title", text: "Text", button: "Go" };
    onRpc("sales.kpi", "first_steps", () => ({
        tour: [{ ...step, key: "dashboard", action: "a.dashboard" }],
        tasks: [
            { ...step, key: "setup", action: "a.setup", is_done: true },
            { ...step, key: "tiles", action: "a.tiles", is_done: false },
        ],
    }));
    mockService("action", {
        doAction(action) {
            return action.tag ? super.doAction(...arguments) : expect.step(action);
        },
    });
    await openAction("sales_kpi.first_steps");
    expect(".o_kpi_progress").toHaveText("1 of 2 done");
    expect("[data-key=dashboard] i").toHaveCount(0);
    expect("[data-key=setup] .fa-check-circle").toHaveCount(1);
    expect("[data-key=tiles] .fa-circle-o").toHaveCount(1);
    await contains("[data-key=tiles] button").click();
    expect.verifySteps(["a.tiles"]);
});

test.tags("desktop");
test("KPIs are ticked by category, at first the starter set and the chosen ones", async () => {
    SalesKpi._fields.meaning = fields.Char();
    SalesKpi._fields.is_starter = fields.Boolean();
    SalesKpi._fields.category = fields.Selection({
        selection: [
            ["result", "Result"],
            ["activity", "Activity"],
        ],
    });
    SalesKpi._records = [
        { id: 1, name: "Calls", category: "activity", is_starter: false, meaning: "Made" },
        { id: 2, name: "Revenue", category: "result", is_starter: true },
        { id: 3, name: "Visits", category: "activity", is_starter: false },
    ];
    onRpc("sales.kpi.setup", "web_save", ({ args }) => expect.step(args[1].kpi_ids));
    await mountView({
        type: "form",
        resModel: "sales.kpi.setup",
        resId: 1,
        arch: `<form><field name="kpi_ids" widget="sales_kpi_choice"/></form>`,
    });
    expect(queryAllTexts(".o_kpi_choice legend")).toEqual(["Result", "Activity"]);
    expect(queryAllTexts(".o_kpi_choice label")).toEqual(["Revenue", "Calls – Made"]);
    expect(".o_kpi_choice_count").toHaveText("1 chosen");
    await contains(".o_kpi_choice_more").click();
    expect(queryAllTexts(".o_kpi_choice label")).toEqual(["Revenue", "Calls – Made", "Visits"]);
    expect(".o_kpi_choice_more").toHaveCount(0);
    await contains(".o_kpi_choice .o-checkbox:contains(Visits) input").click();
    await contains(".o_kpi_choice .o-checkbox:contains(Calls) input").click();
    expect(".o_kpi_choice_count").toHaveText("1 chosen");
    await contains(".o_form_button_save").click();
    expect.verifySteps([
        [
            [4, 3],
            [3, 1],
        ],
    ]);
});
