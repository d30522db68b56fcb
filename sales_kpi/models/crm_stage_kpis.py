"""Companies that begin with milestones work with their inflow (decision 35)."""

from odoo import api, models
from odoo.fields import Domain

CODES = ("milestone_inflow",)


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        stages.filtered("is_milestone")._use_milestone_kpis()
        return stages

    def write(self, vals):
        before = self.filtered(lambda stage: not stage.is_milestone)
        result = super().write(vals)
        before.filtered("is_milestone")._use_milestone_kpis()
        return result

    def _use_milestone_kpis(self):
        """Put them in use with the first milestones; taken out they stay out."""
        if not self:
            return
        others = Domain("is_milestone", "=", True) & Domain("id", "not in", self.ids)
        # sudo: whether a company had milestones before, whoever gives it the first
        had = self.sudo().search(others)._companies()
        self.env["sales.kpi"]._begin_to_use(CODES, self._companies() - had)

    def _companies(self):
        """Whose pipelines these stages are in; common stages: of the present company."""
        common = self.filtered(lambda stage: not stage.team_ids)
        companies = self.team_ids.company_id
        return companies | self.env.company if common else companies
