import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Dialog } from "@web/core/dialog/dialog";
import { KpiDrivers } from "./kpi_drivers";
import { formatDays, formatKpi } from "./kpi_format";

/** The days that a part counts; a stock counts all before its last day. */
function partDays({ date_from, date_to }) {
    if (!date_to) {
        return _t("no case is old enough yet");
    }
    return date_from
        ? formatDays(date_from, date_to)
        : _t("until %s", formatDays(date_to, date_to));
}

/** What a figure is made of; each part leads to the list of its facts. */
export class KpiCalculation extends Component {
    static template = "sales_kpi.Calculation";
    static components = { Dialog, KpiDrivers };
    static props = {
        calculation: Object, // what `dashboard_calculation` returned
        drivers: { type: [Object, { value: null }], optional: true }, // of `dashboard_drivers`
        currencyId: { type: [Number, { value: false }], optional: true },
        openFacts: Function, // ({ label, domain, measures })
        close: Function,
    };

    get value() {
        const { value, unit } = this.props.calculation;
        return this.format(value, unit);
    }

    get parts() {
        return this.props.calculation.parts.map((part) => ({
            ...part,
            days: partDays(part),
            text: this.format(part.value, part.unit),
        }));
    }

    get isComplete() {
        return this.props.calculation.parts.every(({ facts }) => facts);
    }

    format(value, unit) {
        return formatKpi(value, unit, this.props.currencyId);
    }

    listLabel(part) {
        return _t("Show what %(part)s counts, %(days)s", { part: part.label, days: part.days });
    }

    open(part) {
        this.props.close();
        return this.props.openFacts({ label: `${part.label}, ${part.days}`, ...part.facts });
    }
}

/**
 * Show what a tile is made of in a dialog.
 *
 * @param {Object} services `{ orm, dialog, action }`
 * @param {Object} data what `dashboard_data` returned
 * @param {Object} tile one of its tiles
 */
export async function openCalculation({ orm, dialog, action }, data, tile) {
    const options = {
        period: "custom",
        date_from: data.period.date_from,
        date_to: data.period.date_to,
        scope: data.scope.map(({ field, id }) => [field, id]),
    };
    const comparison = data.comparison?.key || "none";
    const [calculation, drivers] = await Promise.all([
        orm.call("sales.kpi", "dashboard_calculation", [tile.code, options]),
        orm.call("sales.kpi", "dashboard_drivers", [tile.code, { ...options, comparison }]),
    ]);
    dialog.add(KpiCalculation, {
        calculation,
        drivers: drivers || null,
        currencyId: data.currency_id,
        openFacts: ({ label, domain, measures }) =>
            action.doAction({
                type: "ir.actions.act_window",
                name: label,
                res_model: "sales.kpi.report",
                views: [
                    [false, "list"],
                    [false, "pivot"],
                ],
                domain,
                context: { kpi_measures: measures, pivot_measures: measures },
            }),
    });
}
