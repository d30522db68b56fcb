import { ReportViewMeasures } from "@web/views/view_components/report_view_measures";
import { helpAttrs } from "../dashboard/kpi_help";

/** The menu of measures, each with the help of its KPI. */
export class KpiMeasures extends ReportViewMeasures {
    static template = "sales_kpi.Measures";

    helpAttrs(field) {
        // beside the entry, not over the next ones
        return { ...helpAttrs(field.kpi_help), "data-tooltip-position": "right" };
    }
}
