import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Shows a newcomer around, and a manager what is still to be done. */
export class FirstSteps extends Component {
    static template = "sales_kpi.FirstSteps";
    static components = { Layout };
    static props = { ...standardActionServiceProps };
    static path = "kpi-first-steps";
    static displayName = _t("First steps");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.state = useState({ tour: [], tasks: [] });
        onWillStart(async () => {
            Object.assign(this.state, await this.orm.call("sales.kpi", "first_steps", []));
        });
    }

    get progressText() {
        return _t("%(done)s of %(all)s done", {
            done: this.state.tasks.filter(({ is_done }) => is_done).length,
            all: this.state.tasks.length,
        });
    }

    open(step) {
        return this.action.doAction(step.action);
    }
}

registry.category("actions").add("sales_kpi.first_steps", FirstSteps);
