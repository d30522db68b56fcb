"""The stages as plain values, so that leads without a process cost nothing."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..engine.process import Process, Stage

#: Writing one of these changes a process.
PROCESS_FIELDS = frozenset(
    {"evidence_required", "fold", "is_milestone", "is_won", "sequence", "team_ids"}
)


class CrmStage(models.Model):
    _inherit = "crm.stage"

    @api.model
    @ormcache()
    def _stage_values(self):
        """All stages in their order, none if no stage is a milestone."""
        # sudo: the rules of a process hold for everybody
        stages = self.sudo().search(Domain.TRUE, order="sequence, id")
        if not any(stages.mapped("is_milestone")):
            return ()
        return tuple(
            Stage(
                stage.id,
                stage.is_milestone,
                stage.evidence_required,
                stage.is_won,
                stage.fold,
                frozenset(stage.team_ids.ids),
            )
            for stage in stages
        )

    @api.model
    @ormcache("team_id")
    def _process(self, team_id):
        """The process of a team's leads; False: of leads without a team."""
        return Process(self._stage_values(), team_id)

    @api.model
    def _process_of(self, team_id, stage_id):
        """The process that a lead is in: its team's, else that of its stage."""
        process = self._process(team_id)
        if stage_id and stage_id not in process:
            # none are known while no stage is a milestone
            for stage in self._stage_values():
                if stage.id == stage_id:
                    return self._process(min(stage.team_ids))
        return process

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self.env.registry.clear_cache()
        stages.filtered("is_milestone")._know_past()
        return stages

    def write(self, vals):
        was_milestone = self.filtered("is_milestone")
        result = super().write(vals)
        if PROCESS_FIELDS & vals.keys():
            self.flush_recordset()
            self.env.registry.clear_cache()
        if vals.get("is_milestone"):
            (self - was_milestone)._know_past()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reached(self):
        """Evidence of customers does not vanish with the name of a stage."""
        # sudo: also that of leads which the user does not see
        milestones = self.env["crm.lead.milestone"].sudo()
        if found := milestones.search([("stage_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Leads have reached the milestone “%s”, and their evidence belongs "
                    "to it. Untick “Milestone” and fold the stage instead.",
                    found.stage_id.name,
                )
            )

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _know_past(self):
        """Write which leads passed these stages before they were milestones."""
        if self:
            self.env.flush_all()
            Journal = self.env["sales.kpi.journal"]
            passed = Journal._record_passed_milestones(self.ids)
            self.env["crm.lead"]._kpi_mark(passed)
