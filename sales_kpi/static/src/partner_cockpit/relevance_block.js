import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { hasValue } from "../dashboard/kpi_format";

/** From these on a correlation counts as close, and as there. */
const CLOSE = 0.6;
const THERE = 0.3;

/** Which figures go along with a partner's success. */
export class RelevanceBlock extends Component {
    static template = "sales_kpi.CockpitRelevance";
    static props = {
        answer: Object, // { fewest, kpis: [{ code, name, rho, n, is_few, helps }] }
    };

    get known() {
        return this.props.answer.kpis.filter(({ rho }) => hasValue(rho));
    }

    get isFew() {
        return this.known.some(({ is_few }) => is_few);
    }

    words({ rho, helps, is_few, n }) {
        if (is_few) {
            return _t("only %s partners: says little", n);
        }
        const size = Math.abs(rho);
        if (size < THERE) {
            return _t("goes along with hardly anything");
        }
        if (!helps) {
            return _t("better figures go along with less conversion: look behind it");
        }
        return size < CLOSE
            ? _t("better figures go along with more conversion")
            : _t("better figures go closely along with more conversion");
    }

    width({ rho }) {
        return `width: ${Math.round(Math.abs(rho) * 100)}%`;
    }

    number({ rho, n }) {
        const value = formatFloat(rho, { digits: [16, 2] });
        return _t("ρ = %(rho)s, n = %(n)s", { rho: value, n });
    }

    get tooFew() {
        return _t("Below %s partners these numbers are mostly chance.", this.props.answer.fewest);
    }
}
