import { Component, useState } from "@odoo/owl";
import { serializeDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { COMPARISONS, PERIODS } from "./dashboard_options";
import { formatDays, hasValue } from "./kpi_format";

/** Chooses period and comparison; a free range counts once both ends are given. */
export class PeriodSelector extends Component {
    static template = "sales_kpi.PeriodSelector";
    static components = { DateTimeInput };
    static props = {
        period: String,
        comparison: String,
        date_from: { type: String, optional: true },
        date_to: { type: String, optional: true },
        shown: { type: Object, optional: true },
        compared: { type: [Object, { value: null }], optional: true },
        update: Function,
    };

    setup() {
        this.periods = PERIODS();
        this.comparisons = COMPARISONS();
        this.range = useState({ error: "" });
    }

    get isCustom() {
        return this.props.period === "custom";
    }

    get shownDays() {
        const { shown } = this.props;
        return shown ? formatDays(shown.date_from, shown.date_to) : "";
    }

    get comparedDays() {
        const { compared } = this.props;
        if (!compared) {
            return "";
        }
        const days = formatDays(compared.date_from, compared.date_to);
        return hasValue(compared.workdays)
            ? _t("%(days)s (working days: %(count)s)", { days, count: compared.workdays })
            : days;
    }

    day(name) {
        return this.props[name] ? deserializeDate(this.props[name]) : false;
    }

    onPeriod(ev) {
        const period = ev.target.value;
        this.range.error = "";
        if (period !== "custom") {
            return this.props.update({ period });
        }
        // begin with the days that are shown, so that one end can be moved
        const { date_from, date_to } = this.props.shown || {};
        this.props.update({ period, date_from, date_to });
    }

    onComparison(ev) {
        this.props.update({ comparison: ev.target.value });
    }

    onDay(name, value) {
        if (!value) {
            return;
        }
        const days = {
            date_from: this.props.date_from,
            date_to: this.props.date_to,
            [name]: serializeDate(value),
        };
        const isInverted = days.date_from > days.date_to;
        this.range.error = isInverted
            ? _t("The period ends before it starts. Choose an earlier start or a later end.")
            : "";
        if (!isInverted) {
            this.props.update(days);
        }
    }
}
