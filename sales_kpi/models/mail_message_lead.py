from odoo import models


class MailMessage(models.Model):
    """Who answers an offer is the author of a line on the lead, and may read that line.

    The name of the lead is not his to read.
    """

    _inherit = "mail.message"

    def _compute_record_name(self):
        result = super()._compute_record_name()
        if not self.env.su and not self.env.user._is_internal():
            for message in self.filtered(lambda message: message.model == "crm.lead"):
                lead = self.env["crm.lead"].browse(message.res_id)
                if not lead.has_access("read"):
                    message.record_name = False
        return result
