import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** A thumb that taps twice sends a form once. */
export class SendOnce extends Interaction {
    static selector = ".o_kpi_portal form";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
    };

    onSubmit(ev) {
        if (this.isSent) {
            ev.preventDefault();
        }
        this.isSent = true;
    }
}

registry.category("public.interactions").add("sales_kpi.send_once", SendOnce);
