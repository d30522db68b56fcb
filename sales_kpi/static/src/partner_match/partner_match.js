import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Who would get an offer of a lead now, who comes next, and why the others do not. */
export class PartnerMatch extends Component {
    static template = "sales_kpi.PartnerMatch";
    static props = { ...standardActionServiceProps };
    static displayName = _t("Which partner fits?");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ search: "" });
        onWillStart(async () => {
            const { lead_id: leadId } = this.props.action.params;
            this.data = await this.orm.call("crm.lead", "get_partner_match", [[leadId]]);
        });
    }

    get groups() {
        const { chosen, next, rejected } = this.data;
        return [
            { key: "chosen", title: _t("Would get the offer now"), partners: chosen },
            { key: "next", title: _t("Next in line"), partners: next },
            { key: "rejected", title: _t("Do not fit"), partners: rejected },
        ]
            .map((group) => ({ ...group, partners: group.partners.filter(this.isSought, this) }))
            .filter((group) => group.partners.length);
    }

    isSought(partner) {
        const sought = this.state.search.trim().toLowerCase();
        return partner.name.toLowerCase().includes(sought);
    }

    open(partner) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: partner.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("sales_kpi_partner_match", PartnerMatch);
