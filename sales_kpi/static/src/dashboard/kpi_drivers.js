import { Component } from "@odoo/owl";
import { formatChange, formatKpi } from "./kpi_format";

/** What moved a figure: its parts with what each added to the change. */
export class KpiDrivers extends Component {
    static template = "sales_kpi.Drivers";
    static props = {
        drivers: Object, // what `dashboard_drivers` returned
        unit: String,
        currencyId: { type: [Number, { value: false }], optional: true },
    };

    get parts() {
        const { parts } = this.props.drivers;
        const largest = Math.max(...parts.map(({ contribution }) => Math.abs(contribution))) || 1;
        return parts.map((part) => ({
            ...part,
            beforeText: formatKpi(part.before, part.unit, this.props.currencyId),
            nowText: formatKpi(part.now, part.unit, this.props.currencyId),
            text: this.signed(part.contribution),
            width: `${(100 * Math.abs(part.contribution)) / largest}%`,
            isDown: part.contribution < 0,
        }));
    }

    get total() {
        return this.signed(this.props.drivers.change);
    }

    get beforeText() {
        return this.format(this.props.drivers.before);
    }

    get nowText() {
        return this.format(this.props.drivers.now);
    }

    format(value) {
        return formatKpi(value, this.props.unit, this.props.currencyId);
    }

    signed(value) {
        if (this.props.unit === "percent") {
            return formatChange({ kind: "points", value });
        }
        return `${value < 0 ? "−" : "+"}${this.format(Math.abs(value))}`;
    }
}
