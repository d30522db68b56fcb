from odoo import models
from odoo.tools import SQL


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Queue the customers that become one, before and after: a merge uses raw SQL.

        Facts name sales partners without a foreign key, so those of closed time, which
        nothing writes anew, are moved here.
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        sellers = partners.filtered("is_sales_partner")
        self.env.flush_all()
        partners._kpi_mark_moved()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env.flush_all()
        kept = partners.exists()
        kept._kpi_mark_moved()
        if gone := sellers - kept:
            self.env.cr.execute(
                SQL(
                    """UPDATE sales_kpi_fact SET sales_partner_id = %s
                        WHERE sales_partner_id = ANY(%s)""",
                    kept.id,
                    gone.ids,
                )
            )
            self.env["sales.kpi.fact"].invalidate_model(["sales_partner_id"])
        return result
