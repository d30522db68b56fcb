import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { describeChange } from "../dashboard/figure_words";
import { formatChange, formatKpi, formatPercent } from "../dashboard/kpi_format";
import { describeFigure, missingFigures } from "./figures";
import { NumberInput } from "./number_input";

const STEP = 0.1;

/** What the last twelve months would have been, had a driver been another one. */
export class WhatIfCalculator extends Component {
    static template = "sales_kpi.WhatIfCalculator";
    static components = { NumberInput };
    static props = {
        figures: Object, // of `calculator_data`
        outcomes: Object, // `what_if` of `calculator_results`
        changed: Object, // { driver: value }
        currencyId: { type: [Number, { value: false }], optional: true },
        setChanged: Function,
    };

    get keys() {
        return ["leads", "hit_rate", "deal_value", "cycle", "cost", "retention_rate"];
    }

    get drivers() {
        const { figures, changed } = this.props;
        return this.keys.map((key) => {
            const figure = describeFigure(figures, changed, key);
            // a share of nothing cannot be said
            const isFixed = !figure.value;
            const change = figure.isEntered && !isFixed ? figure.shown / figure.value - 1 : 0;
            const today = this.todayText(figure.value, figure.unit);
            return {
                ...figure,
                isFixed,
                note: [figure.isKnown && today, figure.note].filter(Boolean).join(", "),
                changeText: change ? formatChange({ value: change, kind: "relative" }) : "",
            };
        });
    }

    get outcomes() {
        return Object.entries(this.props.outcomes).map(([key, { today, then, change }]) => {
            const { label, unit } = this.props.figures[key];
            return {
                key,
                label,
                today: this.format(today, unit),
                todayText: this.todayText(today, unit),
                then: this.format(then, unit),
                change: describeChange(change),
            };
        });
    }

    get missing() {
        const keys = [...this.keys, ...Object.keys(this.props.outcomes)];
        return missingFigures(this.props.figures, keys);
    }

    get lessText() {
        return `−${formatPercent(STEP)}`;
    }

    get moreText() {
        return `+${formatPercent(STEP)}`;
    }

    stepLabel(driver, text) {
        return _t("%(driver)s: %(change)s", { driver: driver.label, change: text });
    }

    todayText(value, unit) {
        return _t("today %s", this.format(value, unit));
    }

    format(value, unit) {
        return formatKpi(value, unit, this.props.currencyId);
    }

    /** Whether a step leads to a number that there can be. */
    canStep(driver, sign) {
        const next = this.next(driver, sign);
        return !driver.isFixed && next > 0 && !(driver.unit === "percent" && next > 1);
    }

    /** A tenth of today's value more or less. */
    next({ shown, value }, sign) {
        return value * (Math.round((shown / value + sign * STEP) * 1e6) / 1e6);
    }

    step(driver, sign) {
        this.enter(driver, this.next(driver, sign));
    }

    enter({ key, value }, entered) {
        this.props.setChanged(key, entered === value ? undefined : entered);
    }
}
