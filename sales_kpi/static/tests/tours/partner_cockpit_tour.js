import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_kpi_partner_cockpit_tour", {
    steps: () => [
        { trigger: ".o_menu_sections button:contains('KPIs')", run: "click" },
        { trigger: ".o-dropdown--menu a:contains('Cockpit')", run: "click" },
        {
            content: "A is late with his first contact: it stands on top",
            trigger: ".o_kpi_attention li:contains('Partner A'):contains('First contact overdue: 1')",
        },
        {
            content: "the number leads to the lead",
            trigger: "tr[data-partner='Partner A'] td[data-code=contact_overdue] button",
            run: "click",
        },
        { trigger: ".o_data_row:contains('Big deal')" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains('Partner cockpit')", run: "click" },
        {
            content: "remind him",
            trigger: ".o_kpi_attention li:contains('Partner A') .o_kpi_remind",
            run: "click",
        },
        { trigger: ".o_notification:contains('Reminded of so many leads: 1')" },
        {
            content: "and give him no more leads for now",
            trigger: "tr[data-partner='Partner A'] .o_kpi_steer",
            run: "click",
        },
        { trigger: ".o-dropdown--menu .o_kpi_pause", run: "click" },
        { trigger: ".modal .o_kpi_why", run: "edit Calls nobody" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal)) tr[data-partner='Partner A'] .o_kpi_state:contains('Paused')" },
        {
            content: "whether it all runs by itself",
            trigger: ".o_kpi_automation .o_kpi_verdict",
        },
    ],
});
