import { Component, onMounted, onWillStart, useExternalListener, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { describeError } from "../dashboard/dashboard_error";
import { formatDays, hasValue } from "../dashboard/kpi_format";
import { MilestoneCard } from "./milestone_card";
import { money, monthName, summary } from "./milestone_words";

const { DateTime } = luxon;
const MONTH = /^\d{4}-\d{2}/;

/** Milestones of a team or a person: what is needed, what arrived, what it means. */
export class MilestoneBoard extends Component {
    static template = "sales_kpi.MilestoneBoard";
    static components = { Layout, MilestoneCard };
    static props = { ...standardActionServiceProps };
    static path = "kpi-milestones";
    static displayName = _t("Milestones");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast(); // drop answers to superseded questions
        const asked = this.props.state?.asked || askedFromUrl(this.props.action.params);
        this.state = useState({ asked, data: null, error: null, isStale: false });
        useSetupAction({ getLocalState: () => ({ asked: { ...this.state.asked } }) });
        onWillStart(() => this.load());
        onMounted(() => this.refresh());
        // what was saved meanwhile, here, in another window or by a colleague
        useExternalListener(window, "focus", () => this.refresh());
        useExternalListener(document, "visibilitychange", () => this.refresh());
    }

    get board() {
        return this.state.data?.board;
    }

    async load() {
        const { team, month, user } = this.state.asked;
        try {
            const call = this.orm.call("crm.team", "milestone_screen", [team, month, user]);
            const data = await this.keepLast.add(call);
            Object.assign(this.state, { data, error: null });
        } catch (error) {
            this.state.error = describeError(error);
        }
    }

    /** Let the server count what changed, and read again. */
    async refresh() {
        if (this.isRefreshing || document.visibilityState === "hidden") {
            return;
        }
        this.isRefreshing = true;
        try {
            const { changed } = await this.orm.silent.call("sales.kpi.fact", "refresh", []);
            // somebody else may have counted what changed while we looked elsewhere
            if (changed || this.isSeen) {
                await this.load();
            }
            this.state.isStale = false;
        } catch {
            this.state.isStale = true; // the figures are right, but not the latest
        }
        this.isSeen = true;
        this.isRefreshing = false;
    }

    update(changes) {
        Object.assign(this.state.asked, changes);
        this.remember();
        return this.load();
    }

    /** Keep what is shown in the address, so that a reload or a link shows it again. */
    remember() {
        const { team, month, user } = this.state.asked;
        this.props.updateActionState?.({
            team: team || undefined,
            month: month || undefined,
            who: user === true ? "me" : user || undefined,
        });
    }

    chooseTeam(ev) {
        const user = this.state.asked.user === true; // a colleague belongs to his team
        return this.update({ team: Number(ev.target.value), user });
    }

    chooseWho(ev) {
        const { value } = ev.target;
        return this.update({ user: value === "me" || Number(value) || false });
    }

    /** Go months back or forth. */
    move(months) {
        const month = DateTime.fromISO(this.board.month).plus({ months }).toISODate();
        return this.update({ month });
    }

    thisMonth() {
        return this.update({ month: false });
    }

    get isThisMonth() {
        return this.board.month.slice(0, 7) === this.board.today.slice(0, 7);
    }

    get monthText() {
        return monthName(this.board.month);
    }

    get summaryText() {
        return summary(this.board.milestones);
    }

    get targetText() {
        const { target, is_share, currency_id } = this.board;
        if (!hasValue(target)) {
            return "";
        }
        return is_share
            ? _t("Share of the target: %s this month", money(target, currency_id))
            : _t("Target at the last milestone: %s this month", money(target, currency_id));
    }

    get daysText() {
        const { as_of, workdays, workdays_to_date } = this.board;
        return _t("%(day)s, working day %(number)s of %(all)s", {
            day: formatDays(as_of, as_of),
            number: workdays_to_date,
            all: workdays,
        });
    }

    get who() {
        return this.board.user;
    }

    /** Whether the figures are one's own, and nobody else's business. */
    get isMine() {
        return this.state.asked.user === true;
    }

    async openLeads(row, first, last) {
        const { team, user } = this.board;
        const args = [[team[0]], row.stage[0], first, last, user ? user[0] : false];
        const action = await this.orm.call("crm.team", "action_open_milestone_leads", args);
        return this.action.doAction(action);
    }

    openRates() {
        return this.action.doAction("sales_kpi.crm_milestone_rate_action", {
            additionalContext: { search_default_team_id: this.board.team[0] },
        });
    }

    openTeam() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.team",
            res_id: this.board.team[0],
            views: [[false, "form"]],
        });
    }

    openSetup() {
        return this.action.doAction("sales_kpi.crm_milestone_setup_action", {
            additionalContext: this.board ? { default_team_id: this.board.team[0] } : {},
        });
    }

    openIntro() {
        return this.action.doAction("sales_kpi.milestone_intro_action");
    }

    openAnalysis() {
        return this.action.doAction("sales_kpi.milestone_report_action", {
            additionalContext: this.board ? { search_default_team_id: this.board.team[0] } : {},
        });
    }
}

/** Read what is asked for from the parameters of the URL; nonsense is left out. */
function askedFromUrl({ team, month, who } = {}) {
    return {
        team: Number(team) || false,
        month: MONTH.test(month) ? month : false,
        user: who === "me" || Number(who) || false,
    };
}

registry.category("actions").add("sales_kpi.milestone_board", MilestoneBoard);
