import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { contains, mountView, onRpc } from "@web/../tests/web_test_helpers";
import { FormulaCompletion } from "@sales_kpi/formula_field/formula_completion";
import { defineKpiModels } from "./helpers";

defineKpiModels();

const WORDS = [
    { text: "lead_lost.count", kind: "event", label: "Lead lost: how many", help: "" },
    { text: "lead_won.count", kind: "event", label: "Lead won: how many", help: "Won." },
    { text: "median(", kind: "function", label: "median(event.clock)", help: "" },
];

const ANSWER = { error: null, position: null, canonical: "", months: [] };

async function mountFormula(answer) {
    onRpc("sales.kpi", "formula_words", () => WORDS);
    onRpc("sales.kpi", "preview_formula", ({ args: [formula], kwargs }) => {
        return { ...ANSWER, ...answer(formula, kwargs) };
    });
    await mountView({
        type: "form",
        resModel: "sales.kpi",
        resId: 1,
        arch: `<form>
            <field name="code"/><field name="unit"/>
            <field name="period_ratio"/><field name="cohort_days"/>
            <field name="formula" widget="sales_kpi_formula"/>
        </form>`,
    });
    await animationFrame();
}

async function type(text) {
    await contains(".o_kpi_formula textarea").edit(text, { confirm: false });
    await advanceTime(400);
    await animationFrame();
}

test("shows the last months in the unit of the KPI", async () => {
    await mountFormula(() => ({
        months: [
            { period: "2026-01-01", value: 0.5, n: 8 },
            { period: "2026-02-01", value: null, n: 0 },
        ],
    }));
    expect(queryAllTexts(".o_kpi_months td")).toEqual(["50%", "–", "n = 8", "n = 0"]);
    expect(queryAllTexts(".o_kpi_months th")).toEqual(["Jan 2026", "Feb 2026"]);
});

test("checks while typing and shows the place of the fault", async () => {
    await mountFormula((formula) =>
        formula.includes("wom") ? { error: "There is no event “wom”.", position: 5 } : {}
    );
    expect(".o_kpi_formula_error").toHaveCount(0);
    await type("1 + wom.count");
    expect(".o_kpi_formula_error").toHaveText(/There is no event “wom”\./);
    await contains(".o_kpi_formula_error button").click();
    const { selectionStart, selectionEnd } = queryFirst(".o_kpi_formula textarea");
    expect([selectionStart, selectionEnd]).toEqual([4, 13]);
    await type("1 + won.count");
    expect(".o_kpi_formula_error").toHaveCount(0);
});

test("other fields of the KPI are checked with it", async () => {
    await mountFormula((formula, { period_ratio, cohort_days, code }) => {
        expect.step([formula, period_ratio, cohort_days, code]);
    });
    expect.verifySteps([["a.count / b.count", false, 0, "win_rate"]]);
    await contains(".o_field_widget[name=period_ratio] input").click();
    await animationFrame();
    expect.verifySteps([["a.count / b.count", true, 0, "win_rate"]]);
});

test("words are completed by keyboard", async () => {
    await mountFormula(() => ({}));
    await type("lead_");
    expect(queryAllTexts(".o_kpi_words code")).toEqual(["lead_lost.count", "lead_won.count"]);
    expect(".o_kpi_formula textarea").toHaveAttribute("aria-expanded", "true");
    await press("ArrowDown");
    await press("Enter");
    await animationFrame();
    expect(".o_kpi_formula textarea").toHaveValue("lead_won.count");
    expect(".o_kpi_words.show").toHaveCount(0);
});

test("escape closes the words", async () => {
    await mountFormula(() => ({}));
    await type("lead");
    expect(".o_kpi_words.show").toHaveCount(1);
    await press("Escape");
    await animationFrame();
    expect(".o_kpi_words.show").toHaveCount(0);
});

test("completion replaces the word under the cursor only", async () => {
    const completion = new FormulaCompletion(() => WORDS);
    await completion.complete("1 + lead_wo.count / 2", 11);
    expect(completion.matches.map(({ text }) => text)).toEqual(["lead_won.count"]);
    expect(completion.insert(completion.current, "1 + lead_wo.count / 2")).toEqual({
        value: "1 + lead_won.count / 2",
        caret: 18,
    });
    await completion.complete("1 + ", 4);
    expect(completion.isOpen).toBe(false);
    await completion.complete("1 + ", 4, true);
    expect(completion.matches.length).toBe(3);
});
