import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    contains,
    getService,
    makeServerError,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import { download } from "@web/core/network/download";
import { WebClient } from "@web/webclient/webclient";
import { defineKpiModels, makeData, makeTile } from "./helpers";

defineKpiModels();
preloadBundle("web.chartjs_lib");

/** Open the dashboard; `answer` makes what the server sends from the options. */
async function openDashboard(answer = () => makeData(), { changed = [0], params = {} } = {}) {
    onRpc("sales.kpi", "dashboard_data", ({ args: [options] }) => {
        expect.step(options);
        return answer(options);
    });
    onRpc("sales.kpi.fact", "refresh", () => ({ changed: changed.shift() || 0, facts: 0 }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_kpi.dashboard",
        params,
    });
    await animationFrame();
}

const THIS_MONTH = { period: "this_month", comparison: "previous", scope: [] };

test.tags("desktop");
test("shows tiles, days and trend in one call", async () => {
    await openDashboard();
    expect.verifySteps([THIS_MONTH]);
    expect(queryAllTexts(".o_kpi_name")).toEqual(["Win rate", "New leads"]);
    expect(".o_kpi_value:first").toHaveText("25%");
    expect(".o_kpi_trend h2").toHaveText("Win rate");
    expect(".o_kpi_trend canvas").toHaveCount(1);
    expect(".o_kpi_trend table tr").toHaveCount(3);
});

test.tags("desktop");
test("reads again when something had changed", async () => {
    await openDashboard(undefined, { changed: [3, 0] });
    await animationFrame();
    expect.verifySteps([THIS_MONTH, THIS_MONTH]);
});

test.tags("desktop");
test("another period and another scope are asked for and remembered", async () => {
    await openDashboard((options) =>
        makeData({
            scope: options.scope.map(([field, id]) => ({
                field,
                id,
                operator: "=",
                label: "Sales team",
                name: "North",
            })),
        })
    );
    await contains(".o_kpi_period_select").select("last_quarter");
    await contains(".o_kpi_scope_select").select("team_id");
    await contains(".o_kpi_scope_record input").click();
    await contains(".o-autocomplete--dropdown-item:contains(North)").click();
    await animationFrame();
    expect(".o_kpi_scope_part").toHaveText(/North/);
    await contains(".o_kpi_scope_part .btn-close").click();
    expect.verifySteps([
        THIS_MONTH,
        { ...THIS_MONTH, period: "last_quarter" },
        { ...THIS_MONTH, period: "last_quarter", scope: [["team_id", 5]] },
        { ...THIS_MONTH, period: "last_quarter" },
    ]);
});

test.tags("desktop");
test("starts with what the address says", async () => {
    await openDashboard(undefined, {
        params: {
            period: "custom",
            from: "2026-01-01",
            to: "2026-01-31",
            compare: "year_ago",
            scope: "team_id:5,nonsense",
            kpi: "new_leads",
        },
    });
    expect.verifySteps([
        {
            period: "custom",
            comparison: "year_ago",
            scope: [["team_id", 5]],
            date_from: "2026-01-01",
            date_to: "2026-01-31",
        },
    ]);
    expect(".o_kpi_trend h2").toHaveText("New leads");
});

test.tags("desktop");
test("a tile is chosen by its line and opens the analysis by its value", async () => {
    mockService("action", {
        loadAction: () => ({ id: 7, type: "ir.actions.act_window", context: "{'search_default_x': 1}" }),
        doAction(action, options) {
            if (action.tag) {
                return super.doAction(...arguments);
            }
            expect.step([action.context, options.props.dynamicFilters.map(({ domain }) => domain)]);
        },
    });
    const scope = [{ field: "team_id", operator: "=", id: 5, label: "Sales team", name: "North" }];
    await openDashboard(() => makeData({ scope }));
    await contains(".o_kpi_tile[data-code=new_leads] .o_kpi_choose").click();
    expect(".o_kpi_trend h2").toHaveText("New leads");
    await contains(".o_kpi_tile[data-code=win_rate] .o_kpi_open").click();
    expect.verifySteps([
        THIS_MONTH,
        [
            { pivot_measures: ["win_rate"] },
            [
                '["&", "&", ("date", ">=", "2026-03-01"), ("date", "<=", "2026-03-31"), ("team_id", "=", 5)]',
            ],
        ],
    ]);
});

test.tags("desktop");
test("an empty database says what to do", async () => {
    await openDashboard(() => makeData({ has_facts: false }));
    expect.verifySteps([THIS_MONTH]);
    expect(".o_kpi_empty").toHaveText(/No figures yet/);
    expect(".o_kpi_tile").toHaveCount(0);
});

test.tags("desktop");
test("an error says what to do and can be left", async () => {
    await openDashboard(({ period }) => {
        if (period === "this_year") {
            throw makeServerError({ type: "UserError", message: "This range is too long." });
        }
        return makeData();
    });
    await contains(".o_kpi_period_select").select("this_year");
    expect(".o_kpi_error").toHaveText(/This range is too long\./);
    await contains(".o_kpi_reset").click();
    await animationFrame();
    expect(".o_kpi_error").toHaveCount(0);
    expect(".o_kpi_tile").toHaveCount(2);
    expect.verifySteps([THIS_MONTH, { ...THIS_MONTH, period: "this_year" }, THIS_MONTH]);
});

test.tags("desktop");
test("a failing refresh leaves the figures and says so", async () => {
    onRpc("sales.kpi", "dashboard_data", () => makeData({ tiles: [makeTile()] }));
    onRpc("sales.kpi.fact", "refresh", () => {
        throw makeServerError({ type: "AccessError" });
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_kpi.dashboard" });
    await animationFrame();
    expect(".o_kpi_as_of .fa-exclamation-triangle").toHaveCount(1);
    expect(".o_kpi_value").toHaveText("25%");
});

test.tags("desktop");
test("Excel downloads what is shown", async () => {
    patchWithCleanup(download, {
        _download: ({ url, data }) => expect.step([url, JSON.parse(data.options)]),
    });
    await openDashboard();
    await contains(".o_kpi_period_select").select("last_quarter");
    await contains(".o_kpi_excel").click();
    const lastQuarter = { ...THIS_MONTH, period: "last_quarter" };
    expect.verifySteps([THIS_MONTH, lastQuarter, ["/sales_kpi/dashboard.xlsx", lastQuarter]]);
});

test.tags("desktop");
test("says while the history is being rebuilt", async () => {
    const answers = [42, null];
    await openDashboard(() => makeData({ rebuild: answers.shift() }));
    expect(".o_kpi_rebuild").toHaveText(
        "The history of your CRM is being rebuilt (42 %). Figures are incomplete until then."
    );
    await contains(".o_kpi_refresh").click();
    expect(".o_kpi_rebuild").toHaveCount(0);
    expect.verifySteps([THIS_MONTH, THIS_MONTH]);
});
