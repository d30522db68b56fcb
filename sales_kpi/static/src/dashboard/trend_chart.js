import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatBucket, formatDays, formatKpi, formatShort } from "./kpi_format";

/** The chosen KPI over time; a period that still runs is dotted. */
export class TrendChart extends Component {
    static template = "sales_kpi.TrendChart";
    static props = {
        tile: Object,
        trend: Object, // { granularity, periods, running }
        currencyId: { type: [Number, { value: false }], optional: true },
    };

    setup() {
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvasRef.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.tile, this.props.trend]
        );
    }

    get label() {
        return _t("Trend of %s", this.props.tile.name);
    }

    get labels() {
        const { granularity, periods } = this.props.trend;
        return periods.map((day) => formatBucket(day, granularity));
    }

    get rows() {
        const { trend, trend_n } = this.props.tile;
        return this.labels.map((label, index) => ({
            label,
            value: this.format(trend[index]),
            n: trend_n[index],
        }));
    }

    format(value) {
        return formatKpi(value, this.props.tile.unit, this.props.currencyId);
    }

    get config() {
        const { tile, trend, currencyId } = this.props;
        const color = getColor(0, cookie.get("color_scheme"), "odoo");
        const dataset = {
            label: tile.name,
            data: tile.trend,
            borderColor: color,
            backgroundColor: hexToRGBA(color, 0.15),
            fill: "origin",
            pointRadius: this.labels.map((label, index) => (this.changeAt(index) ? 6 : 3)),
            pointStyle: this.labels.map((label, index) =>
                this.changeAt(index) ? "rectRot" : "circle"
            ),
            pointHitRadius: 12,
            segment: {
                borderDash: (part) => (trend.running[part.p1DataIndex] ? [5, 5] : undefined),
            },
        };
        return {
            type: "line",
            plugins: [this.shades],
            data: { labels: this.labels, datasets: [dataset, ...this.benchmark] },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { display: false }, tooltip: this.tooltip },
                scales: this.scales(tile.unit, currencyId),
            },
        };
    }

    /** The changes of the definition that fall into the trend, as sentences. */
    get changes() {
        const { ends } = this.props.trend;
        return (this.props.tile.changes || [])
            .map(({ date, reason, by }) => ({
                // the first period that the new definition computes
                index: ends.findIndex((end) => end >= date),
                text: _t("Definition changed on %(date)s by %(who)s: %(reason)s", {
                    date: formatDays(date, date),
                    who: by,
                    reason: reason || "–",
                }),
            }))
            .filter(({ index }) => index > 0);
    }

    changeAt(index) {
        return this.changes.find((change) => change.index === index)?.text;
    }

    /** What happened meanwhile, with the part of the trend it covers. */
    get annotations() {
        const { annotations = [], ends, periods } = this.props.trend;
        return annotations.map(({ name, kind, date_from, date_to }) => ({
            first: Math.max(
                0,
                ends.findIndex((end) => end >= date_from)
            ),
            last: periods.findLastIndex((start) => start <= date_to),
            text: `${kind}: ${name} (${formatDays(date_from, date_to)})`,
        }));
    }

    annotationsAt(index) {
        return this.annotations
            .filter(({ first, last }) => first <= index && index <= last)
            .map(({ text }) => text);
    }

    /** Shades the periods in which something else moved the figures. */
    get shades() {
        const annotations = this.annotations;
        return {
            id: "kpi_annotations",
            beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
                ctx.save();
                ctx.fillStyle = hexToRGBA("#808080", 0.15);
                for (const { first, last } of annotations) {
                    const half =
                        (scales.x.getPixelForValue(1) - scales.x.getPixelForValue(0)) / 2 || 8;
                    const left = Math.max(chartArea.left, scales.x.getPixelForValue(first) - half);
                    const right = Math.min(chartArea.right, scales.x.getPixelForValue(last) + half);
                    ctx.fillRect(left, chartArea.top, right - left, chartArea.height);
                }
                ctx.restore();
            },
        };
    }

    get benchmarkLabel() {
        const { label, value } = this.props.tile.benchmark;
        return `${label}: ${this.format(value)}`;
    }

    /** A dotted line at what others reach. */
    get benchmark() {
        const { benchmark, trend } = this.props.tile;
        if (!benchmark) {
            return [];
        }
        return [
            {
                label: this.benchmarkLabel,
                data: trend.map(() => benchmark.value),
                borderColor: getComputedStyle(this.canvasRef.el).color,
                borderDash: [2, 4],
                borderWidth: 1.5,
                pointRadius: 0,
                pointHitRadius: 0,
            },
        ];
    }

    get tooltip() {
        const { tile, trend } = this.props;
        return {
            callbacks: {
                label: ({ dataIndex, dataset, datasetIndex }) =>
                    datasetIndex ? dataset.label : this.format(tile.trend[dataIndex]),
                footer: ([{ dataIndex }]) => `n = ${tile.trend_n[dataIndex]}`,
                afterTitle: ([{ dataIndex }]) => {
                    const running = trend.running[dataIndex] ? _t("still running") : "";
                    return [running, this.changeAt(dataIndex), ...this.annotationsAt(dataIndex)]
                        .filter(Boolean)
                        .join("\n");
                },
            },
        };
    }

    scales(unit, currencyId) {
        // of the page, so that dark mode is legible
        const style = getComputedStyle(this.canvasRef.el);
        const ticks = { color: style.color };
        const grid = { color: hexToRGBA("#808080", 0.25) };
        return {
            x: { ticks, grid: { display: false } },
            y: {
                beginAtZero: true,
                grid,
                ticks: {
                    ...ticks,
                    maxTicksLimit: 6,
                    callback: (value) => formatShort(value, unit, currencyId),
                },
            },
        };
    }
}
