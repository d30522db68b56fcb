import { registry } from "@web/core/registry";

const next = { trigger: "button[name=action_next]", run: "click" };
const at = (step) => ({ trigger: `.o_arrow_button_current:contains('${step}')` });

registry.category("web_tour.tours").add("sales_kpi_setup_tour", {
    url: "/odoo/kpi-dashboard",
    steps: () => [
        {
            content: "an empty dashboard invites to the set-up",
            trigger: ".o_kpi_empty h2:contains('No figures yet')",
        },
        { trigger: ".o_kpi_setup_start", run: "click" },
        at("Time zone"),
        next,
        at("Language"),
        {
            content: "back and forth keeps what was chosen",
            trigger: "button[name=action_back]",
            run: "click",
        },
        at("Time zone"),
        next,
        at("Language"),
        next,
        at("Customers"),
        next,
        at("Revenue"),
        {
            trigger: ".o_radio_item:contains('Confirmed orders') input",
            run: "click",
        },
        next,
        at("Closing"),
        {
            trigger: ".o_field_widget[name=closing_workday] input",
            run: "edit 99",
        },
        next,
        {
            content: "a wrong day is refused where it was entered",
            trigger: ".modal:contains('must be between 0 and 15') button",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=closing_workday] input",
            run: "edit 5",
        },
        next,
        at("Qualified"),
        next,
        at("KPIs"),
        { trigger: ".o_kpi_choice_count:contains('12 chosen')" },
        { trigger: ".o_kpi_choice_more", run: "click" },
        {
            trigger: ".o_kpi_choice .o-checkbox:contains('Average order value') input",
            run: "click",
        },
        { trigger: ".o_kpi_choice_count:contains('13 chosen')" },
        { trigger: "button[name=action_finish]", run: "click" },
        {
            content: "the dashboard asks no more",
            trigger: ".o_kpi_dashboard:not(:has(.o_kpi_setup_banner)) .o_kpi_empty",
        },
    ],
});

registry.category("web_tour.tours").add("sales_kpi_skip_setup_tour", {
    url: "/odoo/kpi-dashboard",
    steps: () => [
        { trigger: ".o_kpi_setup_start", run: "click" },
        at("Time zone"),
        { trigger: "button[name=action_skip]:visible", run: "click" },
        { trigger: ".o_kpi_dashboard:not(:has(.o_kpi_setup_banner)) .o_kpi_empty" },
        {
            content: "the first steps remember that it is still to be done",
            trigger: ".o_menu_sections button:contains('KPIs')",
            run: "click",
        },
        { trigger: ".o-dropdown--menu a:contains('First steps')", run: "click" },
        { trigger: ".o_kpi_step[data-key=setup] .fa-circle-o" },
        { trigger: ".o_kpi_step[data-key=setup] button", run: "click" },
        at("Time zone"),
    ],
});
