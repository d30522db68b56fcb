import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { KpiBoard } from "@sales_kpi/dashboard/kpi_board";
import { defineKpiModels, makeData } from "./helpers";

defineKpiModels();

async function mountBoard() {
    const { tiles, trend } = makeData();
    await mountWithCleanup(KpiBoard, {
        props: {
            tiles,
            trend,
            currencyId: 1,
            open: (tile, days) => expect.step([tile.code, days.date_from, days.date_to]),
        },
    });
}

test("shows KPIs by months; no value is no number", async () => {
    await mountBoard();
    expect(queryAllTexts(".o_kpi_board thead th")).toEqual([
        "KPI",
        "Jan 2026",
        "Feb 2026",
        "Mar 2026",
    ]);
    expect(queryAllTexts(".o_kpi_board tbody tr:first td")).toEqual(["10%", "–", "25%"]);
    expect("[data-cell='0-1']").toHaveAttribute(
        "aria-label",
        "Win rate, Feb 2026: no value, n = 0. Open the analysis"
    );
});

test("the name of a row explains the KPI", async () => {
    await mountBoard();
    expect("tbody tr:first th").toHaveText("Win rate");
    await contains("tbody tr:first th button").click();
    expect(".o_kpi_help_popover").toHaveText(/Won by decided/);
});

test("a cell opens the analysis of its month", async () => {
    await mountBoard();
    await contains("[data-cell='1-0']").click();
    expect.verifySteps([["new_leads", "2026-01-01", "2026-01-31"]]);
});

test("one stop of the tab key, arrow keys go on", async () => {
    await mountBoard();
    expect(".o_kpi_cell[tabindex='0']").toHaveCount(1);
    await contains("[data-cell='0-2']").focus();
    await press("ArrowLeft");
    await press("ArrowDown");
    await animationFrame();
    expect("[data-cell='1-1']").toBeFocused();
    expect("[data-cell='1-1']").toHaveAttribute("tabindex", "0");
    await press("ArrowDown"); // there is no more
    expect("[data-cell='1-1']").toBeFocused();
});
