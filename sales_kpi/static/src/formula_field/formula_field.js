import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useInputField } from "@web/views/fields/input_field_hook";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatBucket, formatKpi } from "../dashboard/kpi_format";
import { FormulaCompletion } from "./formula_completion";

const TYPING_PAUSE = 350;

/** A formula that is checked while typing and shows what it gave in the last months. */
export class FormulaField extends Component {
    static template = "sales_kpi.FormulaField";
    static props = { ...standardFieldProps, placeholder: { type: String, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.keepLast = new KeepLast(); // drop answers to superseded questions
        this.state = useState({ answer: null, isOffline: false });
        this.completion = useState(new FormulaCompletion(() => this.loadWords()));
        useInputField({
            getValue: () => this.formula,
            refName: "input",
            preventLineBreaks: true,
        });
        this.checkSoon = useDebounced(() => this.check(this.input.el.value), TYPING_PAUSE);
        useEffect(
            () => {
                // not awaited: the form does not wait for figures
                this.check(this.input.el ? this.input.el.value : this.formula);
            },
            () => this.circumstances
        );
    }

    get formula() {
        return this.props.record.data[this.props.name] || "";
    }

    /** Other fields that decide whether the formula is right and what it gives. */
    get circumstances() {
        const { period_ratio, cohort_days, code } = this.props.record.data;
        return [period_ratio || false, cohort_days || 0, code || false];
    }

    get listId() {
        return `o_kpi_words_${this.props.id || this.props.name}`;
    }

    get months() {
        const { unit } = this.props.record.data;
        return (this.state.answer?.months || []).map(({ period, value, n }) => ({
            label: formatBucket(period, "month"),
            value: formatKpi(value, unit, user.activeCompany.currency_id),
            n: _t("n = %s", n),
        }));
    }

    get status() {
        if (this.state.isOffline) {
            return _t("The formula could not be checked: the server cannot be reached.");
        }
        return this.state.answer?.error || "";
    }

    loadWords() {
        return this.orm.silent.call("sales.kpi", "formula_words", []);
    }

    async check(formula) {
        if (!formula.trim()) {
            this.state.answer = null;
            return;
        }
        const [period_ratio, cohort_days, code] = this.circumstances;
        try {
            const answer = await this.keepLast.add(
                this.orm.silent.call("sales.kpi", "preview_formula", [formula], {
                    period_ratio,
                    cohort_days,
                    code,
                })
            );
            Object.assign(this.state, { answer, isOffline: false });
        } catch {
            this.state.isOffline = true;
        }
    }

    onInput() {
        this.checkSoon();
        this.completion.complete(this.input.el.value, this.input.el.selectionStart);
    }

    onKeydown(ev) {
        if (ev.ctrlKey && ev.key === " ") {
            ev.preventDefault();
            this.completion.complete(this.input.el.value, this.input.el.selectionStart, true);
        } else if (this.completion.isOpen && this.onListKey(ev.key)) {
            ev.preventDefault();
            ev.stopPropagation();
        } else if (ev.key === "Enter") {
            ev.preventDefault(); // a formula is one line, however long
        }
    }

    /** Move in, take from or close the list; false for any other key. */
    onListKey(key) {
        switch (key) {
            case "ArrowDown":
                this.completion.move(1);
                return true;
            case "ArrowUp":
                this.completion.move(-1);
                return true;
            case "Escape":
                this.completion.close();
                return true;
            case "Enter":
            case "Tab":
                this.take(this.completion.current);
                return true;
        }
        return false;
    }

    take(word) {
        const { el } = this.input;
        const { value, caret } = this.completion.insert(word, el.value);
        el.value = value;
        el.setSelectionRange(caret, caret);
        el.focus();
        this.completion.close();
        // the field hook and the check listen to typing
        el.dispatchEvent(new InputEvent("input", { bubbles: true }));
        this.completion.close();
    }

    /** Put the cursor where the formula is wrong. */
    showPlace() {
        const { el } = this.input;
        const start = this.state.answer.position - 1;
        const rest = el.value.slice(start);
        const length = /^[\w.]+|^./.exec(rest)?.[0].length || 1;
        el.focus();
        el.setSelectionRange(start, start + length);
    }
}

export const formulaField = {
    component: FormulaField,
    displayName: _t("KPI formula"),
    supportedTypes: ["char", "text"],
    extractProps: ({ placeholder }) => ({ placeholder }),
    fieldDependencies: [
        { name: "unit", type: "selection" },
        { name: "code", type: "char" },
        { name: "period_ratio", type: "boolean" },
        { name: "cohort_days", type: "integer" },
    ],
};

registry.category("fields").add("sales_kpi_formula", formulaField);
