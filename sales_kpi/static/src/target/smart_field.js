import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const ICONS = {
    green: "fa-check-circle text-success",
    amber: "fa-exclamation-circle text-warning",
    red: "fa-times-circle text-danger",
    grey: "fa-question-circle text-muted",
};

/** The five checks of SMART: a light, the word, and what holds or is missing. */
export class SmartField extends Component {
    static template = "sales_kpi.SmartField";
    static props = { ...standardFieldProps };

    get checks() {
        return this.props.record.data[this.props.name] || [];
    }

    icon(check) {
        return ICONS[check.light];
    }
}

registry.category("fields").add("sales_kpi_smart", {
    component: SmartField,
    supportedTypes: ["json"],
});
