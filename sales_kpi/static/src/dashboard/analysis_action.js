import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { formatDays } from "./kpi_format";

const ACTION = "sales_kpi.sales_kpi_report_action";

/** The facts of a tile as one filter: the search would join several with "or". */
function tileFilter({ period, scope }, tile) {
    const { events, is_stock } = tile.analysis;
    const parts = [
        ...(is_stock ? [] : [["date", ">=", period.date_from]]),
        ["date", "<=", period.date_to],
        ...scope.map(({ field, operator, id }) => [field, operator, id]),
    ];
    const words = [
        is_stock
            ? _t("until %s", formatDays(period.date_to, period.date_to))
            : formatDays(period.date_from, period.date_to),
        ...scope.map(({ label, name }) => _t("%(label)s: %(name)s", { label, name })),
    ];
    if (events) {
        parts.push(["event", "in", events]);
        words.push(tile.name);
    }
    return { description: words.join(", "), domain: new Domain(parts).toString() };
}

/**
 * Open the pivot of a KPI for the period and scope of the dashboard.
 *
 * @param {Object} action the action service
 * @param {Object} data what `dashboard_data` returned
 * @param {Object} tile one of its tiles
 */
export async function openAnalysis(action, data, tile) {
    // its own context would bring the default filters
    const analysis = await action.loadAction(ACTION);
    const context = { pivot_measures: tile.analysis.measures };
    if (tile.analysis.is_stock) {
        context.pivot_column_groupby = []; // a month holds movements, their sum the stock
    }
    const props = { dynamicFilters: [tileFilter(data, tile)] };
    return action.doAction({ ...analysis, context }, { props });
}
