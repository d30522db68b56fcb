from odoo import api, fields, models


class SalesKpiLog(models.Model):
    """Who decided what about the KPIs of a company, and why; nobody edits it."""

    _name = "sales.kpi.log"
    _description = "KPI decision"
    _order = "id desc"
    _rec_name = "action"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", string="By", readonly=True)
    date = fields.Datetime(string="When", required=True, readonly=True)
    action = fields.Selection(
        [
            ("closed", "Period closed"),
            ("reopened", "Period reopened"),
            ("persons_shown", "Activity per person shown"),
            ("persons_hidden", "Activity per person hidden"),
            ("results_shown", "Results per person shown"),
            ("results_hidden", "Results per person hidden"),
        ],
        required=True,
        readonly=True,
    )
    date_until = fields.Date("Closed until", readonly=True)
    reason = fields.Char("Reason or agreement", readonly=True)

    @api.model
    def _note(self, reasons, action, date_until=False):
        """Log a decision of the current user.

        :param reasons: ``{company: reason}``
        """
        # sudo: the log is written by what it logs, never by hand
        self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "user_id": self.env.uid,
                    "date": self.env.cr.now(),
                    "action": action,
                    "date_until": date_until,
                    "reason": reason,
                }
                for company, reason in reasons.items()
            ]
        )
