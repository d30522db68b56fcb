import { _t } from "@web/core/l10n/translation";

/** The periods the server knows by name, as `dashboard_period.PERIODS`. */
export const PERIODS = () => [
    { key: "this_month", label: _t("This month") },
    { key: "last_month", label: _t("Last month") },
    { key: "this_quarter", label: _t("This quarter") },
    { key: "last_quarter", label: _t("Last quarter") },
    { key: "this_year", label: _t("This year") },
    { key: "last_year", label: _t("Last year") },
    { key: "last_12_months", label: _t("Last 12 months") },
    { key: "custom", label: _t("From … to …") },
];

export const COMPARISONS = () => [
    { key: "previous", label: _t("Period before") },
    { key: "year_ago", label: _t("Year ago") },
    { key: "workdays", label: _t("Same working days before") },
    { key: "none", label: _t("No comparison") },
];

export const DEFAULTS = Object.freeze({
    period: "this_month",
    date_from: undefined,
    date_to: undefined,
    comparison: "previous",
    scope: [],
    kpi: undefined,
});

const SCOPE = /^[a-z_]+:\d+$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Read options from the parameters of the URL; what makes no sense is left out. */
export function optionsFromUrl(params = {}) {
    const options = { ...DEFAULTS };
    if (PERIODS().some(({ key }) => key === params.period)) {
        options.period = params.period;
    }
    if (COMPARISONS().some(({ key }) => key === params.compare)) {
        options.comparison = params.compare;
    }
    if (DAY.test(params.from) && DAY.test(params.to)) {
        Object.assign(options, { date_from: params.from, date_to: params.to });
    } else if (options.period === "custom") {
        options.period = DEFAULTS.period;
    }
    options.scope = String(params.scope || "")
        .split(",")
        .filter((pair) => SCOPE.test(pair))
        .map((pair) => pair.split(":"))
        .map(([field, id]) => [field, Number(id)]);
    if (params.kpi) {
        options.kpi = String(params.kpi);
    }
    return options;
}

/** The parameters of the URL that bring options back; defaults are left out. */
export function optionsToUrl(options) {
    const custom = options.period === "custom";
    const unlessDefault = (key) => (options[key] === DEFAULTS[key] ? undefined : options[key]);
    return {
        period: unlessDefault("period"),
        from: custom ? options.date_from : undefined,
        to: custom ? options.date_to : undefined,
        compare: unlessDefault("comparison"),
        scope: options.scope.map((pair) => pair.join(":")).join(",") || undefined,
        kpi: options.kpi,
    };
}

/** What `sales.kpi.dashboard_data` is asked for. */
export function optionsForServer({ period, date_from, date_to, comparison, scope }) {
    const days = period === "custom" ? { date_from, date_to } : {};
    return { period, comparison, scope, ...days };
}
