import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels } from "./helpers";
import { makeAnswers, makeCockpit, makeForecast } from "./partner_cockpit_data";

defineKpiModels();

const MODEL = "sales.partner.cockpit";

/** Open the cockpit; what it asks for becomes a step, without what all questions share. */
async function openCockpit({ data = {}, answers = {}, forecast = {}, params } = {}) {
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: 0 }));
    onRpc(MODEL, "cockpit_data", ({ args: [options] }) => {
        expect.step(`data ${options.period}`);
        return makeCockpit(data);
    });
    onRpc(MODEL, "cockpit_answers", () => makeAnswers(answers));
    onRpc(MODEL, "cockpit_forecast", () => makeForecast(forecast));
    await mountWithCleanup(WebClient);
    const action = { type: "ir.actions.client", tag: "sales_kpi.partner_cockpit", params };
    await getService("action").doAction(action);
    await animationFrame();
    await animationFrame();
}

const row = (name) => `.o_kpi_partner_table tr[data-partner='${name}']`;

test.tags("desktop");
test("each partner's figures stand beside their limits, in words too", async () => {
    await openCockpit();
    expect.verifySteps(["data last_12_months"]);
    expect(`${row("Alpha")} td[data-code=acceptance_time_own]`).toHaveText(/0.5 h/);
    expect(`${row("Alpha")} td[data-code=acceptance_time_own] [role=img]`).toHaveAttribute(
        "aria-label",
        "Good: the limit is 1 h"
    );
    expect(`${row("Beta")} td[data-code=acceptance_time_own] [role=img]`).toHaveAttribute(
        "aria-label",
        "Not good: the limit is 1 h"
    );
    expect(`${row("Beta")} .o_kpi_state`).toHaveText("Blocked");
    expect(queryAllTexts(`${row("Alpha")} .o_kpi_picks li`)).toEqual([
        "6",
        "1",
        "0",
        "3",
    ]);
    // on a phone each figure bears its name
    expect(`${row("Alpha")} td[data-code=silent]`).toHaveAttribute("data-label", "Silent leads");
    // no value is not zero
    expect(`${row("Beta")} td[data-code=partner_conversion]`).toHaveText("–");
    expect(".o_kpi_partner_table tfoot td[data-code=acceptance_time_own]").toHaveText(/1.2 h/);
    expect(".o_kpi_acceptance").toHaveText(/until some partner accepts it: 2 h/);
});

test.tags("desktop");
test("columns sort, largest first, and what has no value comes last", async () => {
    await openCockpit();
    const names = () => queryAllTexts(".o_kpi_partner_table tbody .o_kpi_partner");
    expect(names()).toEqual(["Alpha", "Beta"]);
    const heads = ".o_kpi_partner_table thead th";
    await contains(`${heads}:contains('Silent leads') .o_kpi_sort`).click();
    expect(names()).toEqual(["Beta", "Alpha"]);
    expect(`${heads}:contains('Silent leads')`).toHaveAttribute("aria-sort", "descending");
    await contains(`${heads}:contains('Conversion') .o_kpi_sort`).click();
    expect(names()).toEqual(["Alpha", "Beta"]);
    await contains(`${heads}:contains('Conversion') .o_kpi_sort`).click();
    expect(names()).toEqual(["Alpha", "Beta"]);
    expect.verifySteps(["data last_12_months"]);
});

