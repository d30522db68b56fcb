from odoo import Command, api, fields, models


class CrmLeadQualify(models.TransientModel):
    """Tick what is known of a lead; it is qualified once the team's criteria are met."""

    _name = "crm.lead.qualify"
    _description = "Qualify a lead"

    lead_id = fields.Many2one("crm.lead", required=True, ondelete="cascade")
    team_id = fields.Many2one(related="lead_id.team_id")
    criterion_ids = fields.Many2many(
        "crm.qualification.criterion",
        string="Criteria met",
        compute="_compute_criterion_ids",
        store=True,
        readonly=False,
    )
    has_criteria = fields.Boolean(compute="_compute_has_criteria")

    @api.depends("lead_id")
    def _compute_criterion_ids(self):
        for wizard in self:
            wizard.criterion_ids = wizard.lead_id.met_criterion_ids

    @api.depends("lead_id")
    def _compute_has_criteria(self):
        for wizard in self:
            wizard.has_criteria = any(
                wizard.team_id.qualification_criterion_ids.mapped("active")
            )

    def action_qualify(self):
        self.lead_id.action_qualify(self.criterion_ids)
        return {"type": "ir.actions.act_window_close"}

    def action_keep(self):
        """Keep the ticks for next time."""
        self.lead_id.met_criterion_ids = [Command.set(self.criterion_ids.ids)]
        return {"type": "ir.actions.act_window_close"}
