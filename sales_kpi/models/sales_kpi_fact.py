from odoo import api, fields, models

from .dimension_field import Dimension


class SalesKpiFact(models.Model):
    """One measurable happening: an event at a date, with dimensions and measures.

    Facts are derived: the sources can compute each of them again at any time. Only
    those of a locked period are kept; what would differ there is written as a
    correction on the first open day.
    """

    _name = "sales.kpi.fact"
    _description = "KPI fact"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "event"

    event = fields.Char(required=True, readonly=True)
    date = fields.Date(required=True, readonly=True)
    at = fields.Datetime(string="Moment", required=True, readonly=True)
    source = fields.Char(string="Fact source", required=True, readonly=True)
    source_ref = fields.Integer(
        required=True,
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Record of origin; hidden, for it would tell whose a protected fact is.",
    )
    company_id = Dimension("res.company", required=True, readonly=True)
    team_id = Dimension("crm.team", string="Sales team", readonly=True)
    user_id = Dimension("res.users", string="Salesperson", readonly=True)
    customer_id = fields.Many2one("res.partner", ondelete="set null", readonly=True)
    sales_partner_id = Dimension("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", ondelete="set null", readonly=True)
    categ_id = Dimension("product.category", string="Product category", readonly=True)
    source_id = Dimension("utm.source", readonly=True)
    medium_id = Dimension("utm.medium", readonly=True)
    campaign_id = Dimension("utm.campaign", readonly=True)
    country_id = Dimension("res.country", readonly=True)
    territory_id = Dimension("crm.territory", readonly=True)
    stage_id = Dimension("crm.stage", readonly=True)
    lead_id = Dimension("crm.lead", readonly=True)
    order_id = Dimension("sale.order", readonly=True)
    count = fields.Integer(readonly=True)
    quantity = fields.Float(digits=0, readonly=True)
    amount = fields.Float(
        digits=0, readonly=True, help="Untaxed, in the currency of the company."
    )
    margin = fields.Float(digits=0, readonly=True)
    hours = fields.Float(readonly=True, help="Calendar hours.")
    work_hours = fields.Float(
        readonly=True, help="Working hours by the calendar of the company."
    )
    reversed = fields.Boolean(
        readonly=True,
        help="Both facts of an outcome that was taken back; medians leave them out.",
    )
    locked = fields.Boolean(
        compute="_compute_locked", help="Lies in closed time and stands still."
    )
    correction = fields.Boolean(
        readonly=True, help="A change in a locked period, on its first open day."
    )

    _record_idx = models.Index("(source, source_ref)")
    _event_date_idx = models.Index("(event, date, company_id)")
    _lead_idx = models.Index("(lead_id) WHERE lead_id IS NOT NULL")
    _order_idx = models.Index("(order_id) WHERE order_id IS NOT NULL")
    _customer_idx = models.Index("(customer_id) WHERE customer_id IS NOT NULL")
    _product_idx = models.Index("(product_id) WHERE product_id IS NOT NULL")
    _team_own_idx = models.Index(
        "(company_id, team_id, user_id) WHERE right(event::text, 4) = '_own'::text"
    )
    # a stock is the sum of all its movements: read from the index, not from the rows
    _stock_idx = models.Index(
        "(event, date) INCLUDE (company_id, team_id, user_id, count, amount) "
        "WHERE event IN ('pipeline', 'pipeline_qualified', 'customer_active')"
    )

    @api.depends("date", "company_id.kpi_locked_until")
    def _compute_locked(self):
        for fact in self:
            # sudo: a setting, not a record
            until = fact.company_id.sudo().kpi_locked_until
            fact.locked = bool(until) and fact.date <= until
