from dataclasses import dataclass, field

from ..engine.formula import EventSpec

#: The dimensions of a fact, in the order of its columns.
DIMENSIONS = (
    "company_id",
    "team_id",
    "user_id",
    "customer_id",
    "sales_partner_id",
    "product_id",
    "categ_id",
    "source_id",
    "medium_id",
    "campaign_id",
    "country_id",
    "territory_id",
    "stage_id",
)

#: Dimensions that a fact of a lead takes from the state at its moment.
OF_MOMENT = (
    "company_id",
    "team_id",
    "user_id",
    "stage_id",
    "territory_id",
    "sales_partner_id",
)

#: Stands for a choice of leads wherever dimensions are compared.
LEADS = "lead_segment"

#: What the public half of a protected event keeps (docs/privacy.md).
PUBLIC_DIMENSIONS = frozenset({"company_id", "team_id"})


@dataclass(frozen=True)
class Event:
    """A kind of measurable happening, as its source declares it.

    ``dimensions`` are those that can be filled: grouping by another one is "not
    applicable". A ``protected`` event is stored twice, as ``x`` of a company or a
    large team and as ``x_own`` of a person (decision 33). ``stock`` events are signed
    movements. Events ``for_managers`` are read by KPI managers only.
    """

    name: str
    measures: frozenset[str] = frozenset({"count"})
    dimensions: frozenset[str] = field(default_factory=frozenset)
    cohort_of: str | None = None
    protected: bool = False
    stock: bool = False
    for_managers: bool = False

    @property
    def scopes(self) -> frozenset[str]:
        """What its facts can be limited by: dimensions, and leads where they are one's."""
        of_lead = "stage_id" in self.dimensions
        return self.dimensions | ({LEADS} if of_lead else frozenset())

    @property
    def spec(self) -> EventSpec:
        return EventSpec(
            name=self.name,
            cohort_of=self.cohort_of,
            measures=self.measures,
            stock=self.stock,
        )
