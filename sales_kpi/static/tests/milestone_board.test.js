import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
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

function makeRow(values = {}) {
    return {
        stage: [11, "Interest"],
        customer_action: "Asks for a talk",
        status: "amber",
        pace: 0.9,
        light_from: "2026-08-28",
        light_inflow: 540000,
        light_need: 600000,
        missing_to_green: 60000,
        needed: 210000,
        needed_count: 20.4,
        needed_per_workday: 10000,
        needed_per_week: 50000,
        needed_to_date: 150000,
        missing_to_date: 30000,
        missing_today: 4000,
        actual: 120000,
        actual_count: 1,
        actual_today: 6000,
        standard_share: 0.5,
        manual_share: 0,
        serves: "2027-01-01",
        is_carried: false,
        rate: 0.4,
        rate_count: 0.5,
        yield: 0.45,
        n: 12,
        lag_days: 14,
        origin: "measured",
        is_assumed: false,
        trend: [
            { month: "2026-10-01", needed: 1, actual: 90000, actual_count: 9 },
            { month: "2026-11-01", needed: 1, actual: 120000, actual_count: 1 },
        ],
        ...values,
    };
}

const LAST = makeRow({ stage: [12, "Order"], status: "green", origin: null, rate: null });

function makeScreen({ board = {}, ...values } = {}) {
    return {
        teams: [
            [5, "North"],
            [6, "South"],
        ],
        people: [],
        can_set_up: true,
        board: board && {
            team: [5, "North"],
            user: null,
            month: "2026-11-01",
            today: "2026-11-20",
            as_of: "2026-11-20",
            currency_id: 1,
            workdays: 21,
            workdays_to_date: 15,
            light_days: 60,
            target: 105000,
            is_share: false,
            problem: null,
            hint: null,
            milestones: [makeRow(), LAST],
            ...board,
        },
        ...values,
    };
}

/** Open the board; what it asks for becomes a step. */
async function openBoard(values) {
    const server = { changed: 0 };
    onRpc("crm.team", "milestone_screen", ({ args }) => {
        expect.step(args);
        return makeScreen(values);
    });
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: server.changed }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_kpi.milestone_board",
    });
    await animationFrame();
    expect.verifySteps([[false, false, false]]);
    return server;
}

test.tags("desktop");
test("says what is needed, what arrived and what is missing, in words as well", async () => {
    await openBoard();
    expect(".o_kpi_summary").toHaveText("1 of 2 milestones are green");
    expect(".o_kpi_target_text").toHaveText("Target at the last milestone: $ 105,000 this month");
    expect(".o_kpi_milestone").toHaveCount(2);
    expect(".o_kpi_light:first").toHaveText("Amber: a little too little\n90% of the need");
    expect(".o_kpi_needed:first").toHaveText("$ 210,000");
    expect(".o_kpi_arrived:first").toHaveText("$ 120,000");
    expect(".o_kpi_missing_today:first").toHaveText("$ 4,000");
    expect(".o_kpi_per_day:first").toHaveText("$ 10,000");
    expect(".o_kpi_missing_to_date:first").toHaveText("$ 30,000 behind the pace of the month");
    expect(".o_kpi_values:first").toHaveText("50% standard potentials");
    // a part of a lead is a lead to find
    expect(queryAllTexts(".o_kpi_milestone:first small").slice(0, 2)).toEqual([
        "21 leads",
        "for the target of Jan 2027",
    ]);
    // the last milestone leads to no other
    expect(".o_kpi_rate").toHaveCount(1);
    expect(".o_kpi_rate").toHaveText("40% by value, 50% by number");
    expect(".o_kpi_assumed").toHaveCount(0);
});

test.tags("desktop");
test("grey says that the cases are too few, and assumed rates say so", async () => {
    const row = { status: "grey", pace: null, origin: "default", is_assumed: true, n: 0 };
    await openBoard({ board: { milestones: [makeRow(row)] } });
    expect(".o_kpi_light").toHaveText("Grey: too few cases to tell");
    expect(".o_kpi_assumed").toHaveCount(1);
});

