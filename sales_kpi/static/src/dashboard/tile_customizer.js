import { Component, onPatched, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { useService } from "@web/core/utils/hooks";

/** As on the server, which refuses more. */
export const MAXIMUM_TILES = 7;

/**
 * Keep the focus on the buttons of a tile while tiles are moved and removed.
 *
 * @param {{ el: HTMLElement }} rootRef
 * @returns {(change: () => Promise) => Promise} runs a change
 */
export function useToolFocus(rootRef) {
    let wanted = null;
    const all = (tool) => [...rootRef.el.querySelectorAll(`[data-tool="${tool}"]`)];
    onPatched(() => {
        if (!wanted) {
            return;
        }
        const { tool, code, index } = wanted;
        wanted = null;
        const same = rootRef.el.querySelector(`[data-tools="${code}"]`);
        const button = same
            ? same.querySelector(`[data-tool="${tool}"]:enabled`) ||
              same.querySelector("[data-tool]:enabled")
            : all(tool)[index] || all(tool).at(-1); // its place has another tile now
        button?.focus();
    });
    return async (change) => {
        const focused = document.activeElement;
        const { tool } = focused.dataset;
        const place = tool && {
            tool,
            code: focused.closest("[data-tools]").dataset.tools,
            index: all(tool).indexOf(focused),
        };
        await change();
        wanted = place || null;
    };
}

/** Adds tiles to the user's own or brings the default ones back. */
export class TileCustomizer extends Component {
    static template = "sales_kpi.TileCustomizer";
    static components = { SelectMenu };
    static props = {
        tiles: Array,
        change: Function, // (method of sales.kpi, its arguments)
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ free: [] });
        useEffect(
            () => {
                this.loadFree(); // not awaited: the tiles need not wait for it
            },
            () => [this.props.tiles.map(({ code }) => code).join()]
        );
    }

    async loadFree() {
        this.state.free = await this.orm.call("sales.kpi", "dashboard_free_tiles", []);
    }

    get isFull() {
        return this.props.tiles.length >= MAXIMUM_TILES;
    }

    get hint() {
        return _t("%(count)s of %(maximum)s tiles", {
            count: this.props.tiles.length,
            maximum: MAXIMUM_TILES,
        });
    }

    /** The KPIs to choose from, by category; last what a manager can put in use. */
    get groups() {
        const groups = new Map();
        const unused = this.state.free.filter(({ is_used }) => !is_used);
        const used = this.state.free.filter(({ is_used }) => is_used);
        for (const { code, name, category, is_used, note } of [...used, ...unused]) {
            const label = is_used ? category : _t("Not in use yet");
            const choices = groups.get(label) || [];
            // what it lacks, before a manager puts it in use
            const text = note ? _t("%(kpi)s – %(note)s", { kpi: name, note }) : name;
            groups.set(label, [...choices, { value: code, label: text }]);
        }
        return [...groups].map(([label, choices]) => ({ label, choices }));
    }

    add(code) {
        return this.props.change("dashboard_add_tile", [code]);
    }

    reset() {
        return this.props.change("dashboard_reset_tiles", []);
    }
}

/** Moves or removes one tile. */
export class TileTools extends Component {
    static template = "sales_kpi.TileTools";
    static props = {
        tile: Object,
        isFirst: Boolean,
        isLast: Boolean,
        change: Function,
    };

    get labels() {
        const { name } = this.props.tile;
        return {
            before: _t("Move %s forwards", name),
            after: _t("Move %s backwards", name),
            remove: _t("Remove %s", name),
        };
    }

    move(steps) {
        return this.props.change("dashboard_move_tile", [this.props.tile.code, steps]);
    }

    remove() {
        return this.props.change("dashboard_remove_tile", [this.props.tile.code]);
    }
}
