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
        openFigure: Function, // (column, { field, label, id, name })
    };

    get parts() {
        return this.props.answer.by.filter(({ rows }) => rows.length);
    }

    hasValue({ value }) {
        return hasValue(value);
    }

    hasReturn({ rows }) {
        return rows.some(({ values }) => hasValue(values.roi?.value));
    }

    /** The columns that have anything to say here. */
    columnsOf(part) {
        const { columns } = this.props.answer;
        return this.hasReturn(part) ? columns : columns.filter(({ code }) => code !== "roi");
    }

    open(column, { field, label }, { group }) {
        const [id, name] = group;
        return this.props.openFigure(column, { field, label, id, name });
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
