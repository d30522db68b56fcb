import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("sales_kpi_parking_tour", {
    steps: () => [
        {
            content: "the leader's list of silent leads",
            trigger: ".o_data_row td[name='name']:contains('Silent lead')",
            run: "click",
        },
        { trigger: ".o_form_view .alert-warning:contains('No sign of life')" },
        {
            content: "park it",
            trigger: ".o_statusbar_buttons button:contains('Park')",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name='reason'] input", run: "edit Project put off" },
        {
            trigger: ".modal footer button[name='action_apply']:contains('Park')",
            run: "click",
        },
        { trigger: ".o_form_view .alert-info:contains('Project put off')" },
        { trigger: ".ribbon span:contains('Parked')" },
        {
            content: "the customer calls: it is back",
            trigger: ".o_statusbar_buttons button[name='action_customer_called']",
            run: "click",
        },
        { trigger: ".o_form_view:not(:has(.alert-info)):not(:has(.alert-warning))" },
        { trigger: ".o-mail-Message:contains('The customer called')" },
    ],
});
