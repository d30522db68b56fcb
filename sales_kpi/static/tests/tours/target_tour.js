import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const isNow = (state) => `.o_statusbar_status .o_arrow_button_current[data-value='${state}']`;

tours.add("sales_kpi_target_propose_tour", {
    steps: () => [
        { content: "a draft says what is missing", trigger: "li[data-check='accepted'][data-light='red']" },
        { content: "and may be proposed", trigger: "button[name='action_propose']", run: "click" },
        { trigger: isNow("proposed") },
    ],
});

tours.add("sales_kpi_target_accept_tour", {
    steps: () => [
        {
            content: "the own target waits",
            trigger: ".o_kanban_record:contains('Anna')",
            run: "click",
        },
        { trigger: "button[name='action_accept']", run: "click" },
        { trigger: isNow("accepted") },
        { content: "nobody confirms the own", trigger: "body:not(:has(button[name='action_approve']))" },
    ],
});

tours.add("sales_kpi_target_confirm_tour", {
    steps: () => [
        { trigger: "button[name='action_approve']:contains('Confirm')", run: "click" },
        { trigger: isNow("active") },
        { content: "all five hold", trigger: "li[data-check='accepted'][data-light='green']" },
        { content: "and the curve is drawn", trigger: ".o_field_sales_kpi_target_curve canvas, .o_field_sales_kpi_target_curve svg" },
    ],
});
