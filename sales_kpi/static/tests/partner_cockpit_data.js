/** A figure of the cockpit. */
function cell(value, status = null, values = {}) {
    return { value, n: 20, is_few: false, before: null, change: null, status, ...values };
}

/** A partner as `cockpit_data` sends it. */
export function makePartner(values = {}) {
    return {
        id: 1,
        name: "Alpha",
        grade: "Gold",
        state: { key: "free", text: "Takes leads", reason: null },
        values: {
            pick_rate: cell(0.6),
            acceptance_time_own: cell(0.5, "good"),
            partner_conversion: cell(0.4),
        },
        picks: { accepted: 6, declined: 1, expired: 0, taken: 3 },
        now: { open: 4, contact_overdue: 0, feedback_overdue: 0, silent: 0 },
        rating: { value: null, n: 0 },
        ...values,
    };
}

function column(code, name, unit, values = {}) {
    const analysis = { measures: [code], events: null, is_stock: false };
    const help = { meaning: name };
    return { code, name, unit, direction: "up", help, minimum_n: 10, analysis, limit: null, ...values };
}

/** What `cockpit_data` sends: Alpha works well, Beta is blocked. */
export function makeCockpit(values = {}) {
    return {
        as_of: "2026-03-20 12:00:00",
        currency_id: 1,
        is_manager: true,
        period: { key: "custom", date_from: "2026-01-01", date_to: "2026-03-31" },
        comparison: {
            key: "previous",
            date_from: "2025-10-01",
            date_to: "2025-12-20",
            workdays: null,
        },
        scope: [],
        dimensions: [{ field: "team_id", label: "Sales team", model: "crm.team" }],
        columns: [
            column("acceptance_time_own", "Acceptance", "hours", { direction: "down", limit: 1 }),
            column("partner_conversion", "Conversion", "percent"),
            column("pick_rate", "Pick rate", "percent"),
            column("acceptance_time", "Acceptance of leads", "hours", { direction: "down" }),
        ],
        partners: [
            makePartner(),
            makePartner({
                id: 2,
                name: "Beta",
                grade: null,
                state: { key: "sales_blocked", text: "Blocked", reason: "Owes reports" },
                values: {
                    pick_rate: cell(0.2),
                    acceptance_time_own: cell(3, "bad"),
                    partner_conversion: cell(null, null, { n: 0 }),
                },
                picks: { accepted: 1, declined: 0, expired: 4, taken: 2 },
                now: { open: 3, contact_overdue: 1, feedback_overdue: 0, silent: 2 },
            }),
        ],
        total: {
            pick_rate: cell(0.5),
            acceptance_time_own: cell(1.2, "bad"),
            partner_conversion: cell(0.35),
            acceptance_time: cell(2),
        },
        attention: [
            {
                partner: [2, "Beta"],
                worries: [
                    { key: "blocked", text: "Blocked" },
                    { key: "silent", text: "Silent leads: 2" },
                ],
            },
        ],
        relevance: {
            fewest: 8,
            kpis: [
                { code: "contact_time", name: "Contact", rho: -0.9, n: 9, is_few: false, helps: true },
            ],
        },
        ...values,
    };
}

/** What `cockpit_answers` sends. */
export function makeAnswers(values = {}) {
    const nothing = { territories: [], lines: [], best: null, is_cut: false };
    const money = { code: "won_value", name: "Won value", unit: "money" };
    const roi = { code: "roi", name: "Return", unit: "percent" };
    return {
        products: {
            sell_out: {
                territories: [[9, "Bavaria"]],
                lines: [{ line: [7, "Pumps"], cells: [{ amount: 300, count: 2 }] }],
                best: ["Pumps", "Bavaria", 300],
                is_cut: false,
            },
            sell_in: nothing,
        },
        investment: {
            reason: null,
            columns: [money, roi],
            by: [
                {
                    field: "source_id",
                    label: "Source",
                    rows: [
                        {
                            group: [3, "Fair"],
                            values: {
                                won_value: { value: 1000, n: 1 },
                                roi: { value: 0.5, n: 1 },
                            },
                        },
                    ],
                },
            ],
        },
        automation: {
            status: "good",
            actions: [
                {
                    name: "refresh",
                    status: "good",
                    last: "2026-03-20 11:45:00",
                    next: "2026-03-20 12:00:00",
                    failures: 0,
                },
            ],
            queue: 0,
            rebuild: null,
            failed_mails: 0,
            waiting: [],
        },
        ...values,
    };
}

/** What `cockpit_forecast` sends. */
export function makeForecast(values = {}) {
    return {
        reason: null,
        months: ["2026-03-01", "2026-04-01"],
        rows: [
            { partner: [1, "Alpha"], months: [{ value: 2000, low: 1000, high: 4000 }, null] },
        ],
        ...values,
    };
}
