import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { describeError } from "../dashboard/dashboard_error";
import { formatDays } from "../dashboard/kpi_format";
import { ScopeSelector } from "../dashboard/scope_selector";
import { NeededCalculator } from "./needed_calculator";
import { WhatIfCalculator } from "./what_if_calculator";

/** What somebody may enter; nothing of it is stored. */
const newInputs = () => ({
    target: { value: 10, is_amount: false, per: "month" },
    assumed: {},
    changed: {},
});

/** What a target needs, and what a change would move, from the last twelve months. */
export class KpiCalculator extends Component {
    static template = "sales_kpi.Calculator";
    static components = { Layout, NeededCalculator, ScopeSelector, WhatIfCalculator };
    static props = { ...standardActionServiceProps };
    static path = "kpi-calculator";
    static displayName = _t("Calculator");

    setup() {
        this.orm = useService("orm");
        this.display = { controlPanel: {} };
        this.keepLast = new KeepLast(); // drop answers to superseded questions
        const { inputs = newInputs(), scope = [] } = this.props.state || {};
        this.state = useState({ inputs, scope, data: null, results: null, error: null });
        useSetupAction({
            getLocalState: () => ({ inputs: this.state.inputs, scope: this.state.scope }),
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    get days() {
        const { date_from, date_to } = this.data.period;
        return formatDays(date_from, date_to);
    }

    /** Read what the calculators start from, then calculate. */
    async load() {
        await this.attempt(async () => {
            const args = [{ scope: this.state.scope }];
            const data = await this.call("calculator_data", args);
            const results = await this.calculated(data);
            Object.assign(this.state, { data, results });
        });
    }

    calculate() {
        return this.attempt(async () => {
            this.state.results = await this.calculated(this.data);
        });
    }

    calculated({ figures }) {
        const values = Object.entries(figures).map(([key, { value }]) => [key, value]);
        const { target, assumed, changed } = this.state.inputs;
        const args = [Object.fromEntries(values), target, assumed, changed];
        return this.call("calculator_results", args);
    }

    call(method, args) {
        return this.keepLast.add(this.orm.call("sales.kpi", method, args));
    }

    async attempt(action) {
        try {
            await action();
            this.state.error = null;
        } catch (error) {
            this.state.error = describeError(error);
        }
    }

    updateScope({ scope }) {
        this.state.scope = scope;
        return this.load();
    }

    setTarget(values) {
        const { inputs } = this.state;
        inputs.target = { ...inputs.target, ...values };
        return this.calculate();
    }

    setAssumed(key, value) {
        return this.enter("assumed", key, value);
    }

    setChanged(key, value) {
        return this.enter("changed", key, value);
    }

    /** Put a number in the place of a figure; undefined is what was measured. */
    enter(group, key, value) {
        const entered = { ...this.state.inputs[group], [key]: value };
        if (value === undefined) {
            delete entered[key];
        }
        this.state.inputs[group] = entered;
        return this.calculate();
    }

    reset() {
        Object.assign(this.state, { inputs: newInputs(), scope: [] });
        return this.load();
    }
}

registry.category("actions").add("sales_kpi.calculator", KpiCalculator);
