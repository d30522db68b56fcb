import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { mountWithCleanup, preloadBundle } from "@web/../tests/web_test_helpers";
import { Sparkline } from "@sales_kpi/dashboard/sparkline";
import { TrendChart } from "@sales_kpi/dashboard/trend_chart";
import { defineKpiModels, makeData, makeTile } from "./helpers";

defineKpiModels();
preloadBundle("web.chartjs_lib");

async function mountChart(values, annotations = []) {
    const trend = { ...makeData().trend, annotations };
    await mountWithCleanup(TrendChart, { props: { tile: makeTile(values), trend, currencyId: 1 } });
    return window.Chart.getChart(queryOne("canvas"));
}

test("draws the values of the tile; no value is a gap", async () => {
    const { data } = await mountChart();
    expect(data.labels).toEqual(["Jan 2026", "Feb 2026", "Mar 2026"]);
    expect(data.datasets[0].data).toEqual([0.1, null, 0.25]);
});

test("the part that still runs is dotted", async () => {
    const { data } = await mountChart();
    const { borderDash } = data.datasets[0].segment;
    expect(borderDash({ p1DataIndex: 1 })).toBe(undefined);
    expect(borderDash({ p1DataIndex: 2 })).toEqual([5, 5]);
});

test("tooltip and axis speak the unit of the KPI", async () => {
    const { options } = await mountChart();
    const { label, footer, afterTitle } = options.plugins.tooltip.callbacks;
    expect(label({ dataIndex: 2 })).toBe("25%");
    expect(footer([{ dataIndex: 2 }])).toBe("n = 40");
    expect(afterTitle([{ dataIndex: 2 }])).toBe("still running");
    expect(afterTitle([{ dataIndex: 0 }])).toBe("");
    expect(options.scales.y.ticks.callback(0.3)).toBe("30%");
});

test("a benchmark is a dotted line with its name", async () => {
    const benchmark = { value: 0.3, label: "Industry" };
    const { data, options } = await mountChart({ benchmark });
    const [, line] = data.datasets;
    expect(line.data).toEqual([0.3, 0.3, 0.3]);
    expect(line.borderDash).toEqual([2, 4]);
    const { label } = options.plugins.tooltip.callbacks;
    expect(label({ dataIndex: 0, datasetIndex: 1, dataset: line })).toBe("Industry: 30%");
    expect(".o_kpi_benchmark").toHaveText("┈┈ Industry: 30%");
});

test("what happened meanwhile is named where it was", async () => {
    const { options, config } = await mountChart({}, [
        {
            id: 1,
            name: "Fair",
            kind: "Campaign",
            date_from: "2026-02-10",
            date_to: "2026-03-02",
        },
    ]);
    expect(".o_kpi_annotation").toHaveText("▒ Campaign: Fair (Feb 10 – Mar 2, 2026)");
    const { afterTitle } = options.plugins.tooltip.callbacks;
    expect(afterTitle([{ dataIndex: 0 }])).toBe("");
    expect(afterTitle([{ dataIndex: 1 }])).toBe("Campaign: Fair (Feb 10 – Mar 2, 2026)");
    expect(config.plugins.map(({ id }) => id)).toEqual(["kpi_annotations"]);
});

test("without a benchmark there is none", async () => {
    const { data } = await mountChart({ benchmark: null });
    expect(data.datasets).toHaveLength(1);
    expect(".o_kpi_benchmark").toHaveCount(0);
});

test("large amounts are short on the axis", async () => {
    const { options } = await mountChart({ unit: "money" });
    expect(options.scales.y.ticks.callback(1200000)).toBe("1.2M");
});

test("who cannot see the line reads a table", async () => {
    await mountChart();
    expect("canvas").toHaveAttribute("aria-label", "Trend of Win rate");
    expect(queryAllTexts("tr td:nth-child(2)", { raw: true })).toEqual(["10%", "–", "25%"]);
    expect(queryAllTexts("tr td:nth-child(3)", { raw: true })).toEqual([
        "n = 10",
        "n = 0",
        "n = 40",
    ]);
});

test("a small line begins anew after a gap and keeps 0 in sight", async () => {
    await mountWithCleanup(Sparkline, { props: { values: [10, null, 20] } });
    const path = queryOne(".o_kpi_sparkline path").getAttribute("d");
    // margin 3 of 120 × 32: 20 at the top, 0 would be at the bottom
    expect(path).toBe("M3.0 16.0M117.0 3.0");
});

test("a small line of nothing draws nothing", async () => {
    await mountWithCleanup(Sparkline, { props: { values: [null, null] } });
    expect(".o_kpi_sparkline path").toHaveCount(0);
});
