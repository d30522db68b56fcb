import { registry } from "@web/core/registry";

const tile = (code) => `.o_kpi_tile[data-code='${code}']`;

/** A tile that shows a figure, and leads to it. */
const shows = (code, text) => ({
    content: `${code} is ${text}`,
    trigger: `${tile(code)} .o_kpi_value:contains(/^${text}$/)`,
});
const click = (content, trigger) => ({ content, trigger, run: "click" });
const select = (content, trigger, value) => ({ content, trigger, run: `select ${value}` });
const sees = (content, trigger) => ({ content, trigger });
const press = (content, trigger, key) => ({ content, trigger, run: `press ${key}` });

const menu = (xmlid) => [
    click("the menu of the KPIs", ".o_menu_sections [data-menu-xmlid='sales_kpi.sales_kpi_menu_root']"),
    click(xmlid, `.o-dropdown--menu [data-menu-xmlid='sales_kpi.${xmlid}']`),
];

const backToDashboard = [
    click("back by the path", ".o_breadcrumb a:contains('KPI dashboard')"),
    sees("the dashboard again", ".o_kpi_dashboard .o_kpi_tiles"),
];

registry.category("web_tour.tours").add("sales_kpi_salesperson_tour", {
    url: "/odoo",
    steps: () => [
        click("the apps", ".o_navbar_apps_menu button"),
        click("the CRM", ".o_app[data-menu-xmlid='crm.crm_menu_root']"),
        ...menu("sales_kpi_menu_dashboard"),
        // one of two own deals; with the colleague it would be 66.7%
        shows("win_rate", "50%"),
        shows("new_leads", "2"),
        select("last month", ".o_kpi_period_select", "last_month"),
        shows("win_rate", "100%"),
        sees("better than the month before", `${tile("win_rate")} .o_kpi_change:contains('+100 points')`),
        sees("which was lost", `${tile("win_rate")} .o_kpi_before:contains('0%')`),
        select("compared with nothing", ".o_kpi_comparison_select", "none"),
        sees("no change", `${tile("win_rate")}:not(:has(.o_kpi_change)) .o_kpi_value:contains('100%')`),
        select("this month", ".o_kpi_period_select", "this_month"),
        shows("win_rate", "50%"),
        click("the tile leads to the analysis", `${tile("win_rate")} .o_kpi_open`),
        click("which shows the same", ".o_pivot .o_pivot_cell_value:contains('50%')"),
        sees("the own won deal", ".o_list_view .o_data_row:contains('Deal A')"),
        sees("none of others", ".o_list_view:not(:contains('Deal C'))"),
        sees("the cases add up to n", ".o_list_view tfoot .o_list_number:contains(/^2$/)"),
        click("the lead behind", ".o_data_row:contains('Deal A') button[name='action_open_origin']"),
        sees("is open", ".o_form_view .o_field_widget[name='name'] :value(Deal A)"),
        click("back to the pivot", ".o_breadcrumb a:contains('KPI analysis')"),
        sees("which is as it was", ".o_pivot .o_pivot_cell_value:contains('50%')"),
        ...backToDashboard,
        shows("win_rate", "50%"),
        click("change the tiles", ".o_kpi_customize"),
        click("without revenue", "[data-tools='revenue'] [data-tool='remove']"),
        sees("it is gone", `.o_kpi_tiles:not(:has(${tile("revenue")}))`),
        click("the default ones again", ".o_kpi_reset_tiles"),
        sees("it is back", tile("revenue")),
        click("done", ".o_kpi_customized"),
        // by keyboard alone
        {
            content: "the calculation has the focus",
            trigger: `${tile("win_rate")} .o_kpi_calculate`,
            run() {
                this.anchor.focus();
            },
        },
        press("Enter opens it", `${tile("win_rate")} .o_kpi_calculate:focus`, "Enter"),
        sees("one deal was won", ".o_kpi_part:eq(0) td:contains(/^1$/)"),
        sees("one was lost", ".o_kpi_part:eq(1) td:contains(/^1$/)"),
        press("to the first list", ".o_kpi_calculation", "Tab"),
        press("Enter opens the list", ".o_kpi_facts:focus", "Enter"),
        sees("one row", ".o_list_view:not(:has(.o_data_row:eq(1))) .o_data_row"),
        ...backToDashboard,
    ],
});

