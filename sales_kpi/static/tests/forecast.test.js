import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels } from "./helpers";

defineKpiModels();

const JUDGEMENT = { id: 7, value: null, by: false, on: null, is_open: true };

function makeMonth(values = {}) {
    return {
        month: "2026-11-01",
        expected: 72000,
        low: 33000,
        high: 158000,
        won: 30000,
        from_pipeline: 38000,
        from_inflow: 152.4,
        classic: 46000,
        weights: [
            { label: "Flow of leads", value: 68152.4, weight: 0.6 },
            { label: "Last month", value: 77771.4, weight: 0.4 },
        ],
        reason: null,
        reason_text: null,
        judgement: { ...JUDGEMENT },
        ...values,
    };
}

function makeData(values = {}) {
    return {
        as_of: "2026-11-16",
        is_live: true,
        currency_id: 1,
        units: [
            { key: "company", name: "Company" },
            { key: 5, name: "North" },
            { key: "me", name: "My leads" },
        ],
        unit: "company",
        reason: null,
        months: [makeMonth()],
        accuracy: [
            {
                horizon: 1,
                months: 12,
                backtested: 10,
                forecast: 0.75,
                bias: -0.1,
                teams: 0.6,
                classic: 0.3,
                last: 0.5,
                judgement: null,
            },
        ],
        past: [
            {
                month: "2026-10-01",
                expected: 100000,
                classic: 50000,
                judgement: null,
                actual: 90000,
                is_backtest: true,
            },
        ],
        leads: [["won_status", "=", "pending"]],
        partners: [],
        is_manager: false,
        ...values,
    };
}

/** Open the forecast; what it asks for becomes a step. */
async function openForecast(values = {}) {
    onRpc("sales.kpi.forecast", "forecast_data", ({ args: [unit, isLive] }) => {
        expect.step([unit, isLive]);
        return makeData({ unit: unit || "company", ...values });
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_kpi.forecast" });
    await animationFrame();
}

test.tags("desktop");
test("shows what to expect, its range, its parts and how good it was", async () => {
    await openForecast();
    expect.verifySteps([[null, false]]);
    expect(".o_kpi_expected").toHaveText("$ 72,000");
    expect(".o_kpi_range").toHaveText("$ 33,000 to $ 158,000 in four of five cases");
    expect(queryAllTexts(".o_kpi_parts dd")).toEqual(["$ 30,000", "$ 38,000", "$ 152", "$ 46,000"]);
    // nobody judged, so that column is left out
    expect(queryAllTexts(".o_kpi_accuracy td")).toEqual(["75%", "60%", "50%", "30%", "12"]);
    expect(".o_kpi_forecast_accuracy").toHaveText(/Of them 10 were back-tested/);
    expect(".o_kpi_backtest").toHaveCount(0);
    expect(".o_kpi_reason").toHaveCount(0);
});

test.tags("desktop");
test("a judgement is stored in its own field, and an emptied one taken back", async () => {
    onRpc("sales.kpi.forecast", "write", ({ args }) => {
        expect.step(args);
        return true;
    });
    await openForecast();
    await contains(".o_kpi_judgement input").edit("80000");
    await animationFrame();
    await contains(".o_kpi_judgement input").clear({ confirm: "blur" });
    await animationFrame();
    expect.verifySteps([
        [null, false],
        [[7], { manager_value: 80000 }],
        ["company", true],
        [[7], { manager_value: false }],
        ["company", true],
    ]);
});

test.tags("desktop");
test("shares of sales partners lead to their leads", async () => {
    await openForecast({ partners: [{ id: 3, name: "Dealer", values: [12000] }] });
    mockService("action", {
        doAction: ({ domain }) => expect.step(domain),
    });
    expect(".o_kpi_forecast_partners button").toHaveText("Dealer");
    expect(queryAllTexts(".o_kpi_forecast_partners td")).toEqual(["$ 12,000"]);
    await contains(".o_kpi_forecast_partners button").click();
    expect.verifySteps([
        [null, false],
        [
            ["won_status", "=", "pending"],
            ["sales_partner_id", "=", 3],
        ],
    ]);
});

test.tags("desktop");
test("who may not judge reads who judged what", async () => {
    const judgement = {
        ...JUDGEMENT,
        value: 65000,
        by: "Lea",
        on: "2026-11-05",
        is_open: false,
    };
    await openForecast({ months: [makeMonth({ judgement })] });
    expect(".o_kpi_judgement input").toHaveCount(0);
    expect(".o_kpi_judgement").toHaveText(/\$ 65,000/);
    expect(".o_kpi_judgement").toHaveText(/Lea, .*2026/);
    expect.verifySteps([[null, false]]);
});

test.tags("desktop");
test("thin data show why there is no forecast, and the rest of what is known", async () => {
    const thin = { expected: null, low: null, high: null, reason: "few_won" };
    const months = [makeMonth({ ...thin, reason_text: "Too few deals." })];
    await openForecast({ months, reason: "Too few deals.", accuracy: [], past: [] });
    expect(".o_kpi_reason").toHaveText(/No forecast yet\. Too few deals\./);
    expect(".o_kpi_expected").toHaveText("–");
    expect(".o_kpi_range").toHaveText("");
    expect(".o_kpi_forecast_accuracy").toHaveText(/Not known yet/);
    expect.verifySteps([[null, false]]);
});

test.tags("desktop");
test("a large CRM shows the frozen forecast, and computes if asked", async () => {
    await openForecast({ is_live: false });
    expect(".o_kpi_forecast").toHaveText(/Frozen on Nov 16, 2026/);
    await contains(".o_kpi_now").click();
    await contains(".o_kpi_unit").select("North");
    await animationFrame();
    expect.verifySteps([
        [null, false],
        ["company", true],
        [5, false],
    ]);
});

test.tags("desktop");
test("leads and frozen forecasts of the unit are one click away", async () => {
    await openForecast({ unit: 5 });
    mockService("action", {
        doAction: (action, options) =>
            expect.step(action.domain || [action, options.additionalContext]),
    });
    await contains(".o_kpi_leads").click();
    await contains(".o_kpi_history").click();
    expect.verifySteps([
        [null, false],
        [["won_status", "=", "pending"]],
        ["sales_kpi.sales_kpi_forecast_action", { search_default_team_id: 5 }],
    ]);
});
