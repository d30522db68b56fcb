import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { KpiDrivers } from "@sales_kpi/dashboard/kpi_drivers";
import { defineKpiModels } from "./helpers";

defineKpiModels();

const DRIVERS = {
    before: 1000,
    now: 1500,
    change: 500,
    parts: [
        { label: "Average", unit: "number", before: 100, now: 250, contribution: 900 },
        { label: "Deals", unit: "count", before: 10, now: 6, contribution: -400 },
    ],
};

test("shows what each part adds, and the sum", async () => {
    await mountWithCleanup(KpiDrivers, { props: { drivers: DRIVERS, unit: "number" } });
    expect(queryAllTexts(".o_kpi_driver th")).toEqual(["Average", "Deals"]);
    expect(queryAllTexts(".o_kpi_driver td:last-child")).toEqual(["+900", "−400"]);
    expect(".o_kpi_driver_total td:last-child").toHaveText("+500");
    expect(".o_kpi_driver:first .bg-primary").toHaveCount(1);
    expect(".o_kpi_driver:last .bg-secondary").toHaveCount(1);
});

test("a share moves by points", async () => {
    const parts = [{ label: "Won", unit: "count", before: 2, now: 4, contribution: 0.144 }];
    const drivers = { before: 0.322, now: 0.466, change: 0.144, parts };
    await mountWithCleanup(KpiDrivers, { props: { drivers, unit: "percent" } });
    expect(".o_kpi_driver_total td:last-child").toHaveText("+14.4 points");
});

test("a change of nothing has bars of nothing", async () => {
    const parts = DRIVERS.parts.map((part) => ({ ...part, contribution: 0 }));
    const drivers = { ...DRIVERS, now: 1000, change: 0, parts };
    await mountWithCleanup(KpiDrivers, { props: { drivers, unit: "number" } });
    expect(".o_kpi_driver_total td:last-child").toHaveText("+0");
});
