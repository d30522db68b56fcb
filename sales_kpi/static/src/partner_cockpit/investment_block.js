import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatKpi, hasValue } from "../dashboard/kpi_format";

/** Where selling pays: returns by source, partner and territory. */
export class InvestmentBlock extends Component {
    static template = "sales_kpi.CockpitInvestment";
    static props = {
        answer: { type: [Object, { value: null }] },
        error: { type: Object, optional: true },
        data: Object, // what `cockpit_data` returned
    };

    get parts() {
        return this.props.answer.by.filter(({ rows }) => rows.length);
    }

    format({ value }, { unit }) {
        return formatKpi(value, unit, this.props.data.currency_id);
    }

    /** What a return means, in words. */
    verdict({ roi }) {
        if (!hasValue(roi?.value)) {
            return "";
        }
        return roi.value >= 0 ? _t("pays") : _t("costs more than it brings");
    }
}
