import { expect, test } from "@odoo/hoot";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { DEFAULTS, optionsFromUrl, optionsToUrl } from "@sales_kpi/dashboard/dashboard_options";
import { PeriodSelector } from "@sales_kpi/dashboard/period_selector";
import { defineKpiModels } from "./helpers";

defineKpiModels();

function mountSelector(props = {}) {
    return mountWithCleanup(PeriodSelector, {
        props: {
            period: "this_month",
            comparison: "previous",
            shown: { date_from: "2026-03-01", date_to: "2026-03-31" },
            compared: { date_from: "2026-02-01", date_to: "2026-02-20" },
            update: (changes) => expect.step(changes),
            ...props,
        },
    });
}

test("shows the days that are meant", async () => {
    await mountSelector();
    expect(".o_kpi_days").toHaveText(/Mar 1\s–\s31, 2026/);
    expect(".o_kpi_compared_days").toHaveText(/Feb 1\s–\s20, 2026/);
});

test("working days are said where they are compared", async () => {
    const compared = { date_from: "2026-02-09", date_to: "2026-02-28", workdays: 15 };
    await mountSelector({ comparison: "workdays", compared });
    expect(".o_kpi_comparison_select").toHaveValue("workdays");
    expect(".o_kpi_compared_days").toHaveText(/Feb 9\s–\s28, 2026 \(working days: 15\)/);
});

test("period and comparison are chosen apart", async () => {
    await mountSelector();
    await contains(".o_kpi_period_select").select("last_year");
    await contains(".o_kpi_comparison_select").select("none");
    expect.verifySteps([{ period: "last_year" }, { comparison: "none" }]);
});

test("a free range begins with the days that are shown", async () => {
    await mountSelector();
    await contains(".o_kpi_period_select").select("custom");
    expect.verifySteps([{ period: "custom", date_from: "2026-03-01", date_to: "2026-03-31" }]);
});

test("an inverted range is explained and not asked for", async () => {
    await mountSelector({ period: "custom", date_from: "2026-03-01", date_to: "2026-03-31" });
    await contains("input.o_kpi_date_to").edit("02/01/2026", { confirm: "enter" });
    expect(".o_kpi_range_error").toHaveText(/ends before it starts/);
    expect.verifySteps([]);
    await contains("input.o_kpi_date_to").edit("04/15/2026", { confirm: "enter" });
    expect(".o_kpi_range_error").toHaveCount(0);
    expect.verifySteps([{ date_from: "2026-03-01", date_to: "2026-04-15" }]);
});

test("options survive the address", () => {
    const options = {
        period: "custom",
        date_from: "2026-01-01",
        date_to: "2026-01-31",
        comparison: "year_ago",
        scope: [
            ["team_id", 5],
            ["source_id", 3],
        ],
        kpi: "win_rate",
    };
    expect(optionsFromUrl(optionsToUrl(options))).toEqual(options);
    const workdays = { ...options, comparison: "workdays" };
    expect(optionsFromUrl(optionsToUrl(workdays))).toEqual(workdays);
    expect(optionsFromUrl({})).toEqual({ ...DEFAULTS });
    expect(Object.values(optionsToUrl(DEFAULTS)).filter(Boolean)).toEqual([]);
});

test("nonsense in the address is left out", () => {
    expect(
        optionsFromUrl({ period: "custom", from: "x", compare: "y", scope: "team_id:abc,5" })
    ).toEqual({ ...DEFAULTS });
});
