import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { NumberInput } from "../calculator/number_input";
import { describeError } from "../dashboard/dashboard_error";
import {
    formatBucket,
    formatDays,
    formatKpi,
    hasValue,
    NO_VALUE,
} from "../dashboard/kpi_format";
import { ForecastChart } from "./forecast_chart";

/** What can be expected of the months to come, and how good that was so far. */
export class Forecast extends Component {
    static template = "sales_kpi.Forecast";
    static components = { ForecastChart, Layout, NumberInput };
    static props = { ...standardActionServiceProps };
    static path = "kpi-forecast";
    static displayName = _t("Forecast");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast(); // drop answers to superseded questions
        const { unit = null } = this.props.state || {};
        this.state = useState({ unit, data: null, error: null, isBusy: false });
        useSetupAction({ getLocalState: () => ({ unit: this.state.unit }) });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    /** Read the forecast; `isLive`: with the present state, however long it takes. */
    load(isLive = false) {
        return this.attempt(async () => {
            const args = [this.state.unit, isLive];
            const call = this.orm.call("sales.kpi.forecast", "forecast_data", args);
            const data = await this.keepLast.add(call);
            Object.assign(this.state, { data, unit: data.unit });
        });
    }

    computeNow() {
        return this.load(true);
    }

    backtest() {
        return this.attempt(async () => {
            await this.orm.call("sales.kpi.forecast", "action_backtest", [[]]);
            await this.load();
        });
    }

    async attempt(action) {
        this.state.isBusy = true;
        try {
            await action();
            this.state.error = null;
        } catch (error) {
            this.state.error = describeError(error);
        } finally {
            this.state.isBusy = false;
        }
    }

    chooseUnit(ev) {
        const { units } = this.data;
        this.state.unit = units[ev.target.selectedIndex].key;
        return this.load();
    }

    judge(month, value) {
        return this.attempt(async () => {
            const values = { manager_value: value ?? false };
            await this.orm.write("sales.kpi.forecast", [month.judgement.id], values);
            await this.load(this.data.is_live);
        });
    }

    openPartnerLeads({ id }) {
        return this.openLeads([["sales_partner_id", "=", id]]);
    }

    openLeads(more = []) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("Leads in progress"),
            res_model: "crm.lead",
            domain: [...this.data.leads, ...more],
            views: [
                [false, "list"],
                [false, "form"],
            ],
            context: { group_by: "stage_id" },
        });
    }

    openHistory() {
        // company and teams are two views of the same: one at a time
        const { unit } = this.data;
        const isCompany = unit === "company";
        return this.action.doAction("sales_kpi.sales_kpi_forecast_action", {
            additionalContext: isCompany
                ? { search_default_company: 1 }
                : { search_default_team_id: unit },
        });
    }

    get asOf() {
        return formatDays(this.data.as_of, this.data.as_of);
    }

    money(value) {
        // a forecast is not known to the cent
        return hasValue(value)
            ? formatCurrency(value, this.data.currency_id, { digits: [16, 0] })
            : NO_VALUE;
    }

    percent(value) {
        return formatKpi(value, "percent");
    }

    monthName(day) {
        return formatBucket(day, "month");
    }

    range(month) {
        return hasValue(month.low)
            ? _t("%(low)s to %(high)s", {
                  low: this.money(month.low),
                  high: this.money(month.high),
              })
            : "";
    }

    hasBudget({ budget }) {
        return hasValue(budget);
    }

    judgedBy({ by, on }) {
        return hasValue(on)
            ? _t("%(who)s, %(date)s", { who: by, date: formatDays(on, on) })
            : "";
    }

    judgementLabel(month) {
        return _t("Judgement for %s", this.monthName(month.month));
    }

    horizon(number) {
        switch (number) {
            case 1:
                return _t("At the start of the month");
            case 2:
                return _t("One month before");
        }
        return _t("%s months before", number - 1);
    }

    /** Horizons beside columns; those that nobody has a figure of are left out. */
    get accuracyColumns() {
        const columns = [
            { key: "forecast", label: _t("Forecast") },
            { key: "teams", label: _t("Sum of teams") },
            { key: "last", label: _t("Like last month") },
            { key: "classic", label: _t("Classic") },
            { key: "judgement", label: _t("Judgement") },
        ];
        return columns.filter(({ key }) =>
            this.data.accuracy.some((row) => hasValue(row[key]))
        );
    }
}

registry.category("actions").add("sales_kpi.forecast", Forecast);
