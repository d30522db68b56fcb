import { Component, markup, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The milestones of a lead: reached, next and to come, and how to reach the next. */
export class LeadJourney extends Component {
    static template = "sales_kpi.LeadJourney";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ openedId: null, showsHelp: false });
    }

    get journey() {
        return this.props.record.data[this.props.name];
    }

    get opened() {
        return this.journey.milestones.find(({ id }) => id === this.state.openedId);
    }

    get playbook() {
        // the server cleans html fields
        return this.journey.next.playbook && markup(this.journey.next.playbook);
    }

    get hasHelp() {
        const { playbook, attachments } = this.journey.next;
        return Boolean(playbook || attachments.length);
    }

    get freshText() {
        const fresh = this.journey.milestones.filter((step) => step.is_fresh && !step.is_implied);
        return fresh.map((step) => _t("Milestone reached: %s", step.name)).join(" ");
    }

    get silenceText() {
        const { silence, has_acted } = this.journey;
        if (!has_acted) {
            return _t("The customer has not acted yet");
        }
        if (silence === 0) {
            return _t("The customer acted today");
        }
        return silence === 1
            ? _t("The customer acted yesterday")
            : _t("The customer acted %s days ago", silence);
    }

    stateText({ state }) {
        return { reached: _t("reached"), next: _t("next"), open: _t("to come") }[state];
    }

    stepClass(step) {
        return {
            o_kpi_journey_step: true,
            [`o_kpi_journey_${step.state}`]: true,
            o_kpi_journey_fresh: step.is_fresh,
            "opacity-50": this.isFormer(step),
        };
    }

    isFormer({ id }) {
        return this.journey.former.includes(id);
    }

    toggle({ id }) {
        this.state.openedId = this.state.openedId === id ? null : id;
    }

    addEvidence({ id }) {
        return this.openDialog("action_open_milestone", [id]);
    }

    startPlan() {
        return this.openDialog("action_start_milestone_plan");
    }

    /** Open the dialog that a method of the lead returns; read the lead anew after it. */
    async openDialog(method, args = []) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("crm.lead", method, [record.resId, ...args]);
        await this.action.doAction(action, { onClose: () => record.load() });
    }

    openDocument({ model, id }) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("sales_kpi_journey", {
    component: LeadJourney,
    displayName: _t("Journey of a lead"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
