import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { formatBucket, formatKpi, hasValue, NO_VALUE } from "../dashboard/kpi_format";

/** A light is a colour, a sign and a word: nobody has to tell colours apart. */
export function lightOf(status) {
    switch (status) {
        case "green":
            return { color: "success", icon: "fa-check-circle", text: _t("Green: enough arrives") };
        case "amber":
            return { color: "warning", icon: "fa-exclamation-triangle", text: _t("Amber: a little too little") };
        case "red":
            return { color: "danger", icon: "fa-times-circle", text: _t("Red: too little arrives") };
    }
    return { color: "secondary", icon: "fa-circle-o", text: _t("Grey: too few cases to tell") };
}

/** Nobody plans to the cent. */
export function money(value, currencyId) {
    return hasValue(value) ? formatCurrency(value, currencyId, { digits: [16, 0] }) : NO_VALUE;
}

export function leads(count) {
    if (!hasValue(count)) {
        return "";
    }
    const number = formatKpi(Math.ceil(count - 1e-9), "count");
    return number === "1" ? _t("1 lead") : _t("%s leads", number);
}

/** The lights again, as a sum: "2 of 5 milestones are green". */
export function summary(milestones) {
    return _t("%(green)s of %(all)s milestones are green", {
        green: milestones.filter(({ status }) => status === "green").length,
        all: milestones.length,
    });
}

export function monthName(month) {
    return formatBucket(month, "month");
}

export function lastDay(month) {
    return luxon.DateTime.fromISO(month).endOf("month").toISODate();
}
