import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { askForEvidence, neededEvidence } from "./milestone_evidence";

/**
 * Moving a lead to a milestone that wants evidence opens the dialog, wherever it is
 * moved: a card dragged in the pipeline, the stage clicked in the form. Done, the save
 * goes on; cancelled, nothing is lost: a card goes back, a form stays as it was edited.
 */
patch(Record.prototype, {
    async _save() {
        try {
            return await super._save(...arguments);
        } catch (error) {
            const needed = this.resModel === "crm.lead" && neededEvidence(error);
            if (!needed) {
                throw error;
            }
            const { action, orm } = this.model;
            // the view itself celebrates a stage that it changed
            const quiet = { milestone_quiet: true };
            if (!(await askForEvidence(action, orm, needed, quiet))) {
                return false;
            }
            if (this.isInEdition) {
                return super._save(...arguments);
            }
            await this._load({});
            return true;
        }
    },
});
