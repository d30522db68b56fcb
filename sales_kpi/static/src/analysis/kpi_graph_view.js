import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { GraphModel } from "@web/views/graph/graph_model";
import { GraphRenderer } from "@web/views/graph/graph_renderer";
import { graphView } from "@web/views/graph/graph_view";
import { formatKpi, formatShort, hasValue } from "../dashboard/kpi_format";
import { factsContext, factsDomain } from "./kpi_facts";
import { KpiMeasures } from "./kpi_measures";

/** What no data point fills is not 0: there is no value. */
function leaveGaps(datasets) {
    for (const dataset of datasets) {
        dataset.data = dataset.data.map((value, index) =>
            dataset.domains[index].length ? value : null
        );
    }
}

/** Leaves a gap where a KPI has no value, and never adds up what does not add up. */
export class KpiGraphModel extends GraphModel {
    get kpi() {
        const field = this.metaData.fields[this.metaData.measure];
        return field?.kpi_unit ? field : null;
    }

    async _loadDataPoints(metaData) {
        const [dataPoints, currencies] = await super._loadDataPoints(metaData);
        const field = metaData.fields[metaData.measure];
        if (field?.kpi_unit) {
            for (const dataPoint of dataPoints) {
                if (!hasValue(dataPoint.value)) {
                    dataPoint.value = field.kpi_additive ? 0 : null;
                }
            }
        }
        return [dataPoints, currencies];
    }

    _getData(dataPoints, ...args) {
        const data = super._getData(dataPoints, ...args);
        const isSplit = this.metaData.groupBy.length > 1;
        if (isSplit && this.kpi && !this.kpi.kpi_additive) {
            leaveGaps(data.datasets);
        }
        return data;
    }

    _getLineOverlayDataset() {
        return this.kpi && !this.kpi.kpi_additive ? null : super._getLineOverlayDataset();
    }
}

export class KpiGraphRenderer extends GraphRenderer {
    static components = { ...GraphRenderer.components, ReportViewMeasures: KpiMeasures };

    formatValue(value, allIntegers, formatType) {
        const { kpi } = this.model;
        if (!kpi) {
            return super.formatValue(value, allIntegers, formatType);
        }
        // an axis has no room for all digits; a tooltip has
        const format = allIntegers === false && Math.abs(value) >= 10000 ? formatShort : formatKpi;
        return format(value, kpi.kpi_unit, user.activeCompany.currency_id);
    }

    openView(domain, views, context, newWindow) {
        const { fields, measure } = this.model.metaData;
        const words = factsContext(context, fields[measure]);
        return super.openView(factsDomain(domain, this.model.kpi), views, words, newWindow);
    }
}

registry.category("views").add("sales_kpi_graph", {
    ...graphView,
    Model: KpiGraphModel,
    Renderer: KpiGraphRenderer,
});
