import { Component, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";

/** Which product sells best in which territory: by won leads, or by our orders. */
export class ProductBlock extends Component {
    static template = "sales_kpi.CockpitProducts";
    static props = {
        answer: { type: [Object, { value: null }] }, // { sell_out, sell_in }
        error: { type: Object, optional: true },
        currencyId: Number,
        open: Function, // (view, line, territory)
        doAction: Function,
    };

    setup() {
        this.state = useState({ view: "sell_out" });
    }

    get views() {
        return [
            { key: "sell_out", label: _t("To end customers") },
            { key: "sell_in", label: _t("Our orders") },
        ];
    }

    get matrix() {
        return this.props.answer[this.state.view];
    }

    get largest() {
        const cells = this.matrix.lines.flatMap((row) => row.cells);
        return Math.max(...cells.map((cell) => cell?.amount || 0));
    }

    /** A darker cell sells more; the number says how much. */
    shade(cell) {
        const share = cell && this.largest > 0 ? Math.max(cell.amount, 0) / this.largest : 0;
        return `--o-kpi-share: ${Math.round(share * 30)}%`;
    }

    money(value) {
        return formatCurrency(value, this.props.currencyId, { digits: [16, 0] });
    }

    get bestText() {
        const { best } = this.matrix;
        return best
            ? _t("%(line)s in %(territory)s sells best: %(amount)s", {
                  line: best[0],
                  territory: best[1],
                  amount: this.money(best[2]),
              })
            : "";
    }

    openAll() {
        return this.props.doAction("sales_kpi.sales_kpi_report_product_territory_action");
    }
}
