import { registry } from "@web/core/registry";

/** Reach the next milestone by what the customer wrote. */
function reach(place) {
    return [
        {
            content: `the customer takes step ${place}`,
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_open_milestone]",
            run: "click",
        },
        {
            content: "his mail is the evidence, one tap is enough",
            trigger: ".modal .o_kpi_proposals button[name=action_take]",
            run: "click",
        },
        {
            content: `milestone ${place} is reached`,
            trigger: `body:not(:has(.modal)) .o_kpi_journey_steps li:nth-child(${place}) .fa-check`,
        },
    ];
}

registry.category("web_tour.tours").add("sales_kpi_milestone_tour", {
    steps: () => [
        ...[1, 2, 3, 4, 5].flatMap(reach),
        { trigger: ".o_menu_sections button:contains('KPIs')", run: "click" },
        { trigger: ".o-dropdown--menu a:contains('Milestone board')", run: "click" },
        {
            content: "all lights are green",
            trigger: ".o_kpi_summary:contains('5 of 5 milestones are green')",
        },
        {
            content: "the leads behind a number",
            trigger: ".o_kpi_milestone:first .o_kpi_today:contains('10,000')",
            run: "click",
        },
        { trigger: ".o_data_row td[name=name]:contains('Big deal')" },
        { trigger: ".o_back_button, .breadcrumb-item a:contains('Milestones')", run: "click" },
        {
            content: "my own milestones bear the whole target: I am the only member",
            trigger: ".o_kpi_who",
            run: "select me",
        },
        { trigger: ".o_kpi_private" },
        { trigger: ".o_kpi_milestone[data-status=green]:eq(4)" },
    ],
});

registry.category("web_tour.tours").add("sales_kpi_dead_horse_tour", {
    steps: () => [
        {
            content: "parked leads, too",
            trigger: ".o_searchview_facet:contains('Dead horses') .o_facet_remove",
            run: "click",
        },
        { trigger: ".o_data_row td[name=name]:contains('Old giant')", run: "click" },
        { trigger: ".o_form_view .alert-info:contains('Silent for a year')" },
        {
            content: "the customer calls: it is back",
            trigger: ".o_statusbar_buttons button[name=action_customer_called]",
            run: "click",
        },
        { trigger: ".o_form_view:not(:has(.alert-info))" },
        { trigger: ".o-mail-Message:contains('The customer called')" },
    ],
});
