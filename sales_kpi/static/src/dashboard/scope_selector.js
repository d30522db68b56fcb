import { Component, useState } from "@odoo/owl";
import { RecordSelector } from "@web/core/record_selectors/record_selector";

/** Limits the figures to a team, a person, a source …; one of each kind. */
export class ScopeSelector extends Component {
    static template = "sales_kpi.ScopeSelector";
    static components = { RecordSelector };
    static props = {
        scope: Array, // [{ field, label, id, name }]
        dimensions: Array, // [{ field, label, model }]
        update: Function,
    };

    setup() {
        this.state = useState({ field: "" });
    }

    get chosen() {
        return this.props.dimensions.find(({ field }) => field === this.state.field);
    }

    get free() {
        const used = this.props.scope.map(({ field }) => field);
        return this.props.dimensions.filter(({ field }) => !used.includes(field));
    }

    get pairs() {
        return this.props.scope.map(({ field, id }) => [field, id]);
    }

    onDimension(ev) {
        this.state.field = ev.target.value;
    }

    add(id) {
        const { field } = this.state;
        if (id) {
            this.state.field = "";
            this.props.update({ scope: [...this.pairs, [field, id]] });
        }
    }

    remove(field) {
        this.props.update({ scope: this.pairs.filter(([name]) => name !== field) });
    }
}
