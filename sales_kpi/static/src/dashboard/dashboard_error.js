import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

/** Errors whose message is written for people. */
const SPOKEN = [
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
    "odoo.exceptions.AccessError",
];

/** What went wrong and what to do, in plain words. */
export function describeError(error) {
    if (error instanceof ConnectionLostError) {
        return {
            title: _t("The server cannot be reached."),
            text: _t("Check your connection, then try again."),
        };
    }
    if (error instanceof RPCError && SPOKEN.includes(error.exceptionName)) {
        return {
            title: _t("These figures cannot be shown."),
            text: error.data.message,
        };
    }
    // for who is asked what went wrong
    browser.console.warn(error);
    return {
        title: _t("Something went wrong while reading the figures."),
        text: _t("Try again. If it happens again, tell your administrator."),
    };
}
