"""Facts of events that users define over the records of any model."""

from ast import literal_eval
from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .event import Event
from .rate import rate_on
from .source import row

PREFIX = "own:"
#: What an own event finds on its model by the name of the field.
UTM = {
    "source_id": "utm.source",
    "medium_id": "utm.medium",
    "campaign_id": "utm.campaign",
}


@dataclass(frozen=True)
class OwnEvent:
    """An own event as its source needs it; ``fields`` are names on ``model``.

    ``domain`` is a literal that was checked when the event was saved.

    ``fields``: ``date`` and optionally ``start``, ``amount``, ``quantity``,
    ``company_id``, ``team_id``, ``user_id``, ``customer_id``, ``product_id``,
    ``currency`` and those of :data:`UTM`.
    """

    id: int
    name: str
    model: str
    domain: str
    fields: dict[str, str]
    protected: bool

    @property
    def source(self) -> str:
        return f"{PREFIX}{self.id}"

    @property
    def event(self) -> Event:
        measures = {"count"} | (self.fields.keys() & {"amount", "quantity"})
        if "start" in self.fields:
            measures |= {"hours", "work_hours"}
        dimensions = {name for name in self.fields if name.endswith("_id")}
        if "product_id" in dimensions:
            dimensions.add("categ_id")
        return Event(
            self.name,
            frozenset(measures),
            frozenset(dimensions | {"company_id"}),
            protected=self.protected,
        )


class SalesKpiSource(models.AbstractModel):
    _inherit = "sales.kpi.source"

    @api.model
    def _sources(self):
        """The sources of the addon, and one for each own event."""
        own = self.env["sales.kpi.source.own"]
        return super()._sources() | {
            event.source: own.with_context(sales_kpi_own_event=event)
            for event in self.env["sales.kpi.event"]._definitions()
        }


class SalesKpiSourceOwn(models.AbstractModel):
    """One own event; which one is in the context.

    A record gives at most one fact: conditions and fields are columns of its own
    table, so nothing multiplies rows.
    """

    _name = "sales.kpi.source.own"
    _inherit = "sales.kpi.source"
    _description = "KPI facts of an own event"

    @property
    def _kpi_own(self) -> OwnEvent:
        return self.env.context["sales_kpi_own_event"]

    @property
    def _kpi_source(self):
        return self._kpi_own.source

    @property
    def _kpi_events(self):
        return (self._kpi_own.event,)

    @api.model
    def _records(self, conditions=()):
        """The query of the records that count, with their model."""
        # sudo: facts are computed for everyone, rules are for readers
        records = self.env[self._kpi_own.model].sudo().with_context(active_test=False)
        domain = Domain(literal_eval(self._kpi_own.domain)) & Domain(conditions or [])
        domain &= Domain(self._kpi_own.fields["date"], "!=", False)
        return records, records._search(domain, order=None)

    def _refs(self):
        _records, query = self._records()
        return query.select()

    def _rows(self, refs, as_of):
        records, query = self._records([("id", "in", list(refs))])
        own = self._kpi_own
        columns = [
            SQL(
                "%s AS %s",
                records._field_to_sql(query.table, field, query),
                SQL.identifier(name),
            )
            for name, field in own.fields.items()
        ]
        reference = SQL("%s AS ref", SQL.identifier(query.table, "id"))
        is_day = records._fields[own.fields["date"]].type == "date"
        return SQL(
            """
            SELECT %(row)s
              FROM (%(record)s) AS record
         LEFT JOIN crm_team team ON team.id = %(team)s
         LEFT JOIN res_users person ON person.id = %(user)s
         LEFT JOIN res_partner contact ON contact.id = %(customer)s
         LEFT JOIN product_product product ON product.id = %(product)s
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
        CROSS JOIN (SELECT MIN(id) AS id FROM res_company) AS main
              JOIN res_company home
                ON home.id = COALESCE(
                   %(company)s, team.company_id, person.company_id, main.id)
            """,
            record=query.select(reference, *columns),
            team=self._given("team_id"),
            user=self._given("user_id"),
            customer=self._given("customer_id"),
            product=self._given("product_id"),
            company=self._given("company_id"),
            row=row(
                ref=SQL("record.ref"),
                event=SQL("%s", own.name),
                at=SQL("NULL") if is_day else SQL("record.date"),
                day=SQL("record.date") if is_day else SQL("NULL"),
                company_id=SQL("home.id"),
                customer_id=SQL("contact.commercial_partner_id"),
                categ_id=SQL("template.categ_id"),
                amount=self._amount(),
                **self._clock(),
                **{
                    name: self._given(name)
                    for name in ("team_id", "user_id", "product_id", "quantity", *UTM)
                },
            ),
        )

    def _given(self, name):
        if name not in self._kpi_own.fields:
            return SQL("NULL")
        return SQL.identifier("record", name)

    def _clock(self):
        """From the start field to the date, if the event measures time."""
        if "start" not in self._kpi_own.fields:
            return {}
        return {
            "clock_from": SQL("LEAST(record.start, record.date)"),
            "clock_to": SQL("record.date"),
        }

    def _amount(self):
        """The amount in the currency of the company, by the rate of the day."""
        if "currency" not in self._kpi_own.fields:
            return self._given("amount")
        root = SQL("split_part(home.parent_path, '/', 1)::int")
        day = SQL("record.date::date")
        return SQL(
            """CASE WHEN record.currency = home.currency_id OR record.currency IS NULL
                    THEN record.amount
                    ELSE record.amount * %s / %s END""",
            rate_on(SQL("home.currency_id"), root, day),
            rate_on(SQL("record.currency"), root, day),
        )
