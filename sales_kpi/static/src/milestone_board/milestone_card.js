import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatKpi, formatPercent, hasValue } from "../dashboard/kpi_format";
import { Sparkline } from "../dashboard/sparkline";
import { lastDay, leads, lightOf, money, monthName } from "./milestone_words";

/** One milestone: what it needs, what arrived, and what that means. */
export class MilestoneCard extends Component {
    static template = "sales_kpi.MilestoneCard";
    static components = { Sparkline };
    static props = {
        board: Object,
        row: Object, // a row of `get_milestone_board`
        place: Number,
        open: Function, // with the first and the last day: the leads behind a number
        openRates: Function,
    };

    get row() {
        return this.props.row;
    }

    get light() {
        return lightOf(this.row.status);
    }

    /** What the light rests on: "90% of the need". */
    get paceText() {
        return hasValue(this.row.pace)
            ? _t("%s of the need", formatPercent(this.row.pace))
            : "";
    }

    get lightHint() {
        const { light_inflow, light_need } = this.row;
        return _t(
            "Last %(days)s working days: %(arrived)s arrived, %(needed)s needed. Green from 100%, amber from 80%, grey below three expected leads.",
            {
                days: this.props.board.light_days,
                arrived: this.money(light_inflow),
                needed: this.money(light_need),
            }
        );
    }

    get isThisMonth() {
        const { month, today } = this.props.board;
        return month.slice(0, 7) === today.slice(0, 7);
    }

    get width() {
        const { actual, needed } = this.row;
        return needed ? Math.min((actual / needed) * 100, 100) : 0;
    }

    get neededHint() {
        const { serves, is_carried } = this.row;
        const month = monthName(serves);
        return is_carried
            ? _t("for the target of %s, which goes on from the last month that has one", month)
            : _t("for the target of %s", month);
    }

    get missingText() {
        const { missing_to_date: missing } = this.row;
        if (!hasValue(missing)) {
            return "";
        }
        return missing
            ? _t("%s behind the pace of the month", this.money(missing))
            : _t("in step with the month");
    }

    /** Of what kind the values are; "" while all of them were entered. */
    get valueText() {
        const { standard_share: standard, manual_share: manual } = this.row;
        const parts = [];
        if (standard) {
            parts.push(_t("%s standard potentials", formatPercent(standard)));
        }
        if (manual) {
            parts.push(_t("%s own estimates", formatPercent(manual)));
        }
        return parts.join(", ");
    }

    get isLast() {
        return !hasValue(this.row.origin);
    }

    get rateText() {
        const { rate, rate_count } = this.row;
        return _t("%(value)s by value, %(number)s by number", {
            value: formatKpi(rate, "percent"),
            number: formatKpi(rate_count, "percent"),
        });
    }

    get rateHint() {
        const { yield: gain, lag_days } = this.row;
        const words = [_t("value yield %s", formatKpi(gain, "percent"))];
        if (lag_days) {
            words.push(_t("half need up to %s", formatKpi(lag_days, "days")));
        }
        return words.join(", ");
    }

    get trend() {
        return this.row.trend.map(({ actual }) => actual);
    }

    get trendText() {
        const months = this.row.trend.map(
            ({ month, actual }) => `${monthName(month)}: ${this.money(actual)}`
        );
        return _t("Arrived in the last months. %s", months.join("; "));
    }

    money(value) {
        return money(value, this.props.board.currency_id);
    }

    leads(count) {
        return leads(count);
    }

    openLight() {
        return this.props.open(this.row, this.row.light_from, this.props.board.as_of);
    }

    openMonth() {
        const { month } = this.props.board;
        return this.props.open(this.row, month, lastDay(month));
    }

    openToday() {
        const { today } = this.props.board;
        return this.props.open(this.row, today, today);
    }

    openTrend() {
        return this.props.open(this.row, this.row.trend[0].month, lastDay(this.props.board.month));
    }
}