registry.category("web_tour.tours").add("sales_kpi_leader_tour", {
    url: "/odoo/kpi-dashboard",
    steps: () => [
        // two teams: two of five
        shows("win_rate", "40%"),
        select("limit to a team", ".o_kpi_scope_select", "team_id"),
        { content: "search it", trigger: ".o_kpi_scope_record input", run: "edit North" },
        click("the team", ".o-autocomplete--dropdown-item:contains('North')"),
        shows("win_rate", "66.7%"),
        click("the last month of the board", ".o_kpi_board tr:contains('Win rate') td:last-child .o_kpi_cell:contains('66.7%')"),
        click("its analysis", ".o_pivot .o_pivot_cell_value:contains('66.7%')"),
        sees("with the deals of the team", ".o_list_view .o_data_row:contains('Deal C')"),
        sees("and none of the other", ".o_list_view:not(:contains('Deal D'))"),
        ...backToDashboard,
        {
            content: "note what the download answers",
            trigger: ".o_kpi_excel",
            run() {
                const { send } = XMLHttpRequest.prototype;
                XMLHttpRequest.prototype.send = function () {
                    this.addEventListener("load", () => {
                        const type = this.getResponseHeader("Content-Type");
                        document.body.dataset.kpiExcel = `${this.status} ${type}`;
                    });
                    XMLHttpRequest.prototype.send = send;
                    return send.apply(this, arguments);
                };
            },
        },
        click("download", ".o_kpi_excel"),
        sees("a workbook came", "body[data-kpi-excel^='200 application/vnd.openxmlformats']"),
        click("without the limit", ".o_kpi_scope_part button"),
        shows("win_rate", "40%"),
    ],
});

registry.category("web_tour.tours").add("sales_kpi_manager_tour", {
    url: "/odoo/kpi-dashboard",
    steps: () => [
        // all teams: three of six
        shows("win_rate", "50%"),
        sees("few cases", `${tile("win_rate")} .o_kpi_n:contains('n = 6, says little')`),
        ...menu("sales_kpi_menu"),
        click("a new KPI", ".o_list_button_add"),
        { content: "its name", trigger: "[name='name'] input", run: "edit Own rate" },
        { content: "its code", trigger: "[name='code'] input", run: "edit own_rate" },
        {
            content: "with a mistake",
            trigger: ".o_kpi_formula textarea",
            run: "edit lead_won.count / lead_lst.count",
        },
        sees("which is explained", ".o_kpi_formula_error:contains('lead_lst')"),
        {
            content: "mended",
            trigger: ".o_kpi_formula textarea",
            run: "edit lead_won.count / lead_lost.count + 1",
        },
        sees("no mistake", ".o_kpi_formula:not(:has(.o_kpi_formula_error))"),
        sees("this month, three won and three lost", ".o_kpi_months tr:has(td):eq(0) td:last-child:contains(/^2$/)"),
        click("save", ".o_form_button_save"),
        sees("saved", ".o_form_saved"),
        ...menu("sales_kpi_config_settings_menu"),
        {
            content: "fewer cases are enough",
            trigger: "[name='kpi_minimum_n'] input",
            run: "edit 2",
        },
        { ...click("save", ".o_form_button_save"), expectUnloadPage: true },
        ...menu("sales_kpi_menu_dashboard"),
        shows("win_rate", "50%"),
        ...menu("sales_kpi_closing_menu"),
        click("close the last month", ".modal button[name='action_apply']:contains('Close')"),
        sees("closed", "body:not(:has(.modal))"),
        ...menu("sales_kpi_log_menu"),
        sees("noted", ".o_list_view .o_data_row"),
    ],
});

registry.category("web_tour.tours").add("sales_kpi_shared_url_tour", {
    steps: () => [
        shows("win_rate", "100%"),
        sees("the period of the address", ".o_kpi_period_select:value(last_month)"),
        sees("its team", ".o_kpi_scope_part:contains('North')"),
        sees("its trend", ".o_kpi_trend h2:contains('Win rate')"),
    ],
});
