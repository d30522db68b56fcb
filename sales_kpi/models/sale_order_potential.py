from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._replace_potential()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            self._replace_potential()
        return result

    def _replace_potential(self):
        """The first quotation that a customer gets says more than any potential.

        Only in a sales process with milestones: elsewhere nobody works with potentials.
        """
        for order in self.filtered(lambda order: order.state in ("sent", "sale")):
            # sudo: the value of a lead is that of its quotation, whoever sends it
            lead = order.opportunity_id.sudo()
            if (
                lead.potential_amount
                and not lead.expected_revenue
                and lead._milestone_process().milestones
            ):
                lead.expected_revenue = order.amount_untaxed / order.currency_rate
