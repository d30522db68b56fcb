import { expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView, onRpc, preloadBundle } from "@web/../tests/web_test_helpers";
import { defineKpiModels, makeCurve, SalesKpiTarget } from "./helpers";

defineKpiModels();
preloadBundle("web.chartjs_lib");

async function mountCurve(curve) {
    SalesKpiTarget._records = [{ id: 1, name: "Target", curve }];
    await mountView({
        type: "form",
        resModel: "sales.kpi.target",
        resId: 1,
        arch: `<form><field name="curve" widget="sales_kpi_target_curve"/></form>`,
    });
    const canvas = document.querySelector("canvas");
    return canvas && window.Chart.getChart(canvas);
}

const labels = ({ data }) => data.datasets.map(({ label }) => label);

test("draws the value, the pace and the projection with its range", async () => {
    const chart = await mountCurve(makeCurve());
    expect(labels(chart)).toEqual([
        "Won value",
        "Pace",
        "Projection",
        "Range",
        "Range",
        "Interim mark",
    ]);
    const [actual, pace, projected, , high] = chart.data.datasets;
    expect(actual.data).toEqual([6, 14, null]);
    expect(pace.data).toEqual([10, 20, 30]);
    expect(projected.data).toEqual([null, 14, 21]);
    expect(high.fill).toBe("-1");
});

test("says in words how it goes, and what each day must bring", async () => {
    await mountCurve(makeCurve());
    expect(".o_kpi_target_status .badge").toHaveText("At risk");
    expect(".o_kpi_target_status").toHaveText(/Behind, but it can still be reached\./);
    expect(queryAllTexts(".o_kpi_target_figures dt")).toEqual([
        "So far",
        "Target",
        "Expected by today",
        "Projection",
        "Needed per working day",
    ]);
    expect(queryAllTexts(".o_kpi_target_figures dd")).toEqual([
        "14\n46.7%",
        "30",
        "20",
        "21\n18 to 31",
        "8\nworking days left: 2",
    ]);
    expect(".o_kpi_target_note").toHaveText("Pace: evenly over working days.");
});

test("interim marks are due or reached on a day", async () => {
    const [half, ...others] = makeCurve().marks;
    await mountCurve(makeCurve({ marks: [{ ...half, reached: "2026-06-02" }, ...others] }));
    expect(queryAllTexts(".o_kpi_target_marks li").slice(0, 2)).toEqual([
        "50% (15): reached on Jun 2",
        "90% (27): due on Jun 3",
    ]);
});

test("a revision keeps the old pace and says why", async () => {
    const revision = {
        date: "2026-06-02",
        before: 15,
        reason: "New colleague",
        by: "Mona",
        pace: [5, 10, null],
    };
    const chart = await mountCurve(makeCurve({ revisions: [revision] }));
    const line = chart.data.datasets.find(({ label }) => label === "Pace before the revision");
    expect(line.data).toEqual([5, 10, null]);
    expect(line.pointRadius).toEqual([0, 6, 0]);
    expect(".o_kpi_target_revision").toHaveText(
        "◆ Revised on Jun 2, 2026 by Mona, 15 before: New colleague"
    );
});

test("what does not add up has a level, no marks and no rate", async () => {
    const chart = await mountCurve(
        makeCurve({
            shape: "level",
            unit: "percent",
            direction: "down",
            target: 0.3,
            value: 0.25,
            rate: null,
            marks: [],
            pace_kind: "level",
            projected: null,
            projection: null,
        })
    );
    expect(labels(chart)).toEqual(["Won value", "Target"]);
    expect(queryAllTexts(".o_kpi_target_figures dd")).toEqual(["25%\n46.7%", "at most 30%"]);
});

test("an ended target tells what became of its figures later", async () => {
    await mountCurve(
        makeCurve({ state: "reached", today: null, frozen: 30, value: 31, projection: null })
    );
    expect(".o_kpi_target_status .badge").toHaveText("Reached");
    expect(queryAllTexts(".o_kpi_target_note")[1]).toBe(
        "The target ended with 30; the figures come to 31 today."
    );
});

test("the same as a table, by weeks or working days", async () => {
    onRpc("sales.kpi.target", "get_breakdown", ({ args }) => {
        expect.step(args);
        const [row] = makeCurve().breakdown.rows;
        return { granularity: "day", rows: [row, row, row] };
    });
    await mountCurve(makeCurve());
    await click(".o_kpi_target_breakdown summary");
    await animationFrame();
    expect(queryAllTexts(".o_kpi_target_breakdown tbody tr:first > *")).toEqual([
        "Jun 1 – 3, 2026",
        "3",
        "30",
        "14",
        "30",
    ]);
    await click(".btn-group button:last");
    await animationFrame();
    expect.verifySteps([[[1], "day"]]);
    expect(".o_kpi_target_breakdown tbody tr").toHaveCount(3);
    expect(queryOne(".btn-group button:last")).toHaveAttribute("aria-pressed", "true");
});

test("figures that may not be shown are not drawn", async () => {
    const chart = await mountCurve({ is_hidden: true, reason: "Not yet accepted." });
    expect(chart).toBe(null);
    expect(".o_kpi_target_hidden").toHaveText("Not yet accepted.");
});

test("a target that is not saved has no curve yet", async () => {
    await mountCurve(false);
    expect(".o_kpi_target_curve").toHaveText(/^Save the target/);
});
