import { WarningDialog } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";
import {
    askForEvidence,
    MILESTONE_EVIDENCE_NEEDED,
    MilestoneCancelled,
    neededEvidence,
} from "./milestone_evidence";

/** Buttons like “Won” that a milestone refuses open the dialog as well. */
export function milestoneErrorHandler(env, error, originalError) {
    const needed = neededEvidence(originalError);
    const isCancelled = originalError instanceof MilestoneCancelled;
    if (!needed && !isCancelled) {
        return false;
    }
    error.unhandledRejectionEvent?.preventDefault();
    if (isCancelled) {
        return true;
    }
    const { action, orm } = env.services;
    askForEvidence(action, orm, needed).then((isReached) => {
        if (isReached) {
            action.doAction("soft_reload");
        }
    });
    return true;
}

registry
    .category("error_handlers")
    .add("sales_kpi.milestone", milestoneErrorHandler, { sequence: 90 });
registry.category("error_dialogs").add(MILESTONE_EVIDENCE_NEEDED, WarningDialog);
