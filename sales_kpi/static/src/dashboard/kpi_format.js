import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { formatFloat } from "@web/core/utils/numbers";

const { DateTime, Interval } = luxon;

/** What stands for "no value", which is not 0. */
export const NO_VALUE = "–";

export function hasValue(value) {
    return value !== null && value !== undefined && value !== false;
}

function formatNumber(value, decimals, options = {}) {
    return formatFloat(value, { digits: [16, decimals], trailingZeros: false, ...options });
}

/** The percent sign as the language writes it: "5%", "5 %". */
function percentSuffix() {
    const parts = new Intl.NumberFormat(user.lang, { style: "percent" }).formatToParts(0.5);
    const number = parts.findIndex((part) => part.type === "integer");
    const suffix = parts.slice(number + 1).map((part) => part.value);
    return suffix.join("") || "%";
}

export function formatPercent(fraction) {
    return formatNumber(fraction * 100, 1) + percentSuffix();
}

function formatMoney(value, currencyId) {
    // cents say nothing beside thousands
    const options = !value || Math.abs(value) >= 1000 ? { digits: [16, 0] } : {};
    return formatCurrency(value, currencyId, options);
}

/**
 * The value of a KPI in the unit and language of the reader.
 *
 * @param {number|null} value
 * @param {string} unit a unit of `sales.kpi`
 * @param {number} [currencyId]
 */
export function formatKpi(value, unit, currencyId) {
    if (!hasValue(value)) {
        return NO_VALUE;
    }
    switch (unit) {
        case "percent":
            return formatPercent(value);
        case "count":
            return formatNumber(value, 0);
        case "money":
            return formatMoney(value, currencyId);
        case "money_per_day":
            return _t("%(money)s per day", { money: formatMoney(value, currencyId) });
        case "hours":
            return _t("%(number)s h", { number: formatNumber(value, value < 1 ? 2 : 1) });
        case "days":
            return _t("%(number)s days", { number: formatNumber(value, 1) });
        case "years":
            return _t("%(number)s years", { number: formatNumber(value, 1) });
        default:
            return formatNumber(value, 2);
    }
}

/** A value short enough for an axis: "1.2M", "30%". */
export function formatShort(value, unit, currencyId) {
    if (!["money", "money_per_day", "count"].includes(unit)) {
        return formatKpi(value, unit, currencyId);
    }
    const options = { notation: "compact", maximumFractionDigits: 1 };
    return new Intl.NumberFormat(user.lang, options).format(value);
}

function signed(value, text) {
    return value > 0 ? `+${text}` : text.replace(/^-/, "−");
}

/** "+12.5%" or "−2 points"; "" without a change. */
export function formatChange(change) {
    if (!change) {
        return "";
    }
    if (change.kind === "points") {
        const number = signed(change.value, formatNumber(change.value * 100, 1));
        return _t("%(number)s points", { number });
    }
    return signed(change.value, formatPercent(change.value));
}

/** Days as people say them: "1–21 Oct 2026". */
export function formatDays(first, last) {
    const format = { day: "numeric", month: "short", year: "numeric" };
    const interval = Interval.fromDateTimes(DateTime.fromISO(first), DateTime.fromISO(last));
    if (!interval.isValid || first === last) {
        return DateTime.fromISO(first).toLocaleString(format);
    }
    return interval.toLocaleString(format);
}

export function formatBucket(day, granularity) {
    const date = DateTime.fromISO(day);
    if (granularity === "year") {
        return date.toFormat("yyyy");
    }
    if (granularity === "quarter") {
        return _t("Q%(quarter)s %(year)s", { quarter: date.quarter, year: date.year });
    }
    return date.toLocaleString({ month: "short", year: "numeric" });
}
