"""The five milestones of the method, for a team by one click."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Distance of stages, so that others fit in between by hand.
STEP = 10


class CrmStage(models.Model):
    _inherit = "crm.stage"

    template_team_id = fields.Many2one(
        "crm.team",
        "Set up for the milestones of",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    template_role = fields.Selection(
        [
            ("created", "Made by the template"),
            ("won", "Was there: the last milestone"),
            ("folded", "Was there: empty, folded"),
        ],
        "What the template did",
        copy=False,
    )


class CrmTeam(models.Model):
    _inherit = "crm.team"

    has_milestones = fields.Boolean(compute="_compute_milestone_state")
    has_milestone_template = fields.Boolean(compute="_compute_milestone_state")

    def _compute_milestone_state(self):
        templates = self.env["crm.stage"].sudo()  # sudo: the setting of a visible team
        done = templates.search([("template_team_id", "in", self.ids)]).template_team_id
        for team in self:
            process = self.env["crm.stage"]._process(team.id)
            team.has_milestones = bool(process.milestones)
            team.has_milestone_template = team in done

    def action_apply_milestone_template(self):
        """Give the team the five milestones between its first stage and its won stage.

        Leads stay in their stages. What their stage lies behind counts as passed, and
        is marked as skipped.
        """
        self.ensure_one()
        self.check_access("write")
        if self._milestones():
            raise UserError(
                self.env._(
                    "%s has milestones already. Change them in the stages of its "
                    "pipeline.",
                    self.name,
                )
            )
        stages = self._template_stages()
        ordinary = stages.filtered(lambda stage: not stage.is_won)
        *first, won = self._template_values()
        made = self._create_template_stages(first)
        last = self._template_won(stages.filtered("is_won"), won)
        begin = ordinary[:1] or self._create_template_stages(
            [{"name": self._target_customers()}]
        )
        self._translate_template(made, last)
        self._order_template(begin, ordinary - begin, made, last)
        self._fold_unused(ordinary - begin)
        # flagged at the end: only now each stage has its place
        (made + last).write({"is_milestone": True, "evidence_required": True})
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def action_undo_milestone_template(self):
        """Take the milestones away: stages that nobody used go, the others stay.

        The journal keeps what was reached.
        """
        self.ensure_one()
        self.check_access("write")
        stages = self.env["crm.stage"].search([("template_team_id", "=", self.id)])
        stages.filtered(lambda stage: stage.template_role == "folded").fold = False
        stages.write({"is_milestone": False, "evidence_required": False})
        made = stages.filtered(lambda stage: stage.template_role == "created")
        # sudo: leads and evidence of everybody keep a stage
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        used = leads.search([("stage_id", "in", made.ids)]).stage_id
        proofs = self.env["crm.lead.milestone"].sudo()  # sudo: as above
        used |= proofs.search([("stage_id", "in", made.ids)]).stage_id
        unused = made.filtered(lambda stage: stage.id not in used.ids)
        (stages - unused).write({"template_team_id": False, "template_role": False})
        unused.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _template_stages(self):
        """The stages that leads of the team pass now."""
        return self.env["crm.stage"].search(
            (Domain("team_ids", "=", False) | Domain("team_ids", "in", self.ids))
            & Domain("fold", "=", False),
            order="sequence, id",
        )

    def _create_template_stages(self, values):
        return self.env["crm.stage"].create(
            [
                {
                    **vals,
                    "team_ids": self.ids,
                    "template_team_id": self.id,
                    "template_role": "created",
                }
                for vals in values
            ]
        )

    def _translate_template(self, made, last):
        """Name the stages in every language of the database."""
        for code, _name in self.env["res.lang"].get_installed():
            texts = self.with_context(lang=code)._template_values()
            for stage, vals in zip(made + last, texts, strict=True):
                if stage.template_role == "won":
                    vals.pop("name")
                stage.with_context(lang=code).write(vals)

    def _template_won(self, won_stages, values):
        """The last milestone: the won stage of the team if it is nobody else's."""
        own = won_stages.filtered(lambda stage: stage.team_ids == self)
        if not own and not self.search([("id", "!=", self.id)], limit=1):
            own = won_stages
        if not own:
            return self._create_template_stages([{**values, "is_won": True}])
        last = own[-1]
        vals = {name: value for name, value in values.items() if name != "name"}
        last.write({**vals, "template_team_id": self.id, "template_role": "won"})
        return last

    def _order_template(self, begin, middle, made, last):
        """Put each stage that was there before the milestone that it leads to.

        The last of them before the fourth milestone, the one before it before the
        third, and so on; all stages of the database get numbers anew.
        """
        stages = (
            self.env["crm.stage"].search(Domain.TRUE, order="sequence, id")
            - made
            - last
        )
        order = list(stages)
        places = list(middle)[-len(made) :]
        offset = len(made) - len(places)
        for stage in places + list(made) + [last]:
            if stage in order:
                order.remove(stage)
        at = order.index(begin) + 1 if begin in order else 0
        others = [stage for stage in middle if stage in order]
        at = max([at, *(order.index(stage) + 1 for stage in others)])
        chain = []
        for rank, milestone in enumerate(made):
            if rank >= offset:
                chain.append(places[rank - offset])
            chain.append(milestone)
        order[at:at] = [*chain, last]
        for place, stage in enumerate(order):
            if stage.sequence != place * STEP:
                stage.sequence = place * STEP

    def _fold_unused(self, stages):
        """Fold what was there and is empty, where no other team may want it."""
        if self.search([("id", "!=", self.id)], limit=1):
            stages = stages.filtered(lambda stage: stage.team_ids == self)
        # sudo: leads of everybody count
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        used = leads.search([("stage_id", "in", stages.ids)]).stage_id
        empty = stages.filtered(lambda stage: stage.id not in used.ids)
        empty.write(
            {"fold": True, "template_team_id": self.id, "template_role": "folded"}
        )
