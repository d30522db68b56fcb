import { expect, test } from "@odoo/hoot";
import { hover, press, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame, runAllTimers } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    mountWithCleanup,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { KpiHelp } from "@sales_kpi/dashboard/kpi_help";
import { defineKpiModels, makeTile } from "./helpers";

const { help } = makeTile();

class SalesKpiReport extends models.Model {
    _name = "sales.kpi.report";
    date = fields.Date();
    win_rate = fields.Float({ string: "Win rate", aggregator: "avg" });
    amount = fields.Float({ string: "Amount", aggregator: "sum" });
    _records = [{ id: 1, date: "2026-03-01", win_rate: 0.5, amount: 100 }];

    fields_get() {
        const found = super.fields_get(...arguments);
        Object.assign(found.win_rate, { kpi_unit: "percent", kpi_help: help });
        return found;
    }
}

defineKpiModels();
defineModels({ SalesKpiReport });
preloadBundle("web.chartjs_lib");

const WORDS = [
    "Won by decided",
    "Formula: lead_won.count / lead_decided.count",
    "Date: Day of closing",
    "When it is bad: Qualify harder.",
];

function mountHelp() {
    return mountWithCleanup(KpiHelp, { props: { name: "Win rate", help } });
}

test("pointing shows the help", async () => {
    await mountHelp();
    await hover(".o_kpi_help_button");
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o-tooltip p")).toEqual(WORDS);
});

test("a click or a tap keeps the help open, another one closes it", async () => {
    await mountHelp();
    await contains(".o_kpi_help_button").click();
    expect(".o_kpi_help_popover h3").toHaveText("Win rate");
    expect(queryAllTexts(".o_kpi_help_popover p")).toEqual(WORDS);
    await contains(".o_kpi_help_button").click();
    expect(".o_kpi_help_popover").toHaveCount(0);
});

test("by keyboard: opened, read, closed by Escape, back at the button", async () => {
    await mountHelp();
    expect(".o_kpi_help_button").toHaveAttribute("aria-label", "What is Win rate?");
    expect(".o_kpi_help_button").toHaveAttribute("aria-expanded", "false");
    await contains(".o_kpi_help_button").focus();
    await press("Enter");
    await animationFrame();
    expect(".o_kpi_help_button").toHaveAttribute("aria-expanded", "true");
    expect(".o_kpi_help_popover").toHaveAttribute("role", "dialog");
    expect(".o_kpi_help_popover .btn-close").toBeFocused();
    expect(".btn-close").toHaveAttribute("aria-describedby", "o_kpi_help_text");
    await press("Escape");
    await animationFrame();
    expect(".o_kpi_help_popover").toHaveCount(0);
    expect(".o_kpi_help_button").toBeFocused();
    expect(".o_kpi_help_button").toHaveAttribute("aria-expanded", "false");
});

test("what is not said leaves no label", async () => {
    await mountWithCleanup(KpiHelp, { props: { name: "Own", help: { formula: "lead_won.count" } } });
    await contains(".o_kpi_help_button").click();
    expect(queryAllTexts(".o_kpi_help_popover p")).toEqual(["Formula: lead_won.count"]);
});

async function assertMenuExplains() {
    await contains("button.dropdown-toggle:contains(Measures)").click();
    const entry = ".o-dropdown--menu .o-dropdown-item:contains(Win rate)";
    expect(entry).toHaveAttribute(
        "aria-description",
        "Won by decided Day of closing Qualify harder."
    );
    await hover(entry);
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o-tooltip p")).toEqual(WORDS);
    expect(".o-dropdown-item:contains(Amount)").not.toHaveAttribute("data-tooltip-template");
}

test.tags("desktop");
test("measures of the pivot explain themselves, in the menu too", async () => {
    await mountView({
        type: "pivot",
        resModel: "sales.kpi.report",
        arch: `<pivot js_class="sales_kpi_pivot">
            <field name="date" interval="month" type="row"/>
            <field name="win_rate" type="measure"/><field name="amount" type="measure"/>
        </pivot>`,
    });
    await hover(".o_pivot_measure_row:contains(Win rate)");
    await runAllTimers();
    await animationFrame();
    expect(queryAllTexts(".o-tooltip p")).toEqual(WORDS);
    expect(".o_pivot_measure_row:contains(Amount)").not.toHaveAttribute("data-tooltip-template");
    await assertMenuExplains();
});

test.tags("desktop");
test("measures of the graph explain themselves", async () => {
    await mountView({
        type: "graph",
        resModel: "sales.kpi.report",
        arch: `<graph js_class="sales_kpi_graph">
            <field name="date" interval="month"/><field name="win_rate" type="measure"/>
        </graph>`,
    });
    await assertMenuExplains();
});
