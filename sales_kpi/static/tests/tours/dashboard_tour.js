import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_kpi_dashboard_tour", {
    url: "/odoo/kpi-dashboard",
    steps: () => [
        {
            content: "the win rate of this month: one won, one lost",
            trigger: ".o_kpi_tile[data-code='win_rate'] .o_kpi_value:contains('50%')",
        },
        {
            content: "its trend is drawn on demand",
            trigger: ".o_kpi_tile[data-code='win_rate'] .o_kpi_choose",
            run: "click",
        },
        { trigger: ".o_kpi_trend h2:contains('Win rate')" },
        {
            content: "the tile leads to the analysis",
            trigger: ".o_kpi_tile[data-code='win_rate'] .o_kpi_open",
            run: "click",
        },
        {
            content: "which shows the same number",
            trigger: ".o_pivot .o_pivot_cell_value:contains('50%')",
            run: "click",
        },
        {
            content: "the facts behind it are one won and one lost lead",
            trigger: ".o_list_view .o_data_row:contains('Tour lost')",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Tour won') td[name='event']",
            run: "click",
        },
        { content: "and open their lead", trigger: ".o_form_view .o_field_widget[name='name']" },
    ],
});
