import { Component, useEffect, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Notes that a target was looked at; the server decides whether that counts. */
export class TargetOpened extends Component {
    static template = xml`<span class="d-none"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        const orm = useService("orm");
        useEffect(
            (id) => {
                if (id) {
                    orm.silent.call("sales.kpi.target", "note_opened", [[id]]);
                }
            },
            () => [this.props.record.resId]
        );
    }
}

registry.category("view_widgets").add("sales_kpi_target_opened", { component: TargetOpened });
