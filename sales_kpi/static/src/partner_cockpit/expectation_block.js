import { Component } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { formatBucket, hasValue } from "../dashboard/kpi_format";

/** Which revenue is expected when from which partner. */
export class ExpectationBlock extends Component {
    static template = "sales_kpi.CockpitExpectation";
    static props = {
        answer: { type: [Object, { value: null }] }, // what `cockpit_forecast` returned
        currencyId: Number,
        openOffers: Function, // (key, { id, name })
    };

    get error() {
        return this.props.answer?.error;
    }

    money(part) {
        return part && hasValue(part.value)
            ? formatCurrency(part.value, this.props.currencyId, { digits: [16, 0] })
            : "";
    }

    range(part) {
        return part && hasValue(part.low)
            ? _t("%(low)s to %(high)s in four of five cases", {
                  low: this.money({ value: part.low }),
                  high: this.money({ value: part.high }),
              })
            : "";
    }

    monthName(day) {
        return formatBucket(day, "month");
    }

    sum(place) {
        const values = this.props.answer.rows.map(({ months }) => months[place]?.value || 0);
        return this.money({ value: values.reduce((sum, value) => sum + value, 0) });
    }

    total({ months }) {
        return this.money({ value: months.reduce((sum, part) => sum + (part?.value || 0), 0) });
    }
}
