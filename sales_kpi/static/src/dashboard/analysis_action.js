import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { formatDays } from "./kpi_format";

const ACTION = "sales_kpi.sales_kpi_report_action";

/** The filters of the analysis that a tile replaces by its own. */
const NO_FILTERS = { search_default_last_12_months: false };

/**
 * Open the pivot of a KPI for the period and scope of the dashboard.
 *
 * Each part of the scope becomes a facet that can be removed.
 *
 * @param {Object} action the action service
 * @param {Object} data what `dashboard_data` returned
 * @param {Object} tile one of its tiles
 */
export function openAnalysis(action, data, tile) {
    const { period, scope } = data;
    const filters = [
        {
            description: formatDays(period.date_from, period.date_to),
            domain: new Domain([
                ["date", ">=", period.date_from],
                ["date", "<=", period.date_to],
            ]).toString(),
        },
        ...scope.map(({ field, operator, label, id, name }) => ({
            description: _t("%(label)s: %(name)s", { label, name }),
            domain: new Domain([[field, operator, id]]).toString(),
        })),
    ];
    if (tile.analysis.events) {
        filters.push({
            description: tile.name,
            domain: new Domain([["event", "in", tile.analysis.events]]).toString(),
        });
    }
    return action.doAction(ACTION, {
        additionalContext: { ...NO_FILTERS, pivot_measures: tile.analysis.measures },
        props: { dynamicFilters: filters },
    });
}
