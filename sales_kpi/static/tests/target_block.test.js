import { expect, test } from "@odoo/hoot";
import { click, queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mockService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { TargetBlock } from "@sales_kpi/target/target_block";
import { defineKpiModels } from "./helpers";

defineKpiModels();

function makeTarget(values = {}) {
    return {
        id: 7,
        kpi: "Won value",
        holder: "",
        unit: "count",
        currency_id: 1,
        direction: "up",
        state: "active",
        status: "off_track",
        reason: "At this pace it will not be reached.",
        date_from: "2026-06-01",
        date_to: "2026-06-30",
        target: 40,
        floor: null,
        has_value: true,
        value: 10,
        attainment: 0.25,
        expected: 20,
        is_expected: true,
        pace_share: 0.5,
        ...values,
    };
}

async function mountBlock(...targets) {
    onRpc("sales.kpi.target", "dashboard_targets", () => targets);
    await mountWithCleanup(TargetBlock, { props: { asOf: "2026-06-12 10:00:00" } });
    await animationFrame();
}

test("an own target: how far, how far it should be, how it goes", async () => {
    await mountBlock(makeTarget());
    expect(".o_kpi_target .badge").toHaveText("Off track");
    expect(queryAllTexts(".o_kpi_target > span").filter(Boolean)).toEqual([
        "Won value\nOff track",
        "25%",
        "10 of 40",
        "Expected by today: 20",
        "At this pace it will not be reached.",
        "Jun 1 – 30, 2026",
    ]);
    const [bar] = queryAll(".progress-bar");
    expect(bar.style.width).toBe("25%");
    expect(queryAll(".o_kpi_target_pace")[0].style.left).toBe("50%");
});

test("no value is not 0, and more than all fits into the bar", async () => {
    await mountBlock(
        makeTarget({ has_value: false, value: 0, attainment: 0, status: null, state: "proposed" }),
        makeTarget({ id: 8, attainment: 1.4, direction: "down", pace_share: null })
    );
    expect(".o_kpi_target:first .fs-4").toHaveText("–");
    expect(".o_kpi_target:first .badge").toHaveText("Proposed");
    expect(queryAll(".progress-bar").map(({ style }) => style.width)).toEqual(["0%", "100%"]);
    expect(".o_kpi_target_pace").toHaveCount(1);
    expect(".o_kpi_target:last").toHaveText(/10 of at most 40/);
});

test("a target of the team says whose it is", async () => {
    await mountBlock(makeTarget({ holder: "Mid-market" }));
    expect(queryAllTexts(".o_kpi_target .text-muted span")).toEqual(["Mid-market"]);
});

test("a click opens the target", async () => {
    mockService("action", {
        doAction: (action) => expect.step([action.res_model, action.res_id]),
    });
    await mountBlock(makeTarget());
    await click(".o_kpi_target");
    expect.verifySteps([["sales.kpi.target", 7]]);
});

test("who holds no target sees no block", async () => {
    await mountBlock();
    expect(".o_kpi_target_block").toHaveCount(0);
});
