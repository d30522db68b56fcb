import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { formatDays, formatKpi, hasValue } from "../dashboard/kpi_format";

/** Which leads a partner did not take, or did not keep, and who got them. */
export class OutflowDialog extends Component {
    static template = "sales_kpi.OutflowDialog";
    static components = { Dialog };
    static props = {
        name: String,
        outflow: Object, // what `lead_outflow` returned
        open: Function, // (action)
        close: Function,
    };

    get title() {
        return _t("Leads that %s did not get", this.props.name);
    }

    get declineText() {
        const { declined, decline_hours } = this.props.outflow;
        return hasValue(decline_hours)
            ? _t("Declined %(count)s times, on average after %(time)s.", {
                  count: declined,
                  time: formatKpi(decline_hours, "hours"),
              })
            : "";
    }

    how({ how }) {
        switch (how) {
            case "declined":
                return _t("declined");
            case "expired":
                return _t("lapsed");
            case "reclaimed":
                return _t("taken back");
        }
        return _t("another was faster");
    }

    day({ date }) {
        return formatDays(date, date);
    }

    openOffers() {
        this.props.close();
        return this.props.open(this.props.outflow.offers);
    }
}
