import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatBucket, formatKpi, formatShort, hasValue } from "../dashboard/kpi_format";

const GREY = "#808080";

/** What was forecast at the start of each month, and what was won in it. */
export class ForecastChart extends Component {
    static template = "sales_kpi.ForecastChart";
    static props = {
        months: Array, // { month, expected, classic, judgement, actual, is_backtest }
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
            () => [this.props.months]
        );
    }

    get label() {
        return _t("Forecast and won value by month");
    }

    get series() {
        const series = [
            { key: "actual", label: _t("Won"), type: "bar" },
            { key: "expected", label: _t("Forecast"), type: "line" },
            { key: "classic", label: _t("Classic"), type: "line", borderDash: [2, 4], color: GREY },
            { key: "judgement", label: _t("Judgement"), type: "line", borderDash: [6, 4] },
        ];
        return series.filter(({ key }) =>
            this.props.months.some((month) => hasValue(month[key]))
        );
    }

    get rows() {
        return this.props.months.map((month) => ({
            month: formatBucket(month.month, "month"),
            values: this.series.map(({ key }) => this.format(month[key])),
        }));
    }

    format(value) {
        return formatKpi(value, "money", this.props.currencyId);
    }

    get config() {
        const { months, currencyId } = this.props;
        const style = getComputedStyle(this.canvasRef.el); // so that dark mode is legible
        const ticks = { color: style.color };
        return {
            data: {
                labels: months.map(({ month }) => formatBucket(month, "month")),
                datasets: this.series.map((line, index) => this.dataset(line, index)),
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: {
                    legend: { position: "bottom", labels: { color: style.color } },
                    tooltip: {
                        callbacks: {
                            label: ({ dataset, raw }) => `${dataset.label}: ${this.format(raw)}`,
                            footer: ([{ dataIndex }]) =>
                                months[dataIndex].is_backtest ? _t("back-tested") : "",
                        },
                    },
                },
                scales: {
                    x: { ticks, grid: { display: false } },
                    y: {
                        beginAtZero: true,
                        grid: { color: hexToRGBA("#808080", 0.25) },
                        ticks: {
                            ...ticks,
                            maxTicksLimit: 6,
                            callback: (value) => formatShort(value, "money", currencyId),
                        },
                    },
                },
            },
        };
    }

    dataset({ key, label, type, borderDash, color: own }, index) {
        const color = own || getColor(index, cookie.get("color_scheme"), "odoo");
        return {
            type,
            label,
            data: this.props.months.map((month) => month[key]),
            borderColor: color,
            backgroundColor: type === "bar" ? hexToRGBA(color, 0.35) : color,
            borderDash,
            order: type === "bar" ? 1 : 0, // lines lie above bars
        };
    }
}
