import { Component, onWillStart, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FIELDS = ["name", "meaning", "category", "is_starter"];

/** KPIs to tick, by category: at first the starter set, the others by one click. */
export class KpiChoiceField extends Component {
    static template = "sales_kpi.KpiChoiceField";
    static components = { CheckBox };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.fieldService = useService("field");
        this.state = useState({ isComplete: false });
        onWillStart(() => this.loadKpis());
    }

    async loadKpis() {
        const [kpis, { category }] = await Promise.all([
            this.orm.searchRead("sales.kpi", [], FIELDS),
            this.fieldService.loadFields("sales.kpi", { fieldNames: ["category"] }),
        ]);
        const chosen = this.chosenIds;
        this.kpis = kpis;
        this.shownAtFirst = kpis.filter(({ id, is_starter }) => is_starter || chosen.has(id));
        this.categories = category.selection;
    }

    get chosenIds() {
        return new Set(this.props.record.data[this.props.name].currentIds);
    }

    get shown() {
        return this.state.isComplete ? this.kpis : this.shownAtFirst;
    }

    get groups() {
        return this.categories
            .map(([key, label]) => ({
                key,
                label,
                kpis: this.shown.filter(({ category }) => category === key),
            }))
            .filter(({ kpis }) => kpis.length);
    }

    get moreText() {
        return _t("Show %s more", this.kpis.length - this.shownAtFirst.length);
    }

    get hasMore() {
        return !this.state.isComplete && this.kpis.length > this.shownAtFirst.length;
    }

    get countText() {
        return _t("%s chosen", this.chosenIds.size);
    }

    isChosen(kpi) {
        return this.chosenIds.has(kpi.id);
    }

    choose(kpi, isChosen) {
        const list = this.props.record.data[this.props.name];
        return list.addAndRemove(isChosen ? { add: [kpi.id] } : { remove: [kpi.id] });
    }

    showAll() {
        this.state.isComplete = true;
    }
}

registry.category("fields").add("sales_kpi_choice", {
    component: KpiChoiceField,
    displayName: _t("KPIs by category"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
});
