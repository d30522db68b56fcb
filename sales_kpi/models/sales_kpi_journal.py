from odoo import fields, models

from .dimension_field import Dimension


class SalesKpiJournal(models.Model):
    """What happened to leads, orders and meetings: append-only, ids and amounts only.

    A row holds the full state of its record right after the happening, so that facts
    are differences of consecutive rows and attribution is that of the moment. Rows
    survive their record. Names, addresses and texts never enter (they would have to
    be erased on request, and a row could no longer be kept).
    """

    _name = "sales.kpi.journal"
    _description = "KPI journal"
    _order = "at, id"
    _log_access = False

    res_model = fields.Char(string="Document type", required=True, readonly=True)
    res_id = fields.Integer(string="Document", required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True)
    origin = fields.Selection(
        [("live", "Recorded live"), ("history", "Rebuilt from history")],
        required=True,
        readonly=True,
    )
    actor_id = Dimension("res.users", string="By", readonly=True)
    lead_id = Dimension("crm.lead", readonly=True)
    order_id = Dimension("sale.order", readonly=True)
    merged_into_id = Dimension("crm.lead", readonly=True)
    company_id = Dimension("res.company", readonly=True)
    team_id = Dimension("crm.team", string="Sales team", readonly=True)
    user_id = Dimension("res.users", string="Salesperson", readonly=True)
    stage_id = Dimension("crm.stage", readonly=True)
    customer_id = fields.Many2one("res.partner", ondelete="set null", readonly=True)
    product_id = fields.Many2one("product.product", ondelete="set null", readonly=True)
    source_id = Dimension("utm.source", readonly=True)
    medium_id = Dimension("utm.medium", readonly=True)
    campaign_id = Dimension("utm.campaign", readonly=True)
    country_id = Dimension("res.country", readonly=True)
    is_opportunity = fields.Boolean(readonly=True)
    is_qualified = fields.Boolean(readonly=True)
    is_inbound = fields.Boolean(readonly=True)
    is_active = fields.Boolean(readonly=True)
    is_open = fields.Boolean(readonly=True)
    outcome = fields.Char(
        help="Leads: pending, won, lost, parked or parked_initial; orders: their state.",
        readonly=True,
    )
    amount = fields.Float(
        help="In the currency of the company of the row.", digits=0, readonly=True
    )
    quantity = fields.Float(digits=0, readonly=True)

    _at_idx = models.Index("(at)")
    _record_idx = models.Index("(res_model, res_id, at, id)")
    _lead_idx = models.Index("(lead_id, res_model) WHERE lead_id IS NOT NULL")
    _order_idx = models.Index("(order_id) WHERE order_id IS NOT NULL")
    _customer_idx = models.Index("(customer_id) WHERE customer_id IS NOT NULL")
    _product_idx = models.Index("(product_id) WHERE product_id IS NOT NULL")
