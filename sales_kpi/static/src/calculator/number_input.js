import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { getCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { parseFloat } from "@web/views/fields/parsers";
import { hasValue } from "../dashboard/kpi_format";

const DECIMALS = { count: 0, money: 2, days: 1, percent: 2 };

/** What can be entered, or why not. */
function read(text, unit) {
    let value;
    try {
        value = parseFloat(text.replace("%", "").trim());
    } catch {
        return { error: _t("This is not a number.") };
    }
    if (value <= 0) {
        return { error: _t("Enter a number above 0.") };
    }
    if (unit === "percent" && value > 100) {
        return { error: _t("Enter 100 % or less.") };
    }
    return { value: unit === "percent" ? value / 100 : value };
}

/** A number in a unit, as the language of the reader writes it. */
export class NumberInput extends Component {
    static template = "sales_kpi.NumberInput";
    static props = {
        value: { type: [Number, { value: null }], optional: true },
        unit: String, // of `sales.kpi`
        label: String,
        currencyId: { type: [Number, { value: false }], optional: true },
        placeholder: { type: String, optional: true },
        isDisabled: { type: Boolean, optional: true },
        update: Function, // with the number, undefined once the field is emptied
    };

    setup() {
        this.input = useRef("input");
        this.state = useState({ error: "" });
        useEffect(
            (text) => {
                this.input.el.value = text;
                this.state.error = "";
            },
            () => [this.text]
        );
    }

    get text() {
        const { value, unit } = this.props;
        if (!hasValue(value)) {
            return "";
        }
        const shown = unit === "percent" ? value * 100 : value;
        const decimals = unit === "money" && shown >= 1000 ? 0 : DECIMALS[unit];
        return formatFloat(shown, { digits: [16, decimals], trailingZeros: false });
    }

    get suffix() {
        switch (this.props.unit) {
            case "percent":
                return "%";
            case "days":
                return _t("days");
            case "money":
                return getCurrency(this.props.currencyId)?.symbol || "";
        }
        return "";
    }

    onChange(ev) {
        const text = ev.target.value.trim();
        const { value, error } = text ? read(text, this.props.unit) : {};
        this.state.error = error || "";
        if (!error) {
            this.props.update(value);
        }
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.input.el.value = this.text;
            this.state.error = "";
        }
    }
}
