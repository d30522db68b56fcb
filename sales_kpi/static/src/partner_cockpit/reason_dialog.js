import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";

/** Asks why before something is done that others will ask about. */
export class ReasonDialog extends Component {
    static template = "sales_kpi.ReasonDialog";
    static components = { Dialog };
    static props = {
        title: String,
        text: String,
        action: String,
        confirm: Function, // (reason)
        close: Function,
    };

    setup() {
        this.state = useState({ reason: "", isBusy: false });
        useAutofocus({ refName: "reason" });
    }

    get isReady() {
        return this.state.reason.trim() && !this.state.isBusy;
    }

    async confirm() {
        this.state.isBusy = true;
        try {
            await this.props.confirm(this.state.reason.trim());
        } finally {
            this.props.close();
        }
    }
}
