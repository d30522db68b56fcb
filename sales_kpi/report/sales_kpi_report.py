from datetime import date, timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import events
from ..sources.event import DIMENSIONS, LEADS
from ..standard_codes import STANDARD_CODES
from .report_formula import ReportFormula


class SalesKpiReport(models.Model):
    """Facts for pivot and graph, with a measure for each KPI that compiles to SQL.

    A measure is the compiled formula over the facts of a cell, so every cell,
    subtotal and total is a quotient of sums. Money is in the currency of the current
    company. Of protected events it holds the personal half: what the caller did, or
    what everyone did where the company shows it. People whose results the caller may
    not see have no name (docs/privacy.md).
    """

    _name = "sales.kpi.report"
    _description = "KPI analysis"
    _inherit = ["sales.kpi.segmented"]
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "event"

    date = fields.Date(readonly=True)
    at = fields.Datetime("Moment", readonly=True)
    event = fields.Selection("_event_selection", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales team", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        readonly=True,
        depends_context=("uid", "allowed_company_ids"),  # not shown to everyone
    )
    customer_id = fields.Many2one("res.partner", readonly=True)
    sales_partner_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", "Product category", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    territory_id = fields.Many2one("crm.territory", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    order_id = fields.Many2one("sale.order", readonly=True)
    count = fields.Integer("Cases", readonly=True)
    quantity = fields.Float(readonly=True)
    amount = fields.Float(readonly=True)
    margin = fields.Float(readonly=True)
    hours = fields.Float(readonly=True)
    work_hours = fields.Float("Working hours", readonly=True)
    reversed = fields.Boolean("Taken back", readonly=True)
    correction = fields.Boolean(readonly=True)
    is_own = fields.Boolean("Personal", readonly=True)

    for _code in STANDARD_CODES:
        vars()[_code] = fields.Float(
            _code,
            compute="_compute_kpi",
            aggregator="avg",
            exportable=False,
        )
    del _code

    @api.depends()
    def _compute_kpi(self):
        """A single fact has no KPI; groups have."""
        for fact in self:
            for code in STANDARD_CODES:
                fact[code] = 0.0

    @property
    def _measure_codes(self):
        """The KPIs that are measures, ``{field: code}``."""
        return {code: code for code in STANDARD_CODES}

    @property
    def _table_query(self):
        """Facts up to today; personal halves are named like their event."""
        rates = self.env["sales.kpi.fact"]._kpi_rates_table()
        rate = SQL("COALESCE(company_rate.rate, 1)") if rates else SQL("1")
        protected = sorted(self.env["sales.kpi"]._protected_events())
        return SQL(
            """
            SELECT fact.id, fact.date, fact.at, %(event)s AS event, %(dimensions)s,
                   CASE WHEN %(own)s THEN fact.user_id ELSE %(person)s END AS user_id,
                   fact.lead_id, fact.order_id, fact.count, fact.quantity,
                   fact.amount * %(rate)s AS amount, fact.margin * %(rate)s AS margin,
                   fact.hours, fact.work_hours, fact.reversed, fact.correction,
                   %(own)s AS is_own
              FROM sales_kpi_fact fact %(rates)s
             WHERE fact.date <= %(today)s AND %(half)s
            """,
            event=SQL(
                "CASE WHEN fact.event = ANY(%s) THEN left(fact.event, -4) "
                "ELSE fact.event END",
                [name + "_own" for name in protected],
            ),
            dimensions=SQL(", ").join(
                SQL.identifier("fact", name) for name in DIMENSIONS if name != "user_id"
            ),
            person=self.env["sales.kpi"]._person_sql("fact"),
            rate=rate,
            rates=rates or SQL(),
            own=SQL("fact.event = ANY(%s)", [name + "_own" for name in protected]),
            today=self.env["sales.kpi"]._today(),
            half=self._half(protected),
        )

    def _half(self, protected):
        """SQL of the events to read: those of the measures, never a public half."""
        names = self.env.context.get("sales_kpi_events")
        if names is None:
            return SQL("fact.event <> ALL(%s)", protected)
        return SQL(
            "fact.event = ANY(%s)",
            [name + "_own" if name in protected else name for name in names],
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Name measures like their KPI, in the language of the user."""
        found = super().fields_get(allfields, attributes)
        measures = {
            code: found[name]
            for name, code in self._measure_codes.items()
            if name in found
        }
        if not measures:
            return found
        kpis = self.env["sales.kpi"].with_context(active_test=False)
        for kpi in kpis.search([("code", "in", list(measures))]):
            description = measures[kpi.code]
            if "string" in description:
                description["string"] = kpi.name
            if "help" in description or attributes is None:
                description["help"] = kpi.meaning or ""
            if attributes is None or "aggregator" in attributes:
                description.update(kpi._measure_words())
        return found

    @api.model
    def _event_selection(self):
        names = self.env["sales.kpi.source"]._events()
        label = self.env["sales.kpi"]._event_label
        return [(name, label(name)) for name in names]

    def action_open_origin(self):
        """Open the lead or document of a fact, with the rights of the user."""
        self.ensure_one()
        fact = self.env["sales.kpi.fact"].browse(self.id)
        return fact.action_open_origin()

    @api.model
    def _read_group(self, domain, groupby=(), aggregates=(), *args, **kwargs):
        reading = self._reading(domain, groupby, aggregates)
        return super(SalesKpiReport, reading)._read_group(
            domain, groupby, aggregates, *args, **kwargs
        )

    @api.model
    def _read_grouping_sets(
        self, domain, grouping_sets, aggregates=(), *args, **kwargs
    ):
        asked = [spec for groupby in grouping_sets for spec in groupby]
        reading = self._reading(domain, dict.fromkeys(asked), aggregates)
        return super(SalesKpiReport, reading)._read_grouping_sets(
            domain, grouping_sets, aggregates, *args, **kwargs
        )

    @api.model
    def _reading(self, domain, groupby, aggregates):
        """This model with what its measures must know about the query."""
        if "sales_kpi_groupby" in self.env.context:
            return self
        asked = self.env["sales.kpi"]._dimensions_of(Domain(domain))
        filtered = {name.partition(".")[0] for name in asked}
        return self.with_context(
            sales_kpi_groupby=tuple(groupby),
            sales_kpi_filtered=tuple(sorted(filtered & {*DIMENSIONS, LEADS})),
            sales_kpi_events=self._events_of_measures(aggregates),
            sales_kpi_until=_last_day(domain),
            sales_kpi_mine=self.env["sales.kpi"]._asks_own(Domain(domain)),
            sales_kpi_first=tuple(self.env["sales.kpi"]._first_days().items()),
        )

    @api.model
    def _events_of_measures(self, aggregates):
        """The events that KPIs are made of, None if a measure counts any fact.

        Beside KPIs the number of facts is that of the facts behind them.
        """
        names = {spec.partition(":")[0] for spec in aggregates} - {"__count"}
        measures = self._measure_codes
        if not names or not names <= measures.keys():
            return None
        try:
            formulas = [
                self.env["sales.kpi"]._tree(measures[name])[0] for name in names
            ]
        except LookupError:  # said more clearly where the formula is compiled
            return None
        return tuple(sorted({name for tree in formulas for name in events(tree)}))

    def _read_group_select(self, aggregate_spec, query):
        name, _, function = aggregate_spec.partition(":")
        code = self._measure_codes.get(name)
        if code and function in ("avg", "sum"):
            return ReportFormula(self, query).sql(code)
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec == "date:week":  # ISO weeks, whatever the language says
            return SQL(
                "date_trunc('week', %s)::date", self._field_to_sql(alias, "date", query)
            )
        return super()._read_group_groupby(alias, groupby_spec, query)


def _last_day(domain):
    """The last day that a domain lets through, if it says one, as ISO text."""
    days = [
        _day(condition)
        for condition in Domain(domain).iter_conditions()
        if condition.field_expr == "date" and condition.operator in ("<", "<=")
    ]
    known = [day for day in days if day]
    return min(known).isoformat() if known else None


def _day(condition):
    try:
        day = fields.Date.to_date(condition.value)
    except (TypeError, ValueError):
        return None
    if not isinstance(day, date):
        return None
    return day - timedelta(days=1) if condition.operator == "<" else day
