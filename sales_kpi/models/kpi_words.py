"""What formulas are made of, in the user's words: events, measures, functions."""

from odoo.tools import LazyTranslate

from .kpi_words_partner import PARTNER_EVENTS

_lt = LazyTranslate(__name__)

#: event: (label, what happened)
EVENTS = {
    "lead_created": (_lt("Lead created"), _lt("A lead or opportunity was created.")),
    "lead_cohort": (
        _lt("Lead (net)"),
        _lt("A lead was created that was not merged into another one."),
    ),
    "lead_entered": (
        _lt("Raw lead entered"),
        _lt("A lead was created that still had to be qualified."),
    ),
    "company_created": (
        _lt("New company"),
        _lt("A company was seen for the first time."),
    ),
    "created_to_qualified": (
        _lt("Raw lead later qualified"),
        _lt("A raw lead that became qualified, dated at its creation."),
    ),
    "created_to_contacted": (
        _lt("Lead later contacted"),
        _lt("A lead that was contacted, dated at its creation."),
    ),
    "lead_contacted": (
        _lt("Lead contacted"),
        _lt("The first call, e-mail, meeting or quotation from a person."),
    ),
    "inbound_received": (
        _lt("Inquiry received"),
        _lt("A lead came in by itself: form, e-mail or import with a source."),
    ),
    "received_to_answered": (
        _lt("Inquiry later answered"),
        _lt("An inquiry that was answered, dated at its receipt."),
    ),
    "lead_answered": (
        _lt("Inquiry answered"),
        _lt("The first contact with who had sent an inquiry."),
    ),
    "lead_engaged": (
        _lt("Customer answered"),
        _lt("The customer answered or met us for the first time."),
    ),
    "engaged_won": (
        _lt("Dialogue later won"),
        _lt("A lead that was won, dated at the customer's first answer."),
    ),
    "lead_qualified": (
        _lt("Lead qualified"),
        _lt("A lead became an opportunity that sales accepted."),
    ),
    "qualified_to_won": (
        _lt("Qualified lead later won"),
        _lt("A lead that was won, dated at its qualification."),
    ),
    "lead_disqualified": (
        _lt("Lead disqualified"),
        _lt("A lead was given up before it was ever qualified."),
    ),
    "lead_won": (_lt("Lead won"), _lt("An opportunity was won.")),
    "lead_lost": (_lt("Lead lost"), _lt("A qualified opportunity was lost.")),
    "lead_parked": (
        _lt("Lead parked"),
        _lt("An opportunity was parked: no action of the customer for too long."),
    ),
    "lead_parked_early": (
        _lt("Unqualified lead parked"),
        _lt("A lead that was never qualified was parked."),
    ),
    "lead_parked_initial": (
        _lt("Lead parked at the start"),
        _lt("What the first run on an old database parked."),
    ),
    "contacted_to_won": (
        _lt("Contact later won"),
        _lt("A lead that was won, dated at the first contact."),
    ),
    "meeting_to_won": (
        _lt("First meeting later won"),
        _lt("A lead that was won, dated at the first meeting held."),
    ),
    "meeting_booked": (
        _lt("Meeting booked"),
        _lt("A meeting with a customer was booked, dated at the booking."),
    ),
    "meeting_held": (
        _lt("Meeting held"),
        _lt("A meeting with a customer took place."),
    ),
    "first_meeting": (
        _lt("First meeting booked"),
        _lt("The first meeting of a lead; quantity: touches of sales before it."),
    ),
    "first_meeting_marketing": (
        _lt("First meeting, marketing"),
        _lt("The first meeting of a lead; quantity: touches of marketing before it."),
    ),
    "first_meeting_held": (
        _lt("First meeting held"),
        _lt("The first meeting of a lead took place."),
    ),
    "quote_sent": (
        _lt("Quotation sent"),
        _lt("A quotation was sent, once a revision."),
    ),
    "order_confirmed": (
        _lt("Order confirmed"),
        _lt("An order was confirmed; changes and cancellations at their own date."),
    ),
    "product_sold": (_lt("Product sold"), _lt("A line of a confirmed order.")),
    "product_won": (_lt("Product won"), _lt("A product offered to a lead was bought.")),
    "product_lost": (
        _lt("Product lost"),
        _lt("A product offered to a lead was not bought."),
    ),
    "invoiced": (_lt("Invoiced"), _lt("A posted invoice; refunds count negative.")),
    "paid": (_lt("Payment received"), _lt("The untaxed share of a payment.")),
    "revenue": (
        _lt("Revenue"),
        _lt("Invoices, or orders where the company does not invoice in Odoo."),
    ),
    "new_business": (
        _lt("New business"),
        _lt("Revenue within the first months of a customer."),
    ),
    "customer_won": (_lt("Customer won"), _lt("A company bought for the first time.")),
    "customer_lost": (_lt("Customer lost"), _lt("A customer was silent for too long.")),
    "customer_returned": (
        _lt("Customer returned"),
        _lt("A lost customer bought again."),
    ),
    "customer_active": (
        _lt("Active customers"),
        _lt("A stock: use closing() or opening()."),
    ),
    "pipeline": (
        _lt("Open pipeline"),
        _lt("A stock of open opportunities: use closing() or opening()."),
    ),
    "pipeline_qualified": (
        _lt("Qualified pipeline"),
        _lt("A stock of qualified open opportunities: use closing() or opening()."),
    ),
    "milestone_reached": (
        _lt("Milestone reached"),
        _lt("A lead arrived at a milestone; quantity: with a standard potential."),
    ),
    "milestone_to_next": (
        _lt("Milestone, got to the next one"),
        _lt("Leads that reached the next milestone, with their value at this one."),
    ),
    "milestone_passed_on": (
        _lt("Milestone, value passed on"),
        _lt("Leads that reached the next milestone, with their value there."),
    ),
    "milestone_left": (
        _lt("Milestone left"),
        _lt("A lead left a milestone: for the next one, or by an outcome."),
    ),
    **PARTNER_EVENTS,
    "forecast": (
        _lt("Forecast"),
        _lt("What was forecast for a month at its start, once the month is over."),
    ),
    "forecast_manager": (
        _lt("Judgement of the manager"),
        _lt("What the team leader expected of a month, once it is over."),
    ),
    "forecast_classic": (
        _lt("Classic forecast"),
        _lt("Expected revenue × probability at the expected closing date."),
    ),
    "cost": (
        _lt("Costs"),
        _lt("All costs of selling, spread over the working days of their time."),
    ),
    "cost_salary": (
        _lt("Costs: salary and time"),
        _lt("What the working time of those who sell costs."),
    ),
    "cost_marketing": (_lt("Costs: marketing"), _lt("Advertising, agencies, content.")),
    "cost_meeting_booking": (
        _lt("Costs: meeting booking"),
        _lt("What it costs to get meetings."),
    ),
    "cost_events": (_lt("Costs: events"), _lt("Fairs and other events.")),
    "cost_tools": (_lt("Costs: tools"), _lt("Software and devices for selling.")),
    "cost_other": (_lt("Costs: other"), _lt("Costs of no other category.")),
}

MEASURES = {
    "count": _lt("how many"),
    "quantity": _lt("quantity"),
    "amount": _lt("untaxed amount"),
    "margin": _lt("margin"),
    "hours": _lt("elapsed hours"),
    "work_hours": _lt("elapsed working hours"),
}

FUNCTIONS = {
    "median": _lt("The middle value: half of the cases took less."),
    "p90": _lt("Nine of ten cases took at most this long."),
    "within": _lt("Cases that took at most so many hours."),
    "due": _lt("Cases whose limit has passed or whose goal is reached."),
    "closing": _lt("The stock at the end of the period."),
    "opening": _lt("The stock before the period began."),
    "previous": _lt("The value of the period before."),
    "year_ago": _lt("The value of the same period a year ago."),
    "ytd": _lt("The value from the beginning of the fiscal year."),
    "rolling": _lt("The value of so many months up to the end of the period."),
    "max": _lt("The largest of the values."),
    "min": _lt("The smallest of the values."),
    "abs": _lt("The value without its sign."),
}
