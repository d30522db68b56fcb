import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { askForEvidence, MilestoneCancelled, neededEvidence } from "./milestone_evidence";

/**
 * Moving a lead to a milestone that wants evidence opens the dialog, wherever it is
 * moved: a card dragged in the pipeline, the stage clicked in the form. Done, the save
 * goes on; cancelled, the lead is where it was, and other edits of the form stay.
 */
patch(Record.prototype, {
    async _save() {
        const changes = { ...this._changes };
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
                if (this.isInEdition) {
                    await this._update({ stage_id: this._values.stage_id });
                    delete this._changes.stage_id;
                }
                throw new MilestoneCancelled();
            }
            if (!this.isInEdition) {
                // a card was read anew: what was dragged is changed again, so that
                // saving it tells the columns to add up anew
                await this._update(changes, { withoutOnchange: true });
            }
            return super._save(...arguments);
        }
    },
});
