import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ScopeSelector } from "@sales_kpi/dashboard/scope_selector";
import { defineKpiModels } from "./helpers";

defineKpiModels();

const NORTH = { field: "team_id", label: "Sales team", id: 5, name: "North" };

function mountSelector(scope = []) {
    return mountWithCleanup(ScopeSelector, {
        props: {
            scope,
            dimensions: [
                { field: "team_id", label: "Sales team", model: "crm.team" },
                { field: "user_id", label: "Salesperson", model: "res.users" },
            ],
            update: (changes) => expect.step(changes.scope),
        },
    });
}

test("a dimension is chosen, then its record", async () => {
    await mountSelector();
    expect(queryAllTexts(".o_kpi_scope_select option")).toEqual([
        "Filter by …",
        "Sales team",
        "Salesperson",
    ]);
    await contains(".o_kpi_scope_select").select("team_id");
    expect.verifySteps([]);
    await contains(".o_kpi_scope_record input").click();
    await contains(".o-autocomplete--dropdown-item:contains(South)").click();
    expect.verifySteps([[["team_id", 6]]]);
    expect(".o_kpi_scope_record").toHaveCount(0);
});

test("one of each kind: what is chosen is not offered again", async () => {
    await mountSelector([NORTH]);
    expect(".o_kpi_scope_part").toHaveText(/Sales team\s*North/);
    expect(queryAllTexts(".o_kpi_scope_select option")).toEqual(["Filter by …", "Salesperson"]);
});

test("another limit is added to those there are, and each can be removed", async () => {
    const source = { field: "source_id", label: "Source", id: 3, name: "Fair" };
    await mountSelector([NORTH, source]);
    await contains(".o_kpi_scope_part:contains(North) button").click();
    expect.verifySteps([[["source_id", 3]]]);
});
