from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL

#: KPIs of a line, read from the analysis with the rights of the user.
KPIS = {
    "intake": "product_intake",
    "units": "product_units",
    "win_rate": "product_win_rate",
    "revenue": "revenue",
    "new_revenue": "revenue_new_business",
}
OUTCOMES = ("product_won", "product_lost")
#: Quotients of a line: in a group they are those of the sums.
QUOTIENTS = {
    "margin_rate": ("margin", "intake"),
    "new_share": ("new_revenue", "revenue"),
    "index": ("intake", "own_average"),
}


class SalesKpiProduct(models.TransientModel):
    """How the products did in a period, beside their own average before."""

    _name = "sales.kpi.product"
    _description = "Performance of products"

    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: self.env["sales.kpi"]._today()
        + relativedelta(day=1, months=-3),
    )
    date_to = fields.Date(
        "To",
        required=True,
        default=lambda self: self.env["sales.kpi"]._today()
        + relativedelta(day=1, days=-1),
    )
    territory_id = fields.Many2one(
        "crm.territory", help="Only what this territory and its parts bring."
    )
    line_ids = fields.One2many("sales.kpi.product.line", "performance_id")

    def action_show(self):
        """List the products with their figures."""
        self.ensure_one()
        self.env["sales.kpi.fact"].check_access("read")
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins. Swap the two dates.")
            )
        self.line_ids = [Command.clear(), *map(Command.create, self._line_values())]
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.sales_kpi_product_line_action"
        )
        return {**action, "domain": [("performance_id", "=", self.id)]}

    def _line_values(self):
        """The figures of each product that was sold, offered or billed."""
        figures = self._read(self.date_from, self.date_to, KPIS.values())
        sold = self._read(
            self.date_from,
            self.date_to,
            [],
            Domain("event", "=", "product_sold"),
            "margin:sum",
        )
        decided = self._read(
            self.date_from,
            self.date_to,
            [],
            Domain("event", "in", OUTCOMES),
            "count:sum",
        )
        averages = self._own_averages()
        marks = self.env["sales.kpi.annotation"]._during(self.date_from, self.date_to)
        for product, values in figures.items():
            yield {
                "product_id": product.id,
                **{name: values[code] or 0 for name, code in KPIS.items()},
                "margin": sold.get(product, {}).get("margin:sum", 0),
                "decided": decided.get(product, {}).get("count:sum", 0),
                "own_average": averages.get(product, 0),
                "annotation_ids": [
                    Command.link(mark.id) for mark in marks if mark._concerns(product)
                ],
            }

    def _own_averages(self):
        """The order intake of each product in a time as long, in the year before."""
        last = self.date_from - timedelta(days=1)
        first = self.date_from - relativedelta(years=1)
        share = ((self.date_to - last).days) / (self.date_from - first).days
        code = KPIS["intake"]
        return {
            product: (values[code] or 0) * share
            for product, values in self._read(first, last, [code]).items()
        }

    def _read(self, first, last, codes, domain=Domain.TRUE, *aggregates):
        """``{product: {code or aggregate: value}}`` of a time."""
        domain &= (
            Domain("date", ">=", first)
            & Domain("date", "<=", last)
            & Domain("product_id", "!=", False)
        )
        if self.territory_id:
            domain &= Domain("territory_id", "child_of", self.territory_id.ids)
        names = [*codes, *aggregates]
        rows = self.env["sales.kpi.report"]._read_group(
            domain, ["product_id"], [*(f"{code}:avg" for code in codes), *aggregates]
        )
        return {
            product: dict(zip(names, values, strict=True)) for product, *values in rows
        }


class SalesKpiProductLine(models.TransientModel):
    """A product in a period; quotients are of its own figures."""

    _name = "sales.kpi.product.line"
    _description = "Performance of a product"
    _order = "intake desc, id"
    _rec_name = "product_id"

    performance_id = fields.Many2one(
        "sales.kpi.product", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    intake = fields.Monetary("Order intake")
    units = fields.Float(digits="Product Unit")
    margin = fields.Monetary()
    margin_rate = fields.Float(
        "Margin %", compute="_compute_rates", store=True, aggregator="avg"
    )
    win_rate = fields.Float("Win rate", aggregator=None)
    decided = fields.Integer(
        "Decided cases", help="Won and lost leads, by which the win rate goes."
    )
    revenue = fields.Monetary()
    new_revenue = fields.Monetary("New business")
    new_share = fields.Float(
        "Share of new customers",
        compute="_compute_rates",
        store=True,
        aggregator="avg",
        help="New business divided by revenue.",
    )
    own_average = fields.Monetary(
        help="Order intake in a time as long, in the year before the period."
    )
    annotation_ids = fields.Many2many(
        "sales.kpi.annotation",
        string="Campaigns and seasons",
        help="What may have moved the sales of the product in the period.",
    )
    index = fields.Float(
        compute="_compute_rates",
        store=True,
        aggregator="avg",
        help="Order intake divided by the product's own average of the year before.",
    )

    @api.depends("intake", "margin", "revenue", "new_revenue", "own_average")
    def _compute_rates(self):
        for line in self:
            for name, (part, whole) in QUOTIENTS.items():
                line[name] = _quotient(line[part], line[whole])

    def _read_group_select(self, aggregate_spec, query):
        """In list groups and the pivot: what has no average before leaves the index."""
        name, _, function = aggregate_spec.partition(":")
        if name not in QUOTIENTS or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (
            self._field_to_sql(self._table, field, query) for field in QUOTIENTS[name]
        )
        return SQL(
            """SUM(%(part)s) FILTER (WHERE %(whole)s > 0)
               / NULLIF(SUM(%(whole)s) FILTER (WHERE %(whole)s > 0), 0)""",
            part=part,
            whole=whole,
        )


def _quotient(part, whole):
    """0 without a positive divisor; the list then shows nothing."""
    return part / whole if whole > 0 else 0
