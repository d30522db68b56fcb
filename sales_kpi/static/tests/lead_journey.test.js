import { expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    MockServer,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { defineKpiModels } from "./helpers";

class CrmLead extends models.Model {
    _name = "crm.lead";
    name = fields.Char();
    journey = fields.Json();
    _records = [{ id: 1, name: "Deal" }];
}

defineKpiModels();
defineModels({ CrmLead });

const REACHED = {
    id: 11,
    name: "Interest",
    action: "Asks for a talk",
    state: "reached",
    date: "Mar 4, 2026",
    is_implied: false,
    is_back_dated: false,
    is_fresh: false,
    can_prove: false,
    evidence: "Note, Mar 4, 2026",
    note: "Come on Monday",
    contact: "Ms Fox",
    who: "Anna",
    reason: false,
    document: false,
};
const JOURNEY = {
    milestones: [
        REACHED,
        { id: 12, name: "First talk", action: "Invites us", state: "next" },
        { id: 13, name: "Order", action: false, state: "open" },
    ],
    former: [],
    next: {
        id: 12,
        name: "First talk",
        action: "Invites us",
        playbook: "<b class='o_test_playbook'>Ask!</b>",
        attachments: [{ id: 7, name: "slides.pdf" }],
    },
    plan: false,
    silence: 12,
    has_acted: true,
    hints: [],
};

async function mountJourney(values = {}) {
    CrmLead._records[0].journey = values && { ...JOURNEY, ...values };
    await mountView({
        type: "form",
        resModel: "crm.lead",
        resId: 1,
        arch: `<form><field name="name"/><field name="journey" widget="sales_kpi_journey" readonly="1"/></form>`,
    });
}

test("reached, next and coming milestones in their order", async () => {
    await mountJourney();
    expect(queryAllTexts(".o_kpi_journey_step .fw-bold")).toEqual(["Interest", "First talk", "Order"]);
    expect(".o_kpi_journey_reached").toHaveCount(1);
    expect("[aria-current=step]").toHaveText(/First talk/);
    expect(".o_kpi_journey_next_text").toHaveText("Next: First talk – Invites us");
    expect(".o_kpi_journey_silence").toHaveText("The customer acted 12 days ago");
});

test("a milestone tells its evidence, also by keyboard", async () => {
    await mountJourney();
    const button = queryFirst(".o_kpi_journey_step button");
    expect(button).toHaveAttribute("aria-expanded", "false");
    button.focus();
    await press("Enter");
    await animationFrame();
    expect(button).toHaveAttribute("aria-expanded", "true");
    expect(".o_kpi_journey_detail").toHaveText(/Reached on Mar 4, 2026 · entered by Anna/);
    expect(".o_kpi_journey_detail").toHaveText(/Evidence: Note, Mar 4, 2026 · Ms Fox/);
    expect(".o_kpi_journey_detail blockquote").toHaveText("Come on Monday");
    await contains(button).click();
    expect(".o_kpi_journey_detail").toHaveCount(0);
});

test("how to get there shows the playbook and its files", async () => {
    await mountJourney();
    expect(".o_kpi_journey_playbook").toHaveCount(0);
    await contains(".o_kpi_journey_help").click();
    expect(".o_test_playbook").toHaveText("Ask!");
    expect(".o_kpi_journey_playbook a").toHaveAttribute("href", "/web/content/7?download=true");
});

test("without playbook and plan there are no such buttons", async () => {
    await mountJourney({ next: { ...JOURNEY.next, playbook: false, attachments: [] } });
    expect(".o_kpi_journey_help").toHaveCount(0);
    expect(".o_kpi_journey_plan").toHaveCount(0);
});

test("activities are planned on demand", async () => {
    onRpc("crm.lead", "action_start_milestone_plan", ({ args }) => {
        expect.step(`${args}`);
        return { type: "ir.actions.client", tag: "soft_reload" };
    });
    mockService("action", { doAction: ({ tag }) => expect.step(tag) });
    await mountJourney({ plan: "After the talk" });
    await contains(".o_kpi_journey_plan").click();
    expect.verifySteps(["1", "soft_reload"]);
});

test("evidence of a skipped milestone is added, and the lead read anew", async () => {
    const skipped = { ...REACHED, is_implied: true, evidence: "", can_prove: true };
    onRpc("crm.lead", "action_open_milestone", ({ args }) => {
        expect.step(`${args}`);
        return { type: "ir.actions.act_window", name: "Dialog" };
    });
    mockService("action", {
        doAction(action, { onClose }) {
            expect.step(action.name);
            const milestones = [{ ...REACHED, is_fresh: true }];
            const journey = { ...JOURNEY, milestones, next: false };
            MockServer.env["crm.lead"].write([1], { journey });
            return onClose();
        },
    });
    await mountJourney({ milestones: [skipped] });
    await contains(".o_kpi_journey_step button").click();
    expect(".o_kpi_journey_detail").toHaveText(/No evidence\./);
    await contains(".o_kpi_journey_prove").click();
    await animationFrame();
    expect.verifySteps(["1,11", "Dialog"]);
    expect(".o_kpi_journey_fresh").toHaveCount(1);
    expect(".o_kpi_journey [role=status]").toHaveText("Milestone reached: Interest");
    expect(".o_kpi_journey_detail").toHaveText(/Come on Monday/);
    expect(".o_kpi_journey_next_text").toHaveCount(0);
});

test("skipped and back-dated milestones are marked in words", async () => {
    await mountJourney({
        milestones: [{ ...REACHED, is_implied: true, is_back_dated: true }],
        hints: ["Skipped: Interest."],
    });
    expect(queryAllTexts(".o_kpi_journey_step .badge")).toEqual(["skipped", "back-dated"]);
    expect(".o_kpi_journey_hint").toHaveText(/Skipped: Interest\. Only you see this hint\./);
});

test("a document that is the evidence can be opened", async () => {
    mockService("action", {
        doAction: ({ res_model, res_id }) => expect.step(`${res_model} ${res_id}`),
    });
    await mountJourney({
        milestones: [{ ...REACHED, document: { model: "calendar.event", id: 5 } }],
    });
    await contains(".o_kpi_journey_step button").click();
    await contains(".o_kpi_journey_document").click();
    expect.verifySteps(["calendar.event 5"]);
});

test("silence in words", async () => {
    await mountJourney({ silence: 0 });
    expect(".o_kpi_journey_silence").toHaveText("The customer acted today");
});

test("without a process there is nothing to see", async () => {
    await mountJourney(false);
    expect(".o_kpi_journey").toHaveCount(0);
});
