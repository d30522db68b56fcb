import { Component } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { hasValue } from "../dashboard/kpi_format";

/** Whether sales controlling runs by itself: what ran, what failed, who is waited for. */
export class AutomationBlock extends Component {
    static template = "sales_kpi.CockpitAutomation";
    static props = {
        answer: { type: [Object, { value: null }] },
        error: { type: Object, optional: true },
        doAction: Function,
    };

    get waiting() {
        return this.props.answer.waiting.filter(({ count }) => count);
    }

    get failing() {
        return this.props.answer.actions.filter(({ status }) => status !== "good");
    }

    get verdict() {
        const { failing, waiting } = this;
        if (failing.length) {
            return _t("Not at the moment: %s automatic steps need your administrator.", failing.length);
        }
        return waiting.length
            ? _t("Yes. Some things wait for a decision.")
            : _t("Yes, and nothing waits for anybody.");
    }

    moment(text) {
        return text
            ? deserializeDateTime(text).toLocaleString(luxon.DateTime.DATETIME_SHORT)
            : "–";
    }

    statusWords({ status, failures }) {
        switch (status) {
            case "good":
                return _t("runs");
            case "off":
                return _t("switched off");
            case "late":
                return _t("late");
        }
        return _t("failed %s times", failures);
    }

    get queueText() {
        const { queue, rebuild } = this.props.answer;
        if (hasValue(rebuild)) {
            return _t("The history is being rebuilt (%s %).", rebuild);
        }
        return queue
            ? _t("%s changes wait to be counted.", queue)
            : _t("All changes are counted.");
    }

    get mailText() {
        const { failed_mails } = this.props.answer;
        return failed_mails
            ? _t("%s mails could not be sent.", failed_mails)
            : _t("No mail is stuck.");
    }
}
