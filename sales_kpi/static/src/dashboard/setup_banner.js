import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const ACTION = "sales_kpi.sales_kpi_setup_action";

/** Invites a manager to set up the KPIs of the company, until it is done or refused. */
export class SetupBanner extends Component {
    static template = "sales_kpi.SetupBanner";
    static props = { close: Function };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    start() {
        return this.action.doAction(ACTION);
    }

    async dismiss() {
        await this.orm.call("sales.kpi", "dashboard_skip_setup", []);
        await this.props.close();
    }
}
