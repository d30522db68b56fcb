import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryAllValues } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels } from "./helpers";

defineKpiModels();

const FIGURE = { n: 50, is_few: false, is_rate: true, minimum_n: 10, hint: null };

function makeFigures(values = {}) {
    const figures = {
        deal_value: { label: "Deal value", unit: "money", value: 5000 },
        qualified_rate: { label: "Qualified won", unit: "percent", value: 0.25 },
        hit_rate: { label: "Hit rate", unit: "percent", value: 0.125 },
        contact_rate: { label: "Contacted", unit: "percent", value: 0.75 },
        leads: { label: "New leads", unit: "count", value: 1000, is_rate: false },
        cycle: { label: "Cycle", unit: "days", value: 40.5 },
        cost: { label: "Costs", unit: "money", value: 9000, is_rate: false },
        retention_rate: { label: "Retention", unit: "percent", value: 0.95 },
        revenue: { label: "Revenue", unit: "money", value: 2000, is_rate: false },
        cac: { label: "CAC", unit: "money", value: 500 },
    };
    for (const [key, value] of Object.entries(values)) {
        Object.assign(figures[key], value);
    }
    const all = Object.entries(figures).map(([key, figure]) => [key, { ...FIGURE, ...figure }]);
    return Object.fromEntries(all);
}

