import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { pivotView } from "@web/views/pivot/pivot_view";
import { PivotRenderer } from "@web/views/pivot/pivot_renderer";
import { formatKpi, hasValue } from "../dashboard/kpi_format";
import { helpAttrs } from "../dashboard/kpi_help";
import { factsContext, factsDomain } from "./kpi_facts";
import { KpiMeasures } from "./kpi_measures";

/** Shows KPIs in their unit, "no value" as nothing, and leads to the facts behind. */
export class KpiPivotRenderer extends PivotRenderer {
    static template = "sales_kpi.PivotRenderer";
    static components = { ...PivotRenderer.components, ReportViewMeasures: KpiMeasures };

    helpAttrs(measure) {
        return helpAttrs(this.model.metaData.measures[measure].kpi_help);
    }

    getFormattedValue(cell) {
        const { kpi_unit: unit } = this.model.metaData.measures[cell.measure];
        if (!unit) {
            return super.getFormattedValue(cell);
        }
        const value = hasValue(cell.value)
            ? formatKpi(cell.value, unit, user.activeCompany.currency_id)
            : "";
        return { value };
    }

    onOpenView(cell, newWindow) {
        this.openedMeasure = cell.measure;
        return super.onOpenView(cell, newWindow);
    }

    openView(domain, views, context, newWindow) {
        const field = this.model.metaData.measures[this.openedMeasure];
        const words = factsContext(context, field);
        return super.openView(factsDomain(domain, field), views, words, newWindow);
    }
}

registry.category("views").add("sales_kpi_pivot", { ...pivotView, Renderer: KpiPivotRenderer });
