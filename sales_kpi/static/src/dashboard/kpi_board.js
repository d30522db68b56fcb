import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatBucket, formatKpi, hasValue } from "./kpi_format";
import { KpiHelp } from "./kpi_help";

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * KPIs by months. One cell is a stop of the tab key; arrow keys go on from there.
 */
export class KpiBoard extends Component {
    static template = "sales_kpi.Board";
    static components = { KpiHelp };
    static props = {
        tiles: Array,
        trend: Object, // { granularity, periods, ends, running }
        currencyId: { type: [Number, { value: false }], optional: true },
        open: Function, // (tile, days)
    };

    setup() {
        this.scrollRef = useRef("scroll");
        this.state = useState({ row: 0, column: this.props.trend.periods.length - 1 });
        useEffect(
            () => {
                // the latest months are the ones people look for
                this.scrollRef.el.scrollLeft = this.scrollRef.el.scrollWidth;
            },
            () => [this.props.trend.periods.join()]
        );
    }

    get runningText() {
        return _t("still running");
    }

    get months() {
        const { granularity, periods, running } = this.props.trend;
        return periods.map((day, index) => ({
            day,
            label: formatBucket(day, granularity),
            isRunning: running[index],
        }));
    }

    /** The cell that the tab key reaches, also when there are fewer than before. */
    get current() {
        const { tiles, trend } = this.props;
        return {
            row: Math.min(this.state.row, tiles.length - 1),
            column: Math.min(this.state.column, trend.periods.length - 1),
        };
    }

    isCurrent(row, column) {
        return this.current.row === row && this.current.column === column;
    }

    cell(tile, index) {
        const value = tile.trend[index];
        const text = formatKpi(value, tile.unit, this.props.currencyId);
        const words = {
            kpi: tile.name,
            month: this.months[index].label,
            value: hasValue(value) ? text : _t("no value"),
            n: tile.trend_n[index],
        };
        return {
            text,
            label: _t("%(kpi)s, %(month)s: %(value)s, n = %(n)s. Open the analysis", words),
            tooltip: _t("n = %s", tile.trend_n[index]),
        };
    }

    open(tile, index) {
        const { periods, ends } = this.props.trend;
        this.props.open(tile, { date_from: periods[index], date_to: ends[index] });
    }

    onFocus(row, column) {
        Object.assign(this.state, { row, column });
    }

    onKeydown(ev) {
        const move = MOVES[ev.key];
        if (!move) {
            return;
        }
        const row = this.current.row + move[0];
        const column = this.current.column + move[1];
        const cell = this.scrollRef.el.querySelector(`[data-cell="${row}-${column}"]`);
        if (cell) {
            ev.preventDefault();
            cell.focus();
        }
    }
}
