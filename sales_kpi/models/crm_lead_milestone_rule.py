"""Milestones are reached by customers: the rule, wherever a stage changes."""

from odoo import api, fields, models

from .milestone_evidence import Evidence, MilestoneEvidenceNeeded

#: Writing one of these moves a lead to another stage, itself or by recomputation.
MOVING_FIELDS = frozenset({"stage_id", "team_id", "type", "user_id"})


class CrmLead(models.Model):
    _inherit = "crm.lead"

    milestone_ids = fields.One2many(
        "crm.lead.milestone", "lead_id", string="Milestones reached"
    )
    # for imports and other programs: they give the proof along with the stage
    milestone_evidence = fields.Text(
        "Evidence of the milestone",
        store=False,
        help="What the customer did, said or wrote. Needed in an import where the stage "
        "is a milestone with mandatory evidence.",
    )
    milestone_evidence_type_id = fields.Many2one(
        "crm.evidence.type", "Type of the evidence", store=False
    )
    milestone_date = fields.Datetime("Milestone reached on", store=False)

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if self.env["crm.stage"]._stage_values():
            given = [leads._given_evidence(vals) for vals in vals_list]
            leads._follow_stages(
                {}, dict(zip(leads.ids, given, strict=True)), is_new=True
            )
        return leads

    def write(self, vals):
        if not (MOVING_FIELDS & vals.keys() and self.env["crm.stage"]._stage_values()):
            return super().write(vals)
        before = {lead.id: lead.stage_id.id for lead in self}
        given = dict.fromkeys(self.ids, self._given_evidence(vals))
        result = super().write(vals)
        self._follow_stages(before, given, is_chosen="stage_id" in vals)
        return result

    def _follow_stages(self, before, given, is_chosen=True, is_new=False):
        """Note the milestones of leads that moved on; refuse those without proof.

        :param before: ``{lead id: id of the stage it comes from}``
        :param given: ``{lead id: evidence}``
        :param is_chosen: somebody chose the stage; else it follows from the team, and
            a milestone that wants proof is just not reached
        """
        Stage = self.env["crm.stage"]
        moves = {}
        for lead in self:
            stage_id = lead.stage_id.id
            if before.get(lead.id) != stage_id:
                process = Stage._process_of(lead.team_id.id, stage_id)
                if process.due(stage_id):
                    moves[lead] = (process, stage_id)
        if not moves:
            return
        reached = self._reached_milestones(moves)
        ahead = {
            lead: (process, stage_id)
            for lead, (process, stage_id) in moves.items()
            if not process.is_behind(stage_id, reached[lead.id])
        }
        self._reach(ahead, given, reached, is_chosen, is_new)

    @api.model
    def _reached_milestones(self, leads):
        return self.env["sales.kpi.journal"]._reached_milestones(
            [lead.id for lead in leads]
        )

    def _reach(self, moves, given, reached, is_chosen=True, is_new=False):
        """Write the milestones that moves reach, those skipped on the way implied.

        :param moves: ``{lead: (process, stage id)}``
        :param reached: ``{lead id: {stage id: at}}`` so far
        """
        proofs = self._proofs(moves, given)
        unproven = self._unproven(moves, proofs)
        refused = [
            lead
            for lead in unproven
            if is_chosen and not moves[lead][0].is_landing(moves[lead][1])
        ]
        if refused:
            self._refuse(refused, *moves[refused[0]], is_new)
        for lead in unproven:
            del moves[lead]
        for lead, (process, stage_id) in moves.items():
            if lead in proofs:
                lead._check_evidence(proofs[lead], process, stage_id, reached[lead.id])
        if moves:
            self._note_milestones(moves, proofs, reached)

    @api.model
    def _proofs(self, moves, given):
        """``{lead: evidence}``: what is given; of a won lead, its confirmed order.

        Evidence that says when, but proves nothing, is false.
        """
        proofs = {
            lead: given[lead.id]
            for lead in moves
            if given.get(lead.id) or (lead.id in given and given[lead.id].at)
        }
        won = self.browse(
            lead.id for lead in moves if not proofs.get(lead) and lead.stage_id.is_won
        )
        if won:
            # sudo: an order proves the win, whoever may read it
            orders = won.env["sale.order"].sudo()
            for order in orders.search(
                [("opportunity_id", "in", won.ids), ("state", "=", "sale")],
                order="date_order desc, id desc",
            ):
                lead = order.opportunity_id.with_env(self.env)
                at = proofs[lead].at if lead in proofs else None
                proofs[lead] = Evidence(code="order", links={"order_id": order}, at=at)
        return proofs

    @api.model
    def _unproven(self, moves, proofs):
        return [
            lead
            for lead, (process, stage_id) in moves.items()
            if process.due(stage_id).evidence_required and not proofs.get(lead)
        ]

    @api.model
    def _refuse(self, leads, process, stage_id, is_new):
        """Tell what the customer must have done, and how to enter it.

        :raise MilestoneEvidenceNeeded: always
        """
        # sudo: the names of stages are no secret
        stage = self.env["crm.stage"].sudo().browse(process.due(stage_id).id)
        parts = [
            self.env._(
                "%(leads)s: the milestone “%(stage)s” is reached when the customer has "
                "done something, and that needs evidence.",
                leads=", ".join(lead.name or "" for lead in leads[:5]),
                stage=stage.name,
            )
        ]
        if stage.customer_action:
            parts.append(
                self.env._("What the customer must do: %s", stage.customer_action)
            )
        if is_new:
            parts.append(
                self.env._(
                    "Create the lead in an earlier stage and press “Milestone reached” "
                    "then. In an import fill in “Evidence of the milestone” and “Type "
                    "of the evidence”."
                )
            )
        else:
            parts.append(
                self.env._(
                    "Open the lead, press “Milestone reached” and choose the message, "
                    "meeting, document, quotation or order that shows it."
                )
            )
        raise MilestoneEvidenceNeeded(
            "\n\n".join(parts),
            [] if is_new else [lead.id for lead in leads],
            stage.id,
        )
