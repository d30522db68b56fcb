from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class SalesKpiTargetRevision(models.Model):
    """What a target was before it was revised, who revised it and why.

    Who may read the target may read it.
    """

    _name = "sales.kpi.target.revision"
    _description = "Revision of a sales target"
    _order = "date desc, id desc"
    _rec_name = "reason"

    target_id = fields.Many2one(
        "sales.kpi.target",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    date = fields.Datetime("Revised on", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Revised by", readonly=True)
    reason = fields.Char(required=True, readonly=True)
    target_value = fields.Float("Target before", readonly=True, aggregator=None)
    growth = fields.Float("Change before", readonly=True, aggregator=None)
    baseline_value = fields.Float(
        "Earlier value before", readonly=True, aggregator=None
    )
    band_min = fields.Float("Lower limit before", readonly=True, aggregator=None)
    band_max = fields.Float("Upper limit before", readonly=True, aggregator=None)
    date_from = fields.Date("From before", readonly=True)
    date_to = fields.Date("Until before", readonly=True)
    new_value = fields.Float("Target after", readonly=True, aggregator=None)

    def _search(self, domain, *args, bypass_access=False, **options):
        """Only of targets that the user may read."""
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & Domain("target_id", "any", Domain.TRUE)
        return super()._search(domain, *args, bypass_access=bypass_access, **options)

    def _check_access(self, operation):
        found = super()._check_access(operation)
        if found or self.env.su or not any(self._ids):
            return found
        # sudo: which targets these are; whether they are open is asked as the user
        targets = self.sudo().target_id.sudo(False)
        readable = targets._filtered_access("read")
        # sudo: see above
        forbidden = self.filtered(lambda row: row.sudo().target_id not in readable)
        if not forbidden:
            return None
        return forbidden, lambda: AccessError(
            self.env._("You may not see the target of this revision.")
        )
