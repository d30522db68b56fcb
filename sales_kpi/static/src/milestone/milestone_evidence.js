import { RPCError } from "@web/core/network/rpc";

const NAME = "odoo.addons.sales_kpi.models.milestone_evidence.MilestoneEvidenceNeeded";

/** The salesperson closed the dialog: views undo the move, nobody needs a message. */
export class MilestoneCancelled extends Error {
    name = "MilestoneCancelled";
}

/**
 * What a refusal of the server asks for: evidence for one lead and one milestone.
 *
 * @param {Error} error
 * @returns {{ leadId: number, stageId: number } | null} null: it is no such refusal, or
 *  it is about several leads
 */
export function neededEvidence(error) {
    if (!(error instanceof RPCError) || error.exceptionName !== NAME) {
        return null;
    }
    const { lead_ids: leadIds, stage_id: stageId } = error.data.context.milestone;
    return leadIds.length === 1 ? { leadId: leadIds[0], stageId } : null;
}

/**
 * Open the dialog in which the salesperson says what the customer did.
 *
 * @param {Object} action the action service
 * @param {Object} orm
 * @param {{ leadId: number, stageId: number }} needed
 * @param {Object} [context]
 * @returns {Promise<boolean>} whether the milestone is reached now
 */
export async function askForEvidence(action, orm, { leadId, stageId }, context = {}) {
    const dialog = await orm.call("crm.lead", "action_open_milestone", [leadId, stageId], {
        context,
    });
    return new Promise((resolve, reject) => {
        action
            .doAction(dialog, { onClose: (infos) => resolve(Boolean(infos?.milestone_reached)) })
            .catch(reject);
    });
}

export { NAME as MILESTONE_EVIDENCE_NEEDED };