test.tags("desktop");
test("every number leads to its records", async () => {
    onRpc(MODEL, "open_offers", ({ args }) => {
        expect.step(args.slice(0, 2));
        return { type: "ir.actions.act_window", res_model: "crm.lead.offer" };
    });
    onRpc(MODEL, "open_sold", ({ args }) => {
        expect.step(args.slice(0, 3));
        return { type: "ir.actions.act_window", res_model: "sales.kpi.report" };
    });
    await openCockpit();
    mockService("action", {
        loadAction: () => ({ name: "Analysis" }),
        doAction: (action, options) =>
            expect.step(options?.props?.dynamicFilters[0].domain || action.domain || action.res_model),
    });
    await contains(`${row("Beta")} td[data-code=silent] button`).click();
    await contains(`${row("Alpha")} .o_kpi_picks button:first`).click();
    await contains(`${row("Alpha")} td[data-code=acceptance_time_own] button`).click();
    await contains(".o_kpi_products td button:first").click();
    await animationFrame();
    const [silent, offers, picks, figure, sold, facts] = [
        ["silent", 2],
        "crm.lead.offer",
        [
            ["event", "=", "offer_accepted"],
            ["date", ">=", "2026-01-01"],
            ["date", "<=", "2026-03-31"],
            ["sales_partner_id", "=", 1],
        ],
        '["&", "&", ("date", ">=", "2026-01-01"), ("date", "<=", "2026-03-31"), ("sales_partner_id", "=", 1)]',
        ["sell_out", 7, 9],
        "sales.kpi.report",
    ];
    expect.verifySteps(["data last_12_months", silent, offers, picks, figure, sold, facts]);
});

