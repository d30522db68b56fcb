import { _t } from "@web/core/l10n/translation";
import { formatKpi, formatPercent, hasValue, NO_VALUE } from "../dashboard/kpi_format";

const { DateTime } = luxon;

/** What a status is called and how it looks; never by colour alone. */
export function statusWords(status) {
    return {
        on_track: { text: _t("On track"), icon: "fa-check-circle", color: "success" },
        at_risk: { text: _t("At risk"), icon: "fa-exclamation-triangle", color: "warning" },
        off_track: { text: _t("Off track"), icon: "fa-times-circle", color: "danger" },
    }[status];
}

export function stateWords(state) {
    return {
        proposed: { text: _t("Proposed"), icon: "fa-comments-o", color: "info" },
        accepted: { text: _t("Accepted"), icon: "fa-handshake-o", color: "info" },
        reached: { text: _t("Reached"), icon: "fa-trophy", color: "success" },
        missed: { text: _t("Missed"), icon: "fa-times-circle", color: "danger" },
    }[state];
}

/** An end is told as such; before, how it goes. */
export function targetBadge({ state, status }) {
    return (
        (["reached", "missed"].includes(state) && stateWords(state)) ||
        statusWords(status) ||
        stateWords(state)
    );
}

export function formatShare(fraction) {
    // a fraction that is not there is not 0
    return hasValue(fraction) ? formatPercent(fraction) : NO_VALUE;
}

/** The target in words: "342,000 €", "at most 4 h", "20%–30%". */
export function goalText({ direction, target, floor, unit, currency_id }) {
    const text = formatKpi(target, unit, currency_id);
    if (direction === "band") {
        return `${formatKpi(floor, unit, currency_id)}–${text}`;
    }
    return direction === "down" ? _t("at most %s", text) : text;
}

export function formatDay(day) {
    return DateTime.fromISO(day).toLocaleString({ day: "numeric", month: "short" });
}

export function paceText(kind) {
    return {
        season: _t("Pace: by the season of earlier years."),
        season_company: _t("Pace: by the season of the company, as there are few own cases."),
        linear: _t("Pace: evenly over working days."),
        level: _t("To be the same on every day: it does not add up."),
    }[kind];
}
