import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { openAnalysis } from "./analysis_action";
import { DEFAULTS, optionsForServer, optionsFromUrl, optionsToUrl } from "./dashboard_options";
import { describeError } from "./dashboard_error";
import { KpiBoard } from "./kpi_board";
import { openCalculation } from "./kpi_calculation";
import { hasValue } from "./kpi_format";
import { KpiTile } from "./kpi_tile";
import { PeriodSelector } from "./period_selector";
import { ScopeSelector } from "./scope_selector";
import { SetupBanner } from "./setup_banner";
import { TileCustomizer, TileTools, useToolFocus } from "./tile_customizer";
import { TrendChart } from "./trend_chart";
import { TargetBlock } from "../target/target_block";

/** A refresh computes a bounded number of records; go on this often. */
const REFRESH_ROUNDS = 3;

/** The figures of a period at a glance; each leads to the facts behind it. */
export class KpiDashboard extends Component {
    static template = "sales_kpi.Dashboard";
    static components = {
        KpiBoard,
        KpiTile,
        Layout,
        PeriodSelector,
        ScopeSelector,
        SetupBanner,
        TargetBlock,
        TileCustomizer,
        TileTools,
        TrendChart,
    };
    static props = { ...standardActionServiceProps };
    static path = "kpi-dashboard";
    static displayName = _t("KPI dashboard");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast(); // drop answers to superseded questions
        const options = this.props.state?.options || optionsFromUrl(this.props.action.params);
        this.state = useState({
            options,
            data: null,
            error: null,
            isLoading: true,
            isRefreshing: false,
            isExporting: false,
            isCustomizing: !!this.props.action.params?.customize,
            isStale: false,
        });
        const rootRef = useRef("root");
        this.keepFocus = useToolFocus(rootRef);
        useSetupAction({
            rootRef,
            getLocalState: () => ({ options: { ...this.state.options } }),
        });
        this.remember();
        onWillStart(() => {
            this.load(); // not awaited: the page shows that it is loading
        });
        onMounted(() => this.refresh());
    }

    get data() {
        return this.state.data;
    }

    get chosen() {
        const tiles = this.data.tiles;
        return tiles.find(({ code }) => code === this.state.options.kpi) || tiles[0];
    }

    get asOf() {
        return deserializeDateTime(this.data.as_of).toLocaleString(luxon.DateTime.DATETIME_SHORT);
    }

    /** What to know while the history is not complete; "" if it is. */
    get rebuildText() {
        const percent = this.data?.rebuild;
        return hasValue(percent)
            ? _t(
                  "The history of your CRM is being rebuilt (%s %). Figures are incomplete until then.",
                  percent
              )
            : "";
    }

    /** Read everything in one call. */
    async load() {
        this.state.isLoading = true;
        try {
            const args = [optionsForServer(this.state.options)];
            const data = await this.keepLast.add(
                this.orm.call("sales.kpi", "dashboard_data", args)
            );
            Object.assign(this.state, { data, error: null });
        } catch (error) {
            this.state.error = describeError(error);
        }
        this.state.isLoading = false;
    }

    /** Let the server count what changed and read again if that was anything. */
    async refresh() {
        this.state.isRefreshing = true;
        try {
            for (let round = 0; round < REFRESH_ROUNDS; round++) {
                const { changed } = await this.orm.silent.call("sales.kpi.fact", "refresh", []);
                if (!changed) {
                    break;
                }
                await this.load();
            }
            this.state.isStale = false;
        } catch {
            this.state.isStale = true; // the figures are right, but not the latest
        }
        this.state.isRefreshing = false;
    }

    async retry() {
        await this.load();
        await this.refresh();
    }

    reset() {
        return this.update({ ...DEFAULTS });
    }

    /** Keep what is shown in the address, so that a reload or a link shows it again. */
    remember() {
        this.props.updateActionState?.(optionsToUrl(this.state.options));
    }

    /** Show other days or another scope. */
    async update(changes) {
        Object.assign(this.state.options, changes);
        this.remember();
        await this.load();
    }

    choose(tile) {
        this.state.options.kpi = tile.code;
        this.remember();
    }

    /** Open the analysis of a tile, or its calculation where no pivot can show it. */
    open(tile, days = this.data.period) {
        const data = { ...this.data, period: days };
        return tile.analysis
            ? openAnalysis(this.action, data, tile)
            : openCalculation(this, data, tile);
    }

    calculate(tile) {
        return openCalculation(this, this.data, tile);
    }

    /** Download what is shown as a workbook. */
    async exportXlsx() {
        this.state.isExporting = true;
        try {
            const options = JSON.stringify(optionsForServer(this.state.options));
            await download({ url: "/sales_kpi/dashboard.xlsx", data: { options } });
        } finally {
            this.state.isExporting = false;
        }
    }

    toggleCustomize() {
        this.state.isCustomizing = !this.state.isCustomizing;
    }

    /** Change the user's tiles and show them. */
    changeTiles(method, args) {
        return this.keepFocus(async () => {
            await this.orm.call("sales.kpi", method, args);
            await this.load();
        });
    }

    openSetup() {
        return this.action.doAction("sales_kpi.sales_kpi_setup_action");
    }

    openPipeline() {
        return this.action.doAction("crm.crm_lead_action_pipeline");
    }
}

registry.category("actions").add("sales_kpi.dashboard", KpiDashboard);
