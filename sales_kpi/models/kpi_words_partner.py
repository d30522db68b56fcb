"""Events of sales partners in the user's words (see kpi_words.py)."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

#: event: (label, what happened)
PARTNER_EVENTS = {
    "lead_offered": (
        _lt("Lead offered to partners"),
        _lt("A lead was offered to sales partners, at the first offer of each round."),
    ),
    "offered_to_accepted": (
        _lt("Offered lead later accepted"),
        _lt("A lead that a partner accepted, dated at the first offer of its round."),
    ),
    "offer_made": (_lt("Offer made"), _lt("A lead was offered to a sales partner.")),
    "offer_accepted": (
        _lt("Offer accepted"),
        _lt("A sales partner accepted a lead; hours since his own offer."),
    ),
    "offer_declined": (
        _lt("Offer declined"),
        _lt("A sales partner declined a lead; hours since his own offer."),
    ),
    "offer_expired": (
        _lt("Offer lapsed"),
        _lt("A sales partner did not answer in time."),
    ),
    "offer_lost_race": (
        _lt("Another partner was faster"),
        _lt("A lead was taken before this sales partner answered."),
    ),
    "partner_picked": (
        _lt("Lead picked by a partner"),
        _lt("A sales partner got a lead: he accepted it, or it was handed to him."),
    ),
    "picked_to_won": (
        _lt("Picked lead later won"),
        _lt("A lead that was won while the partner had it, dated when he got it."),
    ),
    "lead_picked": (
        _lt("Lead picked"),
        _lt("A lead went to a sales partner for the first time."),
    ),
    "lead_picked_to_won": (
        _lt("Lead picked, later won"),
        _lt("A lead that a partner won, dated when the first partner got it."),
    ),
    "partner_contacted": (
        _lt("Partner contacted the customer"),
        _lt("The first attempt to reach the customer; hours since the partner got it."),
    ),
    "partner_reached": (
        _lt("Partner reached the customer"),
        _lt("The customer was reached; hours since the partner got the lead."),
    ),
    "partner_feedback": (
        _lt("Partner reported"),
        _lt("The first report on a lead; hours since the partner got it."),
    ),
    "lead_reclaimed": (
        _lt("Lead taken back"),
        _lt("A lead was taken back from a sales partner; hours since he got it."),
    ),
    "partner_due": (
        _lt("Partner's report due"),
        _lt("The time for a report was over, or the lead was closed before."),
    ),
    "partner_reported": (
        _lt("Partner's report due, reported"),
        _lt("A due report that the partner gave, dated when it fell due."),
    ),
    "partner_closed": (
        _lt("Partner's lead closed"),
        _lt("A lead was won or lost while a partner had it; hours since he got it."),
    ),
    "closed_reported": (
        _lt("Partner's lead closed, reported"),
        _lt("A closed lead on which the partner gave a report, dated at its end."),
    ),
    "partner_won": (
        _lt("Partner reported a win"),
        _lt(
            "What the end customer pays the partner, as he told it: no revenue of ours."
        ),
    ),
    "partner_invoiced": (
        _lt("Invoiced to a partner"),
        _lt("Our posted invoices to sales partners; refunds count negative."),
    ),
}
