import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { formatDays } from "./kpi_format";

const ACTION = "sales_kpi.sales_kpi_report_action";

/**
 * Open the pivot of a KPI for the period and scope of the dashboard.
 *
 * Each part of the scope becomes a facet that can be removed.
 *
 * @param {Object} action the action service
 * @param {Object} data what `dashboard_data` returned
 * @param {Object} tile one of its tiles
 */
export async function openAnalysis(action, data, tile) {
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
    // its own context would bring the default filters
    const analysis = await action.loadAction(ACTION);
    const context = { pivot_measures: tile.analysis.measures };
    return action.doAction({ ...analysis, context }, { props: { dynamicFilters: filters } });
}
