import { expect, test } from "@odoo/hoot";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { MILESTONE_EVIDENCE_NEEDED } from "@sales_kpi/milestone/milestone_evidence";

class CrmStage extends models.Model {
    _name = "crm.stage";
    name = fields.Char();
    _records = [
        { id: 1, name: "New" },
        { id: 2, name: "First talk" },
    ];
}

class CrmLead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    stage_id = fields.Many2one({ relation: "crm.stage" });
    _records = [
        { id: 7, name: "Acme", stage_id: 1 },
        { id: 8, name: "Bolt", stage_id: 2 },
    ];
    action_open_milestone(leadId, stageId) {
        expect.step(`dialog for lead ${leadId}, stage ${stageId}`);
        return { type: "ir.actions.act_window", res_model: "crm.milestone.reach" };
    }
}

defineModels({ ...mailModels, CrmStage, CrmLead });

/** The server refuses until the dialog, which answers `isReached`, has proved it. */
function refuseUntilProved(isReached) {
    let isProved = false;
    onRpc("crm.lead", "web_save", ({ args }) => {
        if (!isProved) {
            throw makeServerError({
                errorName: MILESTONE_EVIDENCE_NEEDED,
                context: { milestone: { lead_ids: args[0], stage_id: 2 } },
            });
        }
        expect.step("saved");
    });
    mockService("action", {
        doAction: async (action, { onClose }) => {
            isProved = isReached;
            onClose(isReached ? { milestone_reached: true } : undefined);
        },
    });
}

const PIPELINE = {
    type: "kanban",
    resModel: "crm.lead",
    groupBy: ["stage_id"],
    arch: `<kanban><templates><t t-name="card"><field name="name"/></t></templates></kanban>`,
};
const FIRST_TALK = ".o_kanban_group:nth-child(2)";

test.tags("desktop");
test("a card dragged to a milestone opens the dialog and stays there", async () => {
    refuseUntilProved(true);
    await mountView(PIPELINE);
    await contains(".o_kanban_record").dragAndDrop(FIRST_TALK);
    expect.verifySteps(["dialog for lead 7, stage 2", "saved"]);
    expect(`${FIRST_TALK} .o_kanban_record`).toHaveCount(2);
});

test.tags("desktop");
test("it goes back when the dialog is cancelled", async () => {
    refuseUntilProved(false);
    expect.errors(1);
    await mountView(PIPELINE);
    await contains(".o_kanban_record").dragAndDrop(FIRST_TALK);
    expect.verifySteps(["dialog for lead 7, stage 2"]);
    expect(`${FIRST_TALK} .o_kanban_record`).toHaveCount(1);
    expect(".o_dialog").toHaveCount(0);
    expect.verifyErrors(["MilestoneCancelled"]);
});

test("a form keeps other edits when the dialog is cancelled", async () => {
    refuseUntilProved(false);
    expect.errors(1);
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 7,
        arch: `<form>
            <header><field name="stage_id" widget="statusbar" options="{'clickable': 1}"/></header>
            <field name="name"/>
        </form>`,
    });
    await contains(".o_field_widget[name=name] input").edit("Acme Inc.");
    await contains(".o_arrow_button:contains('First talk'):visible").click();
    expect.verifySteps(["dialog for lead 7, stage 2"]);
    expect(".o_arrow_button_current").toHaveText("New");
    expect(".o_field_widget[name=name] input").toHaveValue("Acme Inc.");
    expect.verifyErrors(["MilestoneCancelled"]);
});
