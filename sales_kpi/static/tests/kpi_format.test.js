import { beforeEach, expect, test } from "@odoo/hoot";
import { makeMockEnv, patchWithCleanup, serverState } from "@web/../tests/web_test_helpers";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";
import { describeError } from "@sales_kpi/dashboard/dashboard_error";
import {
    formatBucket,
    formatChange,
    formatDays,
    formatKpi,
    formatShort,
} from "@sales_kpi/dashboard/kpi_format";
import { defineKpiModels } from "./helpers";

defineKpiModels();
beforeEach(makeMockEnv); // loads the language

test("money without cents where they say nothing", () => {
    expect(formatKpi(1234567.8, "money", 1)).toMatch(/^\$\s1,234,568$/);
    expect(formatKpi(12.5, "money", 1)).toMatch(/^\$\s12\.50$/);
    expect(formatKpi(0, "money", 1)).toMatch(/^\$\s0$/);
    expect(String(formatKpi(2000, "money_per_day", 1))).toMatch(/^\$\s2,000 per day$/);
});

test("years, ratios and numbers", () => {
    expect(String(formatKpi(4.25, "years"))).toBe("4.3 years");
    expect(formatKpi(1.005, "ratio")).toBe("1.01");
    expect(formatKpi(-0.0784, "percent")).toBe("-7.8%");
    expect(formatKpi(false, "money", 1)).toBe("–");
});

test("an axis has room for short values only", () => {
    expect(formatShort(1250000, "money", 1)).toBe("1.3M");
    expect(formatShort(1500, "count")).toBe("1.5K");
    expect(formatShort(0.3, "percent")).toBe("30%");
    expect(formatShort(null, "percent")).toBe("–");
});

test("a change has its sign", () => {
    expect(formatChange({ value: 0.125, kind: "relative" })).toBe("+12.5%");
    expect(formatChange({ value: -0.125, kind: "relative" })).toBe("−12.5%");
    expect(String(formatChange({ value: 0.021, kind: "points" }))).toBe("+2.1 points");
});

test("days as people say them", () => {
    expect(formatDays("2026-03-01", "2026-03-31")).toMatch(/^Mar 1\s–\s31, 2026$/);
    expect(formatDays("2026-03-01", "2026-03-01")).toBe("Mar 1, 2026");
    expect(formatBucket("2026-01-01", "year")).toBe("2026");
    expect(formatBucket("2026-03-01", "month")).toBe("Mar 2026");
});

test("the language of the reader decides about signs", () => {
    serverState.lang = "de_DE";
    patchWithCleanup(user, { lang: "de-DE" });
    expect(formatKpi(0.25, "percent")).toMatch(/^25\s%$/);
    expect(formatShort(1500000, "count")).toMatch(/^1,5\sMio\.$/);
});

test("errors say what happened and what to do", () => {
    patchWithCleanup(browser.console, { warn: () => expect.step("warn") });
    expect(String(describeError(new ConnectionLostError("/")).title)).toMatch(/cannot be reached/);
    const spoken = new RPCError("Odoo Server Error");
    spoken.exceptionName = "odoo.exceptions.UserError";
    spoken.data = { message: "Choose fewer days." };
    expect(describeError(spoken).text).toBe("Choose fewer days.");
    expect.verifySteps([]);
    // what is not written for people is for the console
    expect(String(describeError(new Error("undefined is not …")).text)).toMatch(/Try again/);
    expect.verifySteps(["warn"]);
});
