import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { describeCases, describeChange } from "./figure_words";
import { formatKpi, hasValue } from "./kpi_format";
import { KpiHelp } from "./kpi_help";
import { Sparkline } from "./sparkline";

/** One figure: value, change, cases, and the way to the facts behind it. */
export class KpiTile extends Component {
    static template = "sales_kpi.Tile";
    static components = { KpiHelp, Sparkline };
    static props = {
        tile: Object,
        currencyId: { type: [Number, { value: false }], optional: true },
        isChosen: { type: Boolean, optional: true },
        isCompared: { type: Boolean, optional: true },
        open: Function,
        calculate: Function,
        choose: Function,
    };

    get hasValue() {
        return hasValue(this.props.tile.value);
    }

    get value() {
        return this.format(this.props.tile.value);
    }

    /** What the value is compared with, else why there is nothing to compare. */
    get before() {
        const { before, before_hint: hint } = this.props.tile;
        if (hasValue(before)) {
            return _t("from %s", this.format(before));
        }
        return this.hasValue && hint ? _t("No comparison: %s", hint) : "";
    }

    format(value) {
        return formatKpi(value, this.props.tile.unit, this.props.currencyId);
    }

    get change() {
        return describeChange(this.props.tile.change);
    }

    get cases() {
        return describeCases(this.props.tile);
    }

    /** What a screen reader says for the whole tile. */
    get label() {
        const { name, hint } = this.props.tile;
        const parts = [_t("%(kpi)s: %(value)s", { kpi: name, value: this.hasValue ? this.value : hint })];
        if (this.props.isCompared && this.props.tile.change) {
            const { text, words } = this.change;
            parts.push(`${text}, ${words}`);
        }
        parts.push(this.cases, _t("Open the analysis"));
        return parts.join(". ");
    }

    get calculationLabel() {
        return _t("Show how %s is calculated", this.props.tile.name);
    }

    get trendLabel() {
        return _t("Show the trend of %s", this.props.tile.name);
    }
}
