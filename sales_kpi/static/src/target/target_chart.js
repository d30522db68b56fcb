import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatKpi, formatShort } from "../dashboard/kpi_format";
import { formatDay } from "./target_words";

const LINE = { pointRadius: 0, pointHitRadius: 8, borderWidth: 2, spanGaps: true };
const GREY = "#808080";
const BUDGET = "#b07d2b";

/** What Chart.js draws of a curve: value, pace, projection with range, marks. */
export function chartConfig(curve, textColor, scheme) {
    const color = getColor(0, scheme, "odoo");
    const format = (value) => formatKpi(value, curve.unit, curve.currency_id);
    return {
        type: "line",
        data: {
            labels: curve.days.map(formatDay),
            datasets: [
                actualLine(curve, color),
                paceLine(curve, textColor),
                ...projectionLines(curve, color),
                ...revisionLines(curve),
                ...markPoints(curve, textColor),
                ...budgetLines(curve),
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            plugins: {
                legend: { display: false },
                tooltip: {
                    filter: ({ parsed, dataset }) => parsed.y !== null && !dataset.isSilent,
                    callbacks: {
                        label: ({ dataset, parsed }) => `${dataset.label}: ${format(parsed.y)}`,
                    },
                },
            },
            scales: scales(curve, textColor),
        },
    };
}

function actualLine(curve, color) {
    return {
        ...LINE,
        label: curve.kpi,
        data: curve.actual,
        borderColor: color,
        backgroundColor: hexToRGBA(color, 0.15),
        borderWidth: 3,
        stepped: curve.shape === "sum" ? "before" : false,
        fill: curve.shape === "sum" ? "origin" : false,
    };
}

function paceLine(curve, textColor) {
    return {
        ...LINE,
        label: curve.shape === "sum" ? _t("Pace") : _t("Target"),
        data: curve.pace,
        borderColor: textColor,
        borderDash: [6, 4],
    };
}

/** The range is filled between its two lines, which follow each other. */
function projectionLines(curve, color) {
    if (!curve.projected) {
        return [];
    }
    const line = {
        ...LINE,
        label: _t("Projection"),
        data: curve.projected,
        borderColor: color,
        borderDash: [2, 3],
    };
    if (!curve.low || !curve.high) {
        return [line];
    }
    const range = { ...LINE, borderWidth: 0, isSilent: true };
    return [
        line,
        { ...range, label: _t("Range"), data: curve.low, fill: false },
        {
            ...range,
            label: _t("Range"),
            data: curve.high,
            fill: "-1",
            backgroundColor: hexToRGBA(color, 0.12),
        },
    ];
}

/** The pace as it was before a revision, with a mark where it ended. */
function revisionLines(curve) {
    return curve.revisions.map(({ pace }) => {
        const last = pace.findLastIndex((value) => value !== null);
        return {
            ...LINE,
            label: _t("Pace before the revision"),
            data: pace,
            borderColor: GREY,
            borderWidth: 1,
            borderDash: [6, 4],
            pointStyle: "rectRot",
            pointRadius: pace.map((value, index) => (index === last ? 6 : 0)),
            pointBackgroundColor: GREY,
        };
    });
}

/** What was planned for these months, where it was. */
function budgetLines({ budget }) {
    return budget
        ? [{ ...LINE, label: _t("Budget"), data: budget, borderColor: BUDGET, borderWidth: 1 }]
        : [];
}

/** 50, 90 and 100 % on the line of the pace; full once they are reached. */
function markPoints(curve, textColor) {
    if (!curve.marks.length) {
        return [];
    }
    const marks = new Map(
        curve.marks.filter(({ due }) => due).map((mark) => [curve.days.indexOf(mark.due), mark])
    );
    return [
        {
            label: _t("Interim mark"),
            data: curve.days.map((day, index) => marks.get(index)?.value ?? null),
            showLine: false,
            isSilent: true,
            pointRadius: 5,
            pointBorderColor: textColor,
            pointBackgroundColor: curve.days.map((day, index) =>
                marks.get(index)?.reached ? textColor : "transparent"
            ),
        },
    ];
}

function scales({ unit, currency_id, shape }, textColor) {
    const ticks = { color: textColor };
    return {
        x: { ticks: { ...ticks, maxTicksLimit: 8, maxRotation: 0 }, grid: { display: false } },
        y: {
            beginAtZero: shape !== "stock",
            grid: { color: hexToRGBA(GREY, 0.25) },
            ticks: {
                ...ticks,
                maxTicksLimit: 6,
                callback: (value) => formatShort(value, unit, currency_id),
            },
        },
    };
}
