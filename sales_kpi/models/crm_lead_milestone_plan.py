"""The activities that lead from one milestone to the next."""

from odoo import api, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def action_start_milestone_plan(self):
        """Schedule the activities of the milestone that the lead has come to."""
        self.check_access("write")
        plans = {lead: lead._milestone_plan() for lead in self}
        if not any(plans.values()):
            raise UserError(
                self.env._(
                    "No activity plan belongs to this milestone. Choose one in the "
                    "settings of the stage."
                )
            )
        self._schedule_plans(plans)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _milestone_plan(self):
        """The activity plan of the last milestone up to the present stage."""
        process = self._milestone_process()
        due = process.due(self.stage_id.id)
        # sudo: a salesperson follows the plan, whoever may read it
        return self.env["crm.stage"].sudo().browse(due and due.id).activity_plan_id

    @api.model
    def _start_plans(self, moves):
        """Start what begins by itself; an import brings the past and starts nothing."""
        if self.env.context.get("import_file"):
            return
        # sudo: a salesperson follows the plan, whoever may read it
        stages = self.env["crm.stage"].sudo()
        plans = {}
        for lead, (process, stage_id) in moves.items():
            stage = stages.browse(process.due(stage_id).id)
            if stage.activity_plan_auto:
                plans[lead] = stage.activity_plan_id
        self._schedule_plans(plans)

    @api.model
    def _schedule_plans(self, plans):
        """Schedule plans by Odoo's own wizard; what is of nobody is of the salesperson.

        :param plans: ``{lead: plan}``
        """
        batches = {}
        for lead, plan in plans.items():
            if plan.template_ids:
                owner = lead.user_id or self.env.user
                key = (plan, owner, lead.company_id)
                batches[key] = batches.get(key, self.browse()) | lead
        for (plan, owner, _company), leads in batches.items():
            self.env["mail.activity.schedule"].create(
                {
                    "res_model": self._name,
                    "res_ids": str(leads.ids),
                    "plan_id": plan.id,
                    "plan_on_demand_user_id": owner.id,
                }
            ).action_schedule_plan()
