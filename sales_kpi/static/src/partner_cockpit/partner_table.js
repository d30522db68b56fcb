import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { describeCases, describeChange } from "../dashboard/figure_words";
import { formatKpi, formatPercent, hasValue, NO_VALUE } from "../dashboard/kpi_format";
import { KpiHelp } from "../dashboard/kpi_help";

/** The figures of the table, in the order in which a partner meets them. */
const SHOWN = [
    "pick_rate",
    "acceptance_time_own",
    "contact_time",
    "feedback_rate",
    "processing_time",
    "partner_conversion",
    "partner_won_value",
];
/** What became of offers: the key of the numbers, and the event of the facts. */
const PICKS = () => [
    { key: "accepted", event: "offer_accepted", label: _t("accepted") },
    { key: "declined", event: "offer_declined", label: _t("declined") },
    { key: "expired", event: "offer_expired", label: _t("lapsed") },
    { key: "taken", event: "offer_lost_race", label: _t("another was faster") },
];
const NOW = () => [
    { key: "open", label: _t("Open leads") },
    { key: "contact_overdue", label: _t("First contact overdue") },
    { key: "feedback_overdue", label: _t("Feedback overdue") },
    { key: "silent", label: _t("Silent leads") },
];
const STOPPED = ["blocked", "blocked_for_good", "sales_blocked"];

/** One row for each partner; every number leads to its records. */
export class PartnerTable extends Component {
    static template = "sales_kpi.PartnerTable";
    static components = { Dropdown, DropdownItem, KpiHelp };
    static props = {
        data: Object, // what `cockpit_data` returned
        expected: Object, // { partner id: revenue of the next months }
        openFigure: Function,
        openPicks: Function,
        openOffers: Function,
        openOutflow: Function,
        openPartner: Function,
        remind: Function,
        pause: Function,
        resume: Function,
        unblock: Function,
    };

    setup() {
        this.picks = PICKS();
        this.numbers = NOW();
        this.state = useState({ sort: "name", isDown: false });
    }

    get columns() {
        const { columns } = this.props.data;
        return SHOWN.map((code) => columns.find((column) => column.code === code)).filter(Boolean);
    }

    get expectedLabel() {
        return _t("Expected, three months");
    }

    get ratingLabel() {
        return _t("Customers' rating");
    }

    get hasExpected() {
        return Object.keys(this.props.expected).length > 0;
    }

    get hasRating() {
        return this.props.data.partners.some(({ rating }) => rating?.n);
    }

    get partners() {
        const { sort, isDown } = this.state;
        const rows = [...this.props.data.partners];
        rows.sort((one, other) => compare(this.sortValue(one), this.sortValue(other), isDown));
        return sort === "name" && !isDown ? this.props.data.partners : rows;
    }

    sortValue(row) {
        const { sort } = this.state;
        switch (sort) {
            case "name":
                return row.name;
            case "expected":
                return this.props.expected[row.id] ?? null;
            case "rating":
                return row.rating?.value ?? null;
        }
        return sort in row.now ? row.now[sort] : row.values[sort]?.value ?? null;
    }

    /** Sort by a column; once more turns the order. */
    sortBy(key) {
        const { sort, isDown } = this.state;
        // names begin with A, of numbers the largest ones are asked for
        Object.assign(this.state, { sort: key, isDown: sort === key ? !isDown : key !== "name" });
    }

    ariaSort(key) {
        const { sort, isDown } = this.state;
        return sort === key ? (isDown ? "descending" : "ascending") : "none";
    }

    sortIcon(key) {
        const { sort, isDown } = this.state;
        return sort === key ? (isDown ? "fa-sort-desc" : "fa-sort-asc") : "fa-sort text-muted";
    }

    format(cell, column) {
        return formatKpi(cell?.value, column.unit, this.props.data.currency_id);
    }

    money(value) {
        return hasValue(value)
            ? formatCurrency(value, this.props.data.currency_id, { digits: [16, 0] })
            : NO_VALUE;
    }

    change(cell) {
        return cell.change ? describeChange(cell.change) : null;
    }

    /** How the figure stands beside its limit, in words. */
    statusText(cell, column) {
        if (!cell.status) {
            return "";
        }
        const limit = formatKpi(column.limit, column.unit);
        return cell.status === "good"
            ? _t("Good: the limit is %s", limit)
            : _t("Not good: the limit is %s", limit);
    }

    title(cell, column) {
        const { n, is_few } = cell;
        const parts = [describeCases({ n, minimum_n: column.minimum_n, is_few })];
        if (cell.status) {
            parts.push(this.statusText(cell, column));
        }
        if (hasValue(cell.before)) {
            parts.push(_t("before %s", this.format({ value: cell.before }, column)));
        }
        return parts.join(", ");
    }

    get pickWords() {
        return this.picks.map(({ label }) => label).join(" · ");
    }

    pickLabel({ key, label }, row) {
        return `${row.picks[key]} ${label}`;
    }

    stateClass({ key }) {
        if (STOPPED.includes(key)) {
            return "text-bg-danger";
        }
        return { free: "text-bg-success", former: "text-bg-light" }[key] || "text-bg-warning";
    }

    stateTitle({ text, reason }) {
        return reason ? `${text}: ${reason}` : text;
    }

    isStopped({ state }) {
        return STOPPED.includes(state.key);
    }

    hasDebts({ now }) {
        return now.contact_overdue + now.feedback_overdue + now.silent > 0;
    }

    sum(key) {
        return this.props.data.partners.reduce((sum, row) => sum + row.now[key], 0);
    }

    get expectedSum() {
        return Object.values(this.props.expected).reduce((sum, value) => sum + value, 0);
    }

    stars(value) {
        return _t("%s of 5", value.toFixed(1));
    }

    percent(value) {
        return formatPercent(value);
    }
}

/** No value comes last, whatever the order. */
function compare(one, other, isDown) {
    if (one === other) {
        return 0;
    }
    if (one === null || other === null) {
        return one === null ? 1 : -1;
    }
    const order = typeof one === "string" ? one.localeCompare(other) : one - other;
    return isDown ? -order : order;
}