test.tags("desktop");
test("a pause needs a reason, and shows at once", async () => {
    onRpc("res.partner", "action_pause_partner", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    await openCockpit();
    await contains(`${row("Alpha")} .o_kpi_steer`).click();
    await contains(".o_kpi_pause").click();
    expect(".modal-title").toHaveText("Pause Alpha");
    expect(".modal .btn-primary").not.toBeEnabled();
    await contains(".modal .o_kpi_why").edit(" Holidays ");
    await contains(".modal .btn-primary").click();
    await animationFrame();
    expect.verifySteps(["data last_12_months", [[1], "Holidays"], "data last_12_months"]);
    expect(".modal").toHaveCount(0);
});

test.tags("desktop");
test("only what makes sense can be done to a partner", async () => {
    await openCockpit();
    const acts = async (name) => {
        await contains(`${row(name)} .o_kpi_steer`).click();
        const texts = queryAllTexts(".o-dropdown--menu .dropdown-item");
        await contains(`${row(name)} .o_kpi_steer`).click();
        return texts;
    };
    expect(await acts("Alpha")).toEqual([
        "Show open leads",
        "Leads he did not get",
        "Pause …",
        "Open profile",
    ]);
    expect(await acts("Beta")).toEqual([
        "Show open leads",
        "Leads he did not get",
        "Remind now",
        "Lift the block …",
        "Open profile",
    ]);
    expect.verifySteps(["data last_12_months"]);
});

test.tags("desktop");
test("what needs the manager stands on top, and reminding is one click", async () => {
    onRpc("res.partner", "action_nudge", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    await openCockpit();
    expect(".o_kpi_attention li").toHaveText(/Beta\s*Blocked\s*Silent leads: 2/);
    await contains(".o_kpi_attention .o_kpi_remind").click();
    await animationFrame();
    expect.verifySteps(["data last_12_months", [[2]], "data last_12_months"]);
});

test.tags("desktop");
test("the five questions have their answers", async () => {
    await openCockpit();
    expect(".o_kpi_best").toHaveText("Pumps in Bavaria sells best: $ 300");
    await contains(".o_kpi_products button[data-view=sell_in]").click();
    expect(".o_kpi_products .o_kpi_reason").toHaveText(/No order was confirmed/);
    expect(".o_kpi_investment tbody tr").toHaveText(/Fair\s*\$ 1,000\s*50%\s*pays/);
    expect(queryAllTexts(".o_kpi_expectation tbody td")).toEqual(["$ 2,000", "", "$ 2,000"]);
    expect(`${row("Alpha")} td[data-label^=Expected]`).toHaveText("$ 2,000");
    expect(".o_kpi_relevance li").toHaveText(/Contact\s*ρ = -0.90, n = 9/);
    expect(".o_kpi_relevance li").toHaveText(/closely along with more conversion/);
    expect(".o_kpi_few").toHaveCount(0);
    expect(".o_kpi_verdict").toHaveText("Yes, and nothing waits for anybody.");
    expect.verifySteps(["data last_12_months"]);
});

test.tags("desktop");
test("answers that are not there say why", async () => {
    const few = { code: "contact_time", name: "Contact", rho: -1, n: 3, is_few: true, helps: true };
    await openCockpit({
        data: { relevance: { fewest: 8, kpis: [few] } },
        answers: {
            investment: { reason: "Costs are read by managers only.", columns: [], by: [] },
            automation: {
                status: "bad",
                actions: [{ name: "refresh", status: "failed", last: null, next: null, failures: 2 }],
                queue: 7,
                rebuild: null,
                failed_mails: 1,
                waiting: [{ text: "Leads that no partner took", count: 3, action: null }],
            },
        },
        forecast: { reason: "No partner is working on a lead.", months: [], rows: [] },
    });
    expect(".o_kpi_few").toHaveText("Below 8 partners these numbers are mostly chance.");
    expect(".o_kpi_relevance li").toHaveText(/only 3 partners: says little/);
    expect(".o_kpi_investment .o_kpi_reason").toHaveText("Costs are read by managers only.");
    expect(".o_kpi_expectation .o_kpi_reason").toHaveText("No partner is working on a lead.");
    expect(".o_kpi_verdict").toHaveText(/Not at the moment: 1 automatic steps/);
    expect(".o_kpi_automation").toHaveText(/7 changes wait to be counted\..*1 mails could not be sent/s);
    expect(".o_kpi_waiting li").toHaveText("Leads that no partner took: 3");
    expect(queryOne(".o_kpi_automation details").open).toBe(true);
    expect.verifySteps(["data last_12_months"]);
});

test.tags("desktop");
test("without partners it says how to begin", async () => {
    await openCockpit({ data: { partners: [], attention: [] } });
    expect(".o_kpi_partner_table").toHaveCount(0);
    expect(".o_kpi_empty").toHaveText(/No sales partner yet/);
    expect.verifySteps(["data last_12_months"]);
});

test.tags("desktop");
test("another period is asked for and kept in the address", async () => {
    await openCockpit({ params: { period: "this_month" } });
    await contains(".o_kpi_period_select").select("last_year");
    await animationFrame();
    expect.verifySteps(["data this_month", "data last_year"]);
});

test.tags("desktop");
test("a part that fails leaves the others alone", async () => {
    onRpc(MODEL, "cockpit_answers", () => {
        throw new Error("broken");
    });
    patchWithCleanup(browser.console, { warn: () => expect.step("warned") });
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: 0 }));
    onRpc(MODEL, "cockpit_data", () => makeCockpit());
    onRpc(MODEL, "cockpit_forecast", () => makeForecast());
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_kpi.partner_cockpit",
    });
    await animationFrame();
    await animationFrame();
    expect(".o_kpi_partner_table").toHaveCount(1);
    expect(".o_kpi_products .o_kpi_error").toHaveText(/Something went wrong/);
    expect(".o_kpi_expectation tbody tr").toHaveCount(1);
    expect.verifySteps(["warned"]);
});

test.tags("desktop");
test("the leads that a partner did not get tell who got them", async () => {
    onRpc(MODEL, "lead_outflow", ({ args }) => {
        expect.step(args[0]);
        return {
            total: 3,
            declined: 1,
            decline_hours: 0.5,
            takers: [
                { partner: [1, "Alpha"], count: 2 },
                { partner: null, count: 1 },
            ],
            rows: [{ lead: "Big pump", how: "expired", date: "2026-03-02", taker: "Alpha" }],
            offers: { type: "ir.actions.act_window", res_model: "crm.lead.offer" },
        };
    });
    await openCockpit();
    await contains(`${row("Beta")} .o_kpi_steer`).click();
    await contains(".o_kpi_outflow_of").click();
    await animationFrame();
    expect(queryAllTexts(".o_kpi_takers li")).toEqual(["Alpha: 2", "Nobody so far: 1"]);
    expect(".o_kpi_outflow tbody tr").toHaveText(/Big pump\s*lapsed\s*Mar 2, 2026\s*Alpha/);
    expect(".o_kpi_outflow").toHaveText(/on average after 0.5 h/);
    expect.verifySteps(["data last_12_months", 2]);
});
