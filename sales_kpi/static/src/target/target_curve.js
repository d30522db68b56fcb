import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { formatDays, formatKpi, hasValue } from "../dashboard/kpi_format";
import { chartConfig } from "./target_chart";
import { formatDay, formatShare, goalText, paceText, targetBadge } from "./target_words";

/** How a target develops: figures, chart, and the same as a table. */
export class TargetCurve extends Component {
    static template = "sales_kpi.TargetCurve";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.canvasRef = useRef("canvas");
        this.state = useState({ breakdown: null, source: null });
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (curve, canvas) => {
                if (!curve || curve.is_hidden || !canvas) {
                    return;
                }
                // of the page, so that dark mode is legible
                const { color } = getComputedStyle(canvas);
                const config = chartConfig(curve, color, cookie.get("color_scheme"));
                const chart = new Chart(canvas, config);
                return () => chart.destroy();
            },
            () => [this.curve, this.canvasRef.el]
        );
    }

    get curve() {
        return this.props.record.data[this.props.name];
    }

    get label() {
        return _t("Development of %s", this.curve.name);
    }

    get badge() {
        return targetBadge(this.curve);
    }

    format(value) {
        return formatKpi(value, this.curve.unit, this.curve.currency_id);
    }

    /** The figures above the chart; what is not there is left out. */
    get figures() {
        const { curve } = this;
        const found = [
            { label: _t("So far"), text: this.format(curve.value), more: formatShare(curve.attainment) },
            { label: _t("Target"), text: goalText(curve) },
        ];
        if (curve.today && curve.shape === "sum") {
            found.push({ label: _t("Expected by today"), text: this.format(curve.expected) });
        }
        if (curve.projection) {
            const { value, low, high } = curve.projection;
            const range =
                hasValue(low) && hasValue(high)
                    ? _t("%(low)s to %(high)s", { low: this.format(low), high: this.format(high) })
                    : "";
            found.push({ label: _t("Projection"), text: this.format(value), more: range });
        }
        if (curve.rate && curve.workdays_left) {
            found.push({
                label:
                    curve.direction === "down"
                        ? _t("Left per working day")
                        : _t("Needed per working day"),
                text: this.format(curve.rate),
                more: _t("working days left: %s", curve.workdays_left),
            });
        }
        return found;
    }

    /** What the chart shows by colour and dashes, in words. */
    get notes() {
        const { curve } = this;
        const notes = [paceText(curve.pace_kind)];
        if (hasValue(curve.frozen) && curve.frozen !== curve.value) {
            notes.push(
                _t("The target ended with %(frozen)s; the figures come to %(now)s today.", {
                    frozen: this.format(curve.frozen),
                    now: this.format(curve.value),
                })
            );
        }
        return notes;
    }

    get marks() {
        return this.curve.marks.map(({ percent, value, due, reached }) => {
            const words = {
                percent: formatShare(percent / 100),
                value: this.format(value),
                day: formatDay(reached || due),
            };
            return {
                percent,
                isReached: Boolean(reached),
                text: reached
                    ? _t("%(percent)s (%(value)s): reached on %(day)s", words)
                    : _t("%(percent)s (%(value)s): due on %(day)s", words),
            };
        });
    }

    get revisions() {
        return this.curve.revisions.map(({ date, before, reason, by }) =>
            _t("Revised on %(date)s by %(who)s, %(before)s before: %(reason)s", {
                date: formatDays(date, date),
                who: by,
                before: this.format(before),
                reason,
            })
        );
    }

    /** The table; another curve brings its own. */
    get breakdown() {
        const { breakdown, source } = this.state;
        return source === this.curve ? breakdown : this.curve.breakdown;
    }

    get granularities() {
        return [
            { key: "month", label: _t("Months") },
            { key: "week", label: _t("Weeks") },
            { key: "day", label: _t("Working days") },
        ].filter(({ key }) => this.curve.granularities.includes(key));
    }

    get rows() {
        return this.breakdown.rows.map((row) => ({
            label: formatDays(row.date_from, row.date_to),
            workdays: row.workdays,
            target: this.format(row.target),
            value: this.format(row.value),
            cumulated: this.format(row.cumulated),
        }));
    }

    async divide(granularity) {
        const { curve } = this;
        const args = [[this.props.record.resId], granularity];
        const breakdown = await this.orm.call("sales.kpi.target", "get_breakdown", args);
        Object.assign(this.state, { breakdown, source: curve });
    }
}

registry.category("fields").add("sales_kpi_target_curve", {
    component: TargetCurve,
    displayName: _t("Development of a target"),
    supportedTypes: ["json"],
});
