from odoo import api, models
from odoo.tools import SQL


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._note_customer_actions()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"state", "signed_on", "opportunity_id"}:
            self._note_customer_actions()
        return result

    def _note_customer_actions(self):
        """A signature and an order are actions of the customer."""
        # sudo: a customer who signs in the portal reads no leads
        answered = self.sudo().filtered(
            lambda order: (
                order.opportunity_id and (order.signed_on or order.state == "sale")
            )
        )
        if answered:
            self.env["crm.lead"]._catch_up_customer_actions(
                SQL("= ANY(%s)", answered.opportunity_id.ids)
            )
