import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { NumberInput } from "../calculator/number_input";
import { describeError } from "../dashboard/dashboard_error";
import { money } from "./milestone_words";

/** Explains selling by milestones, with an example that everybody can change. */
export class MilestoneIntro extends Component {
    static template = "sales_kpi.MilestoneIntro";
    static components = { Layout, NumberInput };
    static props = { ...standardActionServiceProps };
    static path = "kpi-milestones-how";
    static displayName = _t("How milestones work");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast();
        this.state = useState({ example: null, error: null });
        onWillStart(() => this.compute([]));
    }

    get example() {
        return this.state.example;
    }

    get shares() {
        return this.example.milestones.slice(0, -1).map(({ share }) => share);
    }

    get first() {
        return this.example.milestones[0];
    }

    /** The server computes what it computes for teams; nothing is stored. */
    async compute(args) {
        try {
            const call = this.orm.call("crm.team", "milestone_example", args);
            this.state.example = await this.keepLast.add(call);
            this.state.error = null;
        } catch (error) {
            this.state.error = describeError(error);
        }
    }

    setTarget(value) {
        return this.compute([value ?? this.example.target, this.shares]);
    }

    setShare(place, value) {
        const shares = this.shares.map((share, index) =>
            index === place ? value ?? share : share
        );
        return this.compute([this.example.target, shares]);
    }

    reset() {
        return this.compute([]);
    }

    money(value) {
        return money(value, this.example.currency_id);
    }

    get targetLabel() {
        return _t("Target a month");
    }

    shareLabel(place) {
        const { milestones } = this.example;
        return _t("From “%(from)s” to “%(to)s”", {
            from: milestones[place].name,
            to: milestones[place + 1].name,
        });
    }

    width({ needed }) {
        const most = Math.max(...this.example.milestones.map((one) => one.needed));
        return (needed / most) * 100;
    }

    openBoard() {
        return this.action.doAction("sales_kpi.milestone_board_action");
    }
}

registry.category("actions").add("sales_kpi.milestone_intro", MilestoneIntro);