/** Open the calculator; what it asks to be calculated becomes a step. */
async function openCalculator(figures = makeFigures()) {
    onRpc("sales.kpi", "calculator_data", ({ args }) => ({
        currency_id: 1,
        period: { date_from: "2025-12-01", date_to: "2026-11-30" },
        scope: args[0].scope.map(([field, id]) => ({ field, id, label: "Team", name: "South" })),
        dimensions: [{ field: "team_id", label: "Sales team", model: "crm.team" }],
        figures,
    }));
    onRpc("sales.kpi", "calculator_results", ({ args: [values, target, assumed, changed] }) => {
        expect.step({ hit_rate: values.hit_rate, target, assumed, changed });
        const need = { month: 1500, quarter: 4500 };
        const unknown = { month: null, quarter: null };
        return {
            needed: { deals: need, qualified: need, contacts: need, leads: unknown },
            what_if: {
                revenue: {
                    today: 2000,
                    then: 2500,
                    change: { value: 0.25, kind: "relative", verdict: "better" },
                },
                cac: { today: null, then: null, change: null },
            },
        };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_kpi.calculator" });
    await animationFrame();
}

const TARGET = { value: 10, is_amount: false, per: "month" };
const asked = (values = {}) => ({
    hit_rate: 0.125,
    target: TARGET,
    assumed: {},
    changed: {},
    ...values,
});

test.tags("desktop");
test("shows what is needed, the rates with their cases, and the outcomes", async () => {
    await openCalculator(makeFigures({ hit_rate: { n: 4, is_few: true } }));
    expect.verifySteps([asked()]);
    expect(queryAllTexts(".o_kpi_needs tbody tr:first-child td")).toEqual(["1,500", "4,500"]);
    expect(queryAllTexts(".o_kpi_needs tbody tr:last-child td")).toEqual(["–", "–"]);
    expect(queryAllTexts(".o_kpi_rate .o_kpi_n")).toEqual([
        "n = 50",
        "n = 4, says little below 10",
        "n = 50",
    ]);
    expect(".o_kpi_rate[data-key=hit_rate] .o_kpi_few").toHaveCount(1);
    expect(queryAllValues(".o_kpi_driver_input input")).toEqual([
        "1,000",
        "12.5",
        "5,000",
        "40.5",
        "9,000",
        "95",
    ]);
    expect(queryAllTexts(".o_kpi_outcomes tr[data-key=revenue] td").slice(0, 2)).toEqual([
        "$ 2,000",
        "$ 2,500",
    ]);
    expect(".o_kpi_outcomes tr[data-key=revenue] td:last").toHaveText(/▲ \+25%/);
    expect(".o_kpi_outcomes tr[data-key=cac] td:first").toHaveText("–");
    expect(".o_kpi_missing").toHaveCount(0);
});

test.tags("desktop");
test("a rate by hand is marked as assumed, and can be taken back", async () => {
    await openCalculator();
    await contains(".o_kpi_rate[data-key=hit_rate] input").edit("8");
    expect(".o_kpi_rate[data-key=hit_rate] .o_kpi_assumed").toHaveCount(1);
    await contains(".o_kpi_rate[data-key=hit_rate] .o_kpi_measured").click();
    expect(".o_kpi_assumed").toHaveCount(0);
    expect(".o_kpi_rate[data-key=hit_rate] input").toHaveValue("12.5");
    expect.verifySteps([asked(), asked({ assumed: { hit_rate: 0.08 } }), asked()]);
});

test.tags("desktop");
test("an emptied rate is the measured one again", async () => {
    await openCalculator();
    await contains(".o_kpi_rate[data-key=hit_rate] input").edit("8");
    await contains(".o_kpi_rate[data-key=hit_rate] input").clear({ confirm: "blur" });
    expect(".o_kpi_assumed").toHaveCount(0);
    expect.verifySteps([asked(), asked({ assumed: { hit_rate: 0.08 } }), asked()]);
});

test.tags("desktop");
test("the target is in deals or in money, per month or quarter", async () => {
    await openCalculator();
    await contains(".o_kpi_target input").edit("12");
    await contains(".o_kpi_target_per").select("quarter");
    await contains(".o_kpi_target_unit").select("amount");
    expect(".o_kpi_target input").toHaveValue("60,000");
    expect(".o_kpi_rate:first").toHaveText(/Deal value/);
    const target = { value: 12, is_amount: false, per: "quarter" };
    expect.verifySteps([
        asked(),
        asked({ target: { ...TARGET, value: 12 } }),
        asked({ target }),
        asked({ target: { ...target, value: 60000, is_amount: true } }),
    ]);
});

test.tags("desktop");
test("a driver changes by tenths or by hand, and all is reset", async () => {
    await openCalculator();
    await contains(".o_kpi_driver_input[data-key=leads] .o_kpi_more").click();
    await contains(".o_kpi_driver_input[data-key=leads] .o_kpi_more").click();
    expect(".o_kpi_driver_input[data-key=leads] .o_kpi_driver_change").toHaveText("+20%");
    await contains(".o_kpi_driver_input[data-key=cycle] input").edit("20.25");
    expect(".o_kpi_driver_input[data-key=cycle] .o_kpi_driver_change").toHaveText("−50%");
    await contains(".o_kpi_reset").click();
    expect(".o_kpi_driver_change").toHaveCount(0);
    expect.verifySteps([
        asked(),
        asked({ changed: { leads: 1100 } }),
        asked({ changed: { leads: 1200 } }),
        asked({ changed: { leads: 1200, cycle: 20.25 } }),
        asked(),
    ]);
});

test.tags("desktop");
test("a step back to today's value is no change", async () => {
    await openCalculator();
    await contains(".o_kpi_driver_input[data-key=leads] .o_kpi_more").click();
    await contains(".o_kpi_driver_input[data-key=leads] .o_kpi_less").click();
    expect(".o_kpi_driver_change").toHaveCount(0);
    expect.verifySteps([asked(), asked({ changed: { leads: 1100 } }), asked()]);
});

test.tags("desktop");
test("what cannot be is refused where it is typed", async () => {
    await openCalculator();
    expect(".o_kpi_driver_input[data-key=retention_rate] .o_kpi_more").not.toBeEnabled();
    for (const [text, error] of [
        ["many", "This is not a number."],
        ["0", "Enter a number above 0."],
        ["101", "Enter 100 % or less."],
    ]) {
        await contains(".o_kpi_rate[data-key=hit_rate] input").edit(text);
        expect(".o_kpi_number_error").toHaveText(error);
    }
    await contains(".o_kpi_rate[data-key=hit_rate] input").press("Escape");
    expect(".o_kpi_number_error").toHaveCount(0);
    expect(".o_kpi_rate[data-key=hit_rate] input").toHaveValue("12.5");
    expect.verifySteps([asked()]);
});

test.tags("desktop");
test("says which figures are missing; a rate may be assumed, a driver not", async () => {
    const missing = { value: null, n: 0, hint: "There are no cases in this period." };
    await openCalculator(makeFigures({ hit_rate: missing }));
    expect(queryAllTexts(".o_kpi_missing li")).toEqual(
        Array(2).fill("Hit rate: There are no cases in this period.")
    );
    expect(".o_kpi_driver_input[data-key=hit_rate] input").not.toBeEnabled();
    expect(".o_kpi_driver_input[data-key=hit_rate] .o_kpi_more").not.toBeEnabled();
    await contains(".o_kpi_rate[data-key=hit_rate] input").edit("8");
    expect(".o_kpi_needed .o_kpi_missing").toHaveCount(0);
    expect.verifySteps([
        asked({ hit_rate: null }),
        asked({ hit_rate: null, assumed: { hit_rate: 0.08 } }),
    ]);
});

test.tags("desktop");
test("the scope limits the figures, and an error says what to do", async () => {
    mockService("notification", { add: () => () => {} });
    await openCalculator();
    await contains(".o_kpi_scope_select").select("team_id");
    await contains(".o_kpi_scope_record input").click();
    await contains(".o-autocomplete--dropdown-item:contains(South)").click();
    expect(".o_kpi_scope_part").toHaveText(/South/);
    onRpc("sales.kpi", "calculator_results", () => {
        throw makeServerError({ type: "UserError", message: "A share is at most 100 %." });
    });
    await contains(".o_kpi_driver_input[data-key=leads] .o_kpi_more").click();
    expect(".o_kpi_error").toHaveText(/A share is at most 100 %\./);
    expect.verifySteps([asked(), asked()]);
});
