import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatKpi } from "../dashboard/kpi_format";
import { describeFigure, missingFigures } from "./figures";
import { NumberInput } from "./number_input";

const RATES = ["qualified_rate", "hit_rate", "contact_rate"];

/** How many deals, qualified leads, contacts and leads a target needs. */
export class NeededCalculator extends Component {
    static template = "sales_kpi.NeededCalculator";
    static components = { NumberInput };
    static props = {
        figures: Object, // of `calculator_data`
        needed: Object, // of `calculator_results`
        target: Object, // { value, is_amount, per }
        assumed: Object, // { rate: value }
        currencyId: { type: [Number, { value: false }], optional: true },
        setTarget: Function,
        setAssumed: Function,
    };

    get targetUnit() {
        return this.props.target.is_amount ? "money" : "count";
    }

    get keys() {
        return this.props.target.is_amount ? ["deal_value", ...RATES] : RATES;
    }

    get rates() {
        const { figures, assumed } = this.props;
        return this.keys.map((key) => describeFigure(figures, assumed, key));
    }

    /** Rates without which a part of the answer is unknown. */
    get missing() {
        return missingFigures(
            this.props.figures,
            this.keys.filter((key) => !(key in this.props.assumed))
        );
    }

    get needs() {
        const labels = {
            deals: _t("Deals"),
            qualified: _t("Qualified leads"),
            contacts: _t("Contacted leads"),
            leads: _t("New leads"),
        };
        return Object.entries(labels).map(([key, label]) => ({
            key,
            label,
            month: formatKpi(this.props.needed[key].month, "count"),
            quarter: formatKpi(this.props.needed[key].quarter, "count"),
        }));
    }

    onUnit(ev) {
        const is_amount = ev.target.value === "amount";
        const { figures, assumed, target } = this.props;
        const worth = assumed.deal_value || figures.deal_value.value || 1;
        // the same target, in the other unit
        const value = is_amount ? target.value * worth : target.value / worth;
        this.props.setTarget({ is_amount, value: Math.round(value) });
    }

    onPer(ev) {
        this.props.setTarget({ per: ev.target.value });
    }

    onValue(value) {
        this.props.setTarget({ value: value || 0 });
    }
}
