import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";

/**
 * Attributes that show the help of a KPI to who points at an element, and tell it to
 * who uses a screen reader.
 *
 * @param {Object} [help] what `_help_words` of `sales.kpi` sends
 */
export function helpAttrs(help) {
    if (!help) {
        return {};
    }
    const { meaning, date_basis, caveat, advice } = help;
    return {
        "data-tooltip-template": "sales_kpi.HelpText",
        "data-tooltip-info": JSON.stringify({ help }),
        "aria-description": [meaning, date_basis, caveat, advice].filter(Boolean).join(" "),
    };
}

class HelpPopover extends Component {
    static template = "sales_kpi.HelpPopover";
    static props = { name: String, help: Object, close: Function };
}

/**
 * The question mark beside a KPI's name. Pointing shows the help; a click, a tap or
 * the enter key keeps it open until Escape.
 */
export class KpiHelp extends Component {
    static template = "sales_kpi.Help";
    static props = { name: String, help: Object };

    setup() {
        this.state = useState({ isOpen: false });
        this.popover = usePopover(HelpPopover, {
            role: "dialog",
            popoverClass: "o_kpi_help_popover",
            onClose: () => (this.state.isOpen = false),
        });
    }

    get label() {
        return _t("What is %s?", this.props.name);
    }

    get tooltip() {
        return JSON.stringify({ help: this.props.help });
    }

    toggle(ev) {
        if (this.popover.isOpen) {
            return this.popover.close();
        }
        const { name, help } = this.props;
        this.popover.open(ev.currentTarget, { name, help });
        this.state.isOpen = true;
    }
}
