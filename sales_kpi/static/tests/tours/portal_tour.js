import { registry } from "@web/core/registry";

const sees = (content, trigger) => ({ content, trigger });
/** A tap that sends a form or follows a link. */
const tap = (content, trigger) => ({ content, trigger, run: "click", expectUnloadPage: true });
const unfold = (content, trigger) => ({ content, trigger, run: "click" });

registry.category("web_tour.tours").add("sales_kpi_portal_tour", {
    url: "/my",
    steps: () => [
        tap("a lead is on offer", ".o_portal_my_home a[href='/my/offers']:has(.fw-bold:contains('1'))"),
        sees("the offer tells the value, and not the customer", "article:contains('10,000'):not(:contains('Brewery'))"),
        tap("accept it", "article button:contains('Accept')"),
        sees("straight to the customer", ".alert-success:contains('The lead is yours')"),
        sees("one tap calls him", ".o_kpi_reach a[href='tel:+498031777']:contains('Call')"),
        tap("nobody answered", "button[value=not_reached]"),
        sees("noted", ".alert-success:contains('noted')"),
        tap("then he was reached", "button[value=reached]"),
        sees("asked no more", ".o_kpi_portal:not(:has(button[value=reached])) h2:contains('How does it stand')"),
        tap("a meeting", "button[value=meeting]"),
        sees("told", ".list-unstyled li:contains('Meeting')"),
        unfold("the order comes", "summary:contains('Won')"),
        tap("without its value", "details[open] button:contains('Report as won')"),
        sees("asked for it, and still there", ".alert-danger:contains('what the customer pays')"),
        { content: "with its value", trigger: "details[open] #won_value", run: "edit 12000" },
        { content: "and a word", trigger: "details[open] #won_note", run: "edit Nice people" },
        tap("send it", "details[open] button:contains('Report as won')"),
        sees("thank you", ".alert-success:contains('Thank you')"),
        sees("all is told", ".list-unstyled li:contains('Won'):contains('12,000'):contains('Nice people')"),
        tap("my leads", ".o_kpi_tabs a:contains('Leads')"),
        sees("nothing is left to do", ".o_kpi_empty:contains('no open leads')"),
    ],
});

registry.category("web_tour.tours").add("sales_kpi_portal_promise_tour", {
    url: "/my/offers",
    steps: () => [
        sees("why there are no offers", ".alert-warning:contains('Reports are missing')"),
        sees("what he is missing", "h1:contains('You are missing these')"),
        tap("he promises and takes it", "article button:contains('Promise my reports')"),
        sees("it is his", ".alert-success:contains('The lead is yours')"),
        sees("with its customer", "h1:contains('Brewery')"),
        tap("now to the missing reports", ".o_kpi_tabs a:contains('Leads')"),
        tap("the first one", "a.card:contains('Overdue 1')"),
        tap("in one tap", "button[value=waiting]"),
        sees("thank you", ".alert-success:contains('Thank you')"),
        tap("back", ".o_kpi_tabs a:contains('Leads')"),
        tap("the next one", "a.card:contains('Overdue 2')"),
        tap("in one tap", "button[value=meeting]"),
        sees("thank you", ".alert-success:contains('Thank you')"),
        tap("back", ".o_kpi_tabs a:contains('Leads')"),
        tap("the next one", "a.card:contains('Overdue 3')"),
        tap("in one tap", "button[value=quoted]"),
        sees("thank you", ".alert-success:contains('Thank you')"),
        tap("offers again", ".o_kpi_tabs a:contains('Offers')"),
        sees("he is free", ".o_kpi_portal:not(:has(.alert)):has(.o_kpi_empty)"),
    ],
});
