import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatDays, formatKpi, NO_VALUE } from "../dashboard/kpi_format";
import { formatShare, goalText, targetBadge } from "./target_words";

/** The own targets of the reader: how far, how far they should be, how it goes. */
export class TargetBlock extends Component {
    static template = "sales_kpi.TargetBlock";
    static props = { asOf: String }; // another moment reads them again

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ targets: [] });
        onWillStart(() => {
            this.load(); // not awaited: the figures of the page do not wait for it
        });
        onWillUpdateProps(({ asOf }) => asOf !== this.props.asOf && this.load());
    }

    async load() {
        this.state.targets = await this.orm.call("sales.kpi.target", "dashboard_targets", []);
    }

    get cards() {
        return this.state.targets.map((target) => {
            const format = (value) => formatKpi(value, target.unit, target.currency_id);
            const value = target.has_value ? format(target.value) : NO_VALUE;
            const share = target.has_value ? target.attainment : null;
            return {
                ...target,
                share: formatShare(share),
                days: formatDays(target.date_from, target.date_to),
                width: percent(share),
                pace: target.pace_share === null ? null : percent(target.pace_share),
                badge: targetBadge(target),
                text: _t("%(value)s of %(goal)s", { value, goal: goalText(target) }),
                expected: target.is_expected
                    ? _t("Expected by today: %s", format(target.expected))
                    : "",
            };
        });
    }

    open({ id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sales.kpi.target",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

/** What fits into a bar. */
function percent(share) {
    return Math.round(Math.min(Math.max(share || 0, 0), 1) * 100);
}
