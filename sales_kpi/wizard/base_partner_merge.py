from odoo import models


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Queue the customers that become one, before and after: a merge uses raw SQL."""
        partners = self.env["res.partner"].browse(partner_ids).exists()
        self.env.flush_all()
        partners._kpi_mark_moved()
        result = super()._merge(partner_ids, dst_partner, extra_checks)
        self.env.flush_all()
        partners.exists()._kpi_mark_moved()
        return result
