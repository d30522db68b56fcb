"""Materials that only the partner of one lead gets: its quotation, its configuration."""

from odoo import fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    material_ids = fields.One2many(
        "sales.kpi.material",
        "lead_id",
        string="Materials",
        groups="sales_team.group_sale_salesman,sales_kpi.group_partner_manager",
    )

    def _merge_dependences(self, opportunities):
        """The survivor takes over the materials of the others."""
        result = super()._merge_dependences(opportunities)
        # sudo: they go with the lead, who merges may not edit all of them
        materials = opportunities.sudo().with_context(active_test=False).material_ids
        materials.write({"lead_id": self.id})
        return result
