import { Component } from "@odoo/owl";
import { hasValue } from "./kpi_format";

const WIDTH = 120;
const HEIGHT = 32;
const MARGIN = 3;

/** A small line of values without axes; gaps stay gaps. */
export class Sparkline extends Component {
    static template = "sales_kpi.Sparkline";
    static props = { values: Array };

    get viewBox() {
        return `0 0 ${WIDTH} ${HEIGHT}`;
    }

    get points() {
        const { values } = this.props;
        const known = values.filter(hasValue);
        const low = Math.min(...known, 0);
        const range = Math.max(...known, 0) - low || 1;
        const step = (WIDTH - 2 * MARGIN) / Math.max(values.length - 1, 1);
        return values.map((value, index) =>
            hasValue(value)
                ? [
                      MARGIN + index * step,
                      HEIGHT - MARGIN - ((value - low) / range) * (HEIGHT - 2 * MARGIN),
                  ]
                : null
        );
    }

    /** An SVG path that starts anew after each gap. */
    get path() {
        let pen = "M";
        const steps = [];
        for (const point of this.points) {
            if (point) {
                steps.push(`${pen}${point.map((part) => part.toFixed(1)).join(" ")}`);
            }
            pen = point ? "L" : "M";
        }
        return steps.join("");
    }
}
