import { _t } from "@web/core/l10n/translation";
import { formatChange, NO_VALUE } from "./kpi_format";

const ARROWS = { up: "▲", down: "▼", flat: "▶" };
const COLORS = { better: "text-success", worse: "text-danger" };

/** A change as the server judges it, in an arrow, numbers, words and a color. */
export function describeChange(change) {
    if (!change) {
        return { text: NO_VALUE, words: _t("no change to compare"), color: "text-muted" };
    }
    const isFlat = change.verdict === "same";
    const direction = isFlat ? "flat" : change.value > 0 ? "up" : "down";
    const words = {
        better: _t("better"),
        worse: _t("worse"),
        same: _t("unchanged"),
        neutral: _t("changed"),
    };
    return {
        arrow: ARROWS[direction],
        text: formatChange(change),
        words: words[change.verdict],
        color: COLORS[change.verdict] || "text-muted",
    };
}

/** How many cases a figure rests on, and whether these are few. */
export function describeCases({ n, minimum_n, is_few }) {
    return is_few
        ? _t("n = %(n)s, says little below %(minimum)s", { n, minimum: minimum_n })
        : _t("n = %s", n);
}