test.tags("desktop");
test("each number opens the leads behind it", async () => {
    onRpc("crm.team", "action_open_milestone_leads", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window_close" };
    });
    await openBoard();
    for (const selector of [
        ".o_kpi_light:first",
        ".o_kpi_arrived:first",
        ".o_kpi_today:first",
        ".o_kpi_milestone_trend:first",
    ]) {
        await contains(selector).click();
    }
    expect.verifySteps([
        [[5], 11, "2026-08-28", "2026-11-20", false],
        [[5], 11, "2026-11-01", "2026-11-30", false],
        [[5], 11, "2026-11-20", "2026-11-20", false],
        [[5], 11, "2026-10-01", "2026-11-30", false],
    ]);
});

test.tags("desktop");
test("team, person and month can be chosen", async () => {
    await openBoard();
    await contains(".o_kpi_team").select("6");
    await contains(".o_kpi_who").select("me");
    expect(".o_kpi_private").toHaveCount(1);
    await contains(".o_kpi_month_back").click();
    await animationFrame();
    expect.verifySteps([
        [6, false, false],
        [6, false, true],
        [6, "2026-10-01", true],
    ]);
});

test.tags("desktop");
test("who comes back to the window sees what changed meanwhile", async () => {
    const server = await openBoard();
    server.changed = 1;
    window.dispatchEvent(new Event("focus"));
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[false, false, false]]);
});

test.tags("desktop");
test("without milestones the assistant is offered to who may set up", async () => {
    mockService("action", {
        doAction(action, options) {
            if (typeof action === "string") {
                expect.step([action, options.additionalContext]);
                return;
            }
            return super.doAction(...arguments);
        },
    });
    await openBoard({ board: { problem: "no_milestones", hint: "None yet.", milestones: [] } });
    expect(".o_kpi_board_empty p").toHaveText("None yet.");
    await contains(".o_kpi_start_setup").click();
    expect.verifySteps([["sales_kpi.crm_milestone_setup_action", { default_team_id: 5 }]]);
});

test.tags("desktop");
test("who may not set up is told who can", async () => {
    await openBoard({ can_set_up: false, board: { problem: "no_target", hint: "No target." } });
    expect(".o_kpi_board_empty").toHaveText(/Your sales manager can do that/);
    expect(".o_kpi_start_setup").toHaveCount(0);
    expect(".o_kpi_milestone").toHaveCount(2);
});

test.tags("desktop");
test("without a team there is advice instead of figures", async () => {
    await openBoard({ board: null, teams: [] });
    expect(".o_kpi_board_empty").toHaveText(/You are in no sales team/);
});

test.tags("desktop");
test("a refusal is told in the words of the server", async () => {
    onRpc("crm.team", "milestone_screen", () => {
        throw makeServerError({ type: "AccessError", message: "Ask the leader of the team." });
    });
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: 0 }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_kpi.milestone_board",
    });
    await animationFrame();
    expect(".o_kpi_error").toHaveText(/Ask the leader of the team/);
});

test.tags("desktop");
test("the example of the method is computed by the server for the numbers entered", async () => {
    onRpc("crm.team", "milestone_example", ({ args }) => {
        expect.step(args);
        const [target = 100000, shares = [0.5]] = args;
        const step = { customer_action: "Acts" };
        return {
            currency_id: 1,
            target,
            milestones: [
                { ...step, name: "Interest", share: shares[0], needed: target / shares[0] },
                { ...step, name: "Order", share: null, needed: target },
            ],
        };
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_kpi.milestone_intro",
    });
    expect(".o_kpi_example_first").toHaveText("$ 200,000");
    await contains(".o_kpi_example input:first").edit("25");
    await animationFrame();
    expect(".o_kpi_example_first").toHaveText("$ 400,000");
    await contains(".o_kpi_example input:last").edit("50000");
    await animationFrame();
    expect(".o_kpi_example_first").toHaveText("$ 200,000");
    await contains(".o_kpi_example_reset").click();
    await animationFrame();
    expect.verifySteps([[], [100000, [0.25]], [50000, [0.25]], []]);
});
