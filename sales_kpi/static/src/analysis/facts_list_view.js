import { registry } from "@web/core/registry";
import { RelationalModel } from "@web/model/relational_model/relational_model";
import { formatFloat } from "@web/views/fields/formatters";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

const MEASURES = ["count", "quantity", "amount", "margin", "hours", "work_hours"];

/** Reads the totals of all facts, not only of those on the page. */
export class FactsModel extends RelationalModel {
    async _loadUngroupedList(config, ...args) {
        const specs = MEASURES.map((measure) => `${measure}:sum`);
        const [answer, [totals]] = await Promise.all([
            super._loadUngroupedList(config, ...args),
            this.orm.formattedReadGroup(config.resModel, config.domain, [], specs, {
                context: config.context,
            }),
        ]);
        this.totals = totals;
        return answer;
    }
}

/** Shows the measures that a figure sums up, with their totals. */
export class FactsRenderer extends ListRenderer {
    computeOptionalActiveFields() {
        const active = super.computeOptionalActiveFields();
        for (const measure of this.props.list.context.kpi_measures || []) {
            active[measure] = true;
        }
        return active;
    }

    computeAggregates() {
        const aggregates = super.computeAggregates();
        const { isGrouped, model, selection } = this.props.list;
        if (!isGrouped && !selection.length) {
            for (const [name, aggregate] of Object.entries(aggregates)) {
                const digits = name === "count" ? [16, 0] : [16, 2];
                aggregate.value = formatFloat(model.totals[`${name}:sum`] || 0, { digits });
            }
        }
        return aggregates;
    }
}

registry.category("views").add("sales_kpi_facts", {
    ...listView,
    Model: FactsModel,
    Renderer: FactsRenderer,
});
