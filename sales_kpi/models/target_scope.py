"""The scopes of targets, the fields that fill them, and the states of targets."""

SCOPES = [
    ("user", "Salesperson"),
    ("team", "Sales team"),
    ("company", "Company"),
    ("customer", "Customer"),
    ("sales_partner", "Sales partner"),
    ("product", "Product or category"),
    ("territory", "Territory"),
    ("segment", "Segment"),
]

#: The fields that say what a target is for, by scope; one of them must be given.
SCOPE_FIELDS = {
    "company": (),
    "team": ("team_id",),
    "user": ("user_id",),
    "customer": ("customer_id",),
    "sales_partner": ("sales_partner_id",),
    "product": ("product_id", "categ_id"),
    "territory": ("territory_id",),
    "segment": ("segment_id",),
}
FILTERS = tuple(name for names in SCOPE_FIELDS.values() for name in names)
#: Dimensions with parts: their figures include those of the parts.
NESTED = frozenset({"categ_id", "territory_id"})

STATES = [
    ("draft", "Draft"),
    ("proposed", "Proposed"),
    ("accepted", "Accepted"),
    ("active", "Active"),
    ("reached", "Reached"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]
#: States of a target that is worked on, and of one that has ended.
OPEN = ("proposed", "accepted", "active")
CLOSED = ("reached", "missed", "cancelled")
