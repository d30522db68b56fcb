import { Component, onWillStart, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { openAnalysis } from "../dashboard/analysis_action";
import { describeError } from "../dashboard/dashboard_error";
import { optionsForServer, optionsFromUrl, optionsToUrl } from "../dashboard/dashboard_options";
import { openCalculation } from "../dashboard/kpi_calculation";
import { formatKpi, hasValue } from "../dashboard/kpi_format";
import { PeriodSelector } from "../dashboard/period_selector";
import { ScopeSelector } from "../dashboard/scope_selector";
import { AutomationBlock } from "./automation_block";
import { ExpectationBlock } from "./expectation_block";
import { InvestmentBlock } from "./investment_block";
import { OutflowDialog } from "./outflow_dialog";
import { PartnerTable } from "./partner_table";
import { ProductBlock } from "./product_block";
import { ReasonDialog } from "./reason_dialog";
import { RelevanceBlock } from "./relevance_block";

const MODEL = "sales.partner.cockpit";
/** A partner has few leads in a month, and success takes half a year to be seen. */
const PERIOD = "last_12_months";

/** Every partner's figures side by side, what to do about them, and the five answers. */
export class PartnerCockpit extends Component {
    static template = "sales_kpi.PartnerCockpit";
    static components = {
        AutomationBlock,
        ExpectationBlock,
        InvestmentBlock,
        Layout,
        PartnerTable,
        PeriodSelector,
        ProductBlock,
        RelevanceBlock,
        ScopeSelector,
    };
    static props = { ...standardActionServiceProps };
    static path = "partner-cockpit";
    static displayName = _t("Partner cockpit");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.display = { controlPanel: {} };
        // drop answers to superseded questions
        this.keepLast = { data: new KeepLast(), answers: new KeepLast() };
        const { params = {} } = this.props.action;
        const options = this.props.state?.options || {
            ...optionsFromUrl(params),
            ...(params.period ? {} : { period: PERIOD }),
        };
        this.state = useState({
            options,
            data: null,
            answers: null,
            forecast: null,
            error: null,
            isLoading: true,
            isExporting: false,
        });
        useSetupAction({ getLocalState: () => ({ options: { ...this.state.options } }) });
        this.remember();
        onWillStart(() => {
            // not awaited: the page shows that it is loading
            this.load();
            this.ask("forecast", "cockpit_forecast", []);
        });
    }

    get data() {
        return this.state.data;
    }

    get asOf() {
        return deserializeDateTime(this.data.as_of).toLocaleString(luxon.DateTime.DATETIME_SHORT);
    }

    get serverOptions() {
        return optionsForServer(this.state.options);
    }

    /** The table first; what stands below may take longer. */
    async load() {
        this.state.isLoading = true;
        this.ask("answers", "cockpit_answers", [this.serverOptions]);
        try {
            await this.orm.silent.call("sales.kpi.fact", "refresh", []);
            const call = this.orm.call(MODEL, "cockpit_data", [this.serverOptions]);
            const data = await this.keepLast.data.add(call);
            Object.assign(this.state, { data, error: null });
        } catch (error) {
            this.state.error = describeError(error);
        }
        this.state.isLoading = false;
    }

    /** Read a part of the page that fails for itself. */
    async ask(part, method, args) {
        this.keepLast[part] ||= new KeepLast();
        try {
            this.state[part] = await this.keepLast[part].add(this.orm.call(MODEL, method, args));
        } catch (error) {
            this.state[part] = { error: describeError(error) };
        }
    }

    update(changes) {
        Object.assign(this.state.options, changes);
        this.remember();
        return this.load();
    }

    /** Keep what is shown in the address, so that a reload or a link shows it again. */
    remember() {
        const { options } = this.state;
        this.props.updateActionState?.({ ...optionsToUrl(options), period: options.period });
    }

    /** What the figures are about, limited to one partner or to another dimension. */
    dataOf(limit) {
        if (!limit) {
            return this.data;
        }
        const { id, name, field = "sales_partner_id", label = _t("Sales partner") } = limit;
        const scope = [...this.data.scope, { field, operator: "=", label, id, name }];
        return { ...this.data, scope };
    }

    /** Open what a figure is made of; `limit`: `{ id, name }` of a partner, null for all. */
    openFigure(column, limit) {
        const data = this.dataOf(limit);
        return column.analysis
            ? openAnalysis(this.action, data, column)
            : openCalculation(this, data, column);
    }

    /** Open the answers of partners to offers, as facts. */
    openPicks(event, label, partner) {
        const { period, scope } = this.dataOf(partner);
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: partner ? _t("%(what)s: %(who)s", { what: label, who: partner.name }) : label,
            res_model: "sales.kpi.report",
            views: [
                [false, "list"],
                [false, "pivot"],
            ],
            domain: [
                ["event", "=", event],
                ["date", ">=", period.date_from],
                ["date", "<=", period.date_to],
                ...scope.map(({ field, operator, id }) => [field, operator, id]),
            ],
            context: { kpi_measures: ["count"], pivot_measures: ["count"] },
        });
    }

    async openOffers(key, partner) {
        const args = [key, partner?.id || null, this.serverOptions];
        return this.action.doAction(await this.orm.call(MODEL, "open_offers", args));
    }

    async openSold(view, line, territory) {
        const args = [view, line, territory, this.serverOptions];
        return this.action.doAction(await this.orm.call(MODEL, "open_sold", args));
    }

    async openOutflow(partner) {
        const args = [partner.id, this.serverOptions];
        const outflow = await this.orm.call(MODEL, "lead_outflow", args);
        this.dialog.add(OutflowDialog, {
            name: partner.name,
            outflow,
            open: (action) => this.action.doAction(action),
        });
    }

    openPartner({ id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** Whether a worry is a number of the present, with its own list. */
    isNow({ key }) {
        return ["silent", "contact_overdue", "feedback_overdue"].includes(key);
    }

    columnOf({ key }) {
        return this.data.columns.find(({ code }) => code === key);
    }

    openPartners() {
        return this.action.doAction("sales_kpi.sales_partner_action");
    }

    doAction(action) {
        return this.action.doAction(action);
    }

    /** Do something about a partner, tell what it was, and show what changed. */
    async steer(method, partner, args = []) {
        const done = await this.orm.call("res.partner", method, [[partner.id], ...args]);
        await this.action.doAction(done);
        await this.load();
    }

    remind(partner) {
        return this.steer("action_nudge", partner);
    }

    resume(partner) {
        return this.steer("action_resume_partner", partner);
    }

    pause(partner) {
        this.askWhy(partner, {
            title: _t("Pause %s", partner.name),
            text: _t("He gets no new leads until you take him up again; he keeps those he has."),
            action: _t("Pause"),
            method: "action_pause_partner",
        });
    }

    unblock(partner) {
        this.askWhy(partner, {
            title: _t("Lift the block of %s", partner.name),
            text: _t("He can accept leads again at once. Your reason stays in his history."),
            action: _t("Lift the block"),
            method: "action_unblock_partner",
        });
    }

    askWhy(partner, { method, ...words }) {
        this.dialog.add(ReasonDialog, {
            ...words,
            confirm: (reason) => this.steer(method, partner, [reason]),
        });
    }

    /** What partners bring in the next three months, by id. */
    get expected() {
        const rows = this.state.forecast?.rows || [];
        return Object.fromEntries(
            rows.map(({ partner, months }) => [
                partner[0],
                months.slice(0, 3).reduce((sum, month) => sum + (month?.value || 0), 0),
            ])
        );
    }

    /** How long leads wait for a partner, whoever accepts them in the end. */
    get acceptanceText() {
        const column = this.data.columns.find(({ code }) => code === "acceptance_time");
        const cell = this.data.total.acceptance_time;
        return column && hasValue(cell?.value)
            ? _t(
                  "From the first offer of a lead until some partner accepts it: %s",
                  formatKpi(cell.value, column.unit)
              )
            : "";
    }

    print() {
        browser.print();
    }

    /** Download what is shown as a workbook. */
    async exportXlsx() {
        this.state.isExporting = true;
        try {
            const options = JSON.stringify(this.serverOptions);
            await download({ url: "/sales_kpi/partner_cockpit.xlsx", data: { options } });
        } finally {
            this.state.isExporting = false;
        }
    }
}

registry.category("actions").add("sales_kpi.partner_cockpit", PartnerCockpit);
