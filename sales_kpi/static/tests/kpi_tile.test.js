import { expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { formatBucket, formatChange, formatKpi } from "@sales_kpi/dashboard/kpi_format";
import { KpiTile } from "@sales_kpi/dashboard/kpi_tile";
import { defineKpiModels, makeTile } from "./helpers";

defineKpiModels();

function mountTile(values, props = {}) {
    return mountWithCleanup(KpiTile, {
        props: {
            tile: makeTile(values),
            isCompared: true,
            open: () => expect.step("open"),
            calculate: () => expect.step("calculate"),
            choose: () => expect.step("choose"),
            ...props,
        },
    });
}

test("value, change with sign and words, cases", async () => {
    await mountTile();
    expect(".o_kpi_value").toHaveText("25%");
    expect(".o_kpi_change").toHaveText("▲ +5 points better");
    expect(".o_kpi_change").toHaveClass("text-success");
    expect(".o_kpi_before").toHaveText("from 20%");
    expect(".o_kpi_n").toHaveText("n = 40");
});

test("worse is said, not only coloured", async () => {
    await mountTile({
        unit: "hours",
        direction: "down",
        value: 6,
        before: 4,
        change: { value: 0.5, kind: "relative", verdict: "worse" },
    });
    expect(".o_kpi_value").toHaveText("6 h");
    expect(".o_kpi_change").toHaveText("▲ +50% worse");
    expect(".o_kpi_change").toHaveClass("text-danger");
    expect(queryFirst(".o_kpi_open").getAttribute("aria-label")).toMatch(/worse/);
});

test("no value is a dash with a reason, never 0", async () => {
    await mountTile({ value: null, n: 0, hint: "There are no cases.", change: null, trend: [null] });
    expect(".o_kpi_value").toHaveText("–");
    expect(".o_kpi_hint").toHaveText("There are no cases.");
    expect(".o_kpi_change").toHaveCount(0);
});

test("a comparison without a value says why", async () => {
    await mountTile({ before: null, change: null, before_hint: "There are no cases." });
    expect(".o_kpi_change").toHaveText("–");
    expect(".o_kpi_before").toHaveText("No comparison: There are no cases.");
});

test("few cases are greyed with a hint", async () => {
    await mountTile({ n: 3, is_few: true });
    expect(".o_kpi_value").toHaveClass("text-muted");
    expect(".o_kpi_n").toHaveText("n = 3, says little below 10");
});

test("each part of a tile is a button of its own", async () => {
    await mountTile();
    await contains(".o_kpi_calculate").click();
    await contains(".o_kpi_open").click();
    await contains(".o_kpi_choose").click();
    expect.verifySteps(["calculate", "open", "choose"]);
});

test("a gap in the data is a gap in the line", async () => {
    await mountTile({ trend: [1, null, 2, 3] });
    expect(queryFirst(".o_kpi_sparkline path").getAttribute("d").match(/M/g)).toHaveLength(2);
});

test("numbers by unit", async () => {
    await mountTile(); // loads the language
    expect(formatKpi(null, "count")).toBe("–");
    expect(formatKpi(0, "count")).toBe("0");
    expect(formatKpi(1234.4, "count")).toBe("1,234");
    expect(formatKpi(0.0784, "percent")).toBe("7.8%");
    expect(String(formatKpi(0.25, "hours"))).toBe("0.25 h");
    expect(String(formatKpi(12.34, "days"))).toBe("12.3 days");
    expect(formatKpi(3, "ratio")).toBe("3");
    expect(String(formatChange({ value: -0.05, kind: "points" }))).toBe("−5 points");
    expect(formatChange(null)).toBe("");
    expect(String(formatBucket("2026-04-01", "quarter"))).toBe("Q2 2026");
});
