from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CrmLead(models.Model):
    """The gate between marketing and sales: criteria, a person, a time (decision 13).

    What was qualified once, was converted or created as an opportunity, has passed it.
    """

    _inherit = "crm.lead"

    met_criterion_ids = fields.Many2many(
        "crm.qualification.criterion",
        "crm_lead_met_criterion_rel",
        "lead_id",
        "criterion_id",
        "Criteria met",
        copy=False,
        domain="[('team_id', '=', team_id)]",
        context={"active_test": False},
    )
    date_qualified = fields.Datetime("Qualified on", copy=False, tracking=True)
    qualified_by_id = fields.Many2one(
        "res.users", "Qualified by", copy=False, tracking=True, ondelete="set null"
    )
    is_gated = fields.Boolean(
        "To be qualified",
        compute="_compute_is_gated",
        search="_search_is_gated",
        help="The team wants this lead to be qualified before sales goes on.",
    )
    is_unqualified = fields.Boolean(
        "Not qualified",
        compute="_compute_is_gated",
        help="A lead that never passed the gate: not converted, not qualified by anybody.",
    )
    is_disqualified = fields.Boolean(
        "Disqualified",
        compute="_compute_is_disqualified",
        search="_search_is_disqualified",
        help="Closed before it was qualified: it does not count as lost.",
    )

    @api.model
    def _unqualified_domain(self):
        return (
            Domain("type", "=", "lead")
            & Domain("date_qualified", "=", False)
            & (
                Domain("stage_id", "=", False)
                | Domain("stage_id.is_sales_qualified", "=", False)
            )
        )

    def _is_unqualified(self):
        self.ensure_one()
        return (
            self.type == "lead"
            and not self.date_qualified
            and not self.stage_id.is_sales_qualified
        )

    @api.depends("date_qualified", "stage_id", "team_id.qualification_gate", "type")
    def _compute_is_gated(self):
        for lead in self:
            # sudo: the rule of the team holds, whoever may read the team
            gate = lead.team_id.sudo().qualification_gate
            lead.is_unqualified = lead._is_unqualified()
            lead.is_gated = lead.is_unqualified and gate in ("convert", "takeover")

    @api.model
    def _search_is_gated(self, operator, value):
        if operator != "in":
            return NotImplemented
        gated = Domain("team_id.qualification_gate", "in", ["convert", "takeover"])
        gated &= self._unqualified_domain()
        return gated if True in value else ~gated

    @api.depends("date_qualified", "stage_id", "type", "won_status")
    def _compute_is_disqualified(self):
        for lead in self:
            lead.is_disqualified = lead.won_status == "lost" and lead._is_unqualified()

    @api.model
    def _search_is_disqualified(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("won_status", "=", "lost") & self._unqualified_domain()
        return found if True in value else ~found

    @api.constrains("date_qualified", "met_criterion_ids")
    def _check_criteria(self):
        """Also for imports and other programs: no date without the criteria."""
        for lead in self.filtered("date_qualified"):
            missing = lead._missing_criteria()
            if missing:
                raise ValidationError(
                    self.env._(
                        "“%(lead)s” is not qualified yet. Not met: %(criteria)s. Find "
                        "out and tick them, or disqualify the lead with a reason.",
                        lead=lead.display_name,
                        criteria=", ".join(missing.mapped("name")),
                    )
                )

    def _missing_criteria(self):
        """What the team asks for and nobody has ticked."""
        # sudo: the criteria of the team hold, whoever may read the team
        team = self.team_id.sudo()
        if team.qualification_gate == "off":
            return team.qualification_criterion_ids.browse()
        required = team.qualification_criterion_ids.filtered(
            lambda criterion: criterion.active and criterion.is_required
        )
        return required - self.met_criterion_ids

    def write(self, vals):
        if vals.keys() & {"type", "stage_id", "user_id"}:
            self._check_gate(vals)
        return super().write(vals)

    def _check_gate(self, vals):
        """Refuse what the teams of leads want only once these are qualified."""
        if vals.get("date_qualified"):
            return
        stage = self.env["crm.stage"].browse(vals.get("stage_id"))
        passes = (
            vals.get("type") == "opportunity"
            or stage.is_sales_qualified
            or stage.is_won
        )
        takes = vals.get("user_id") == self.env.uid
        if not passes and not takes:
            return
        for lead in self.filtered("is_gated"):
            # sudo: the rule of the team holds, whoever may read the team
            team = lead.team_id.sudo()
            if passes:
                raise UserError(
                    self.env._(
                        "“%(lead)s” is not qualified yet. The team %(team)s wants that "
                        "before sales goes on: open the lead and press “Qualify”.",
                        lead=lead.display_name,
                        team=team.name,
                    )
                )
            if team.qualification_gate == "takeover" and lead.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "“%(lead)s” is not qualified yet, so you cannot take it over: "
                        "the team %(team)s hands leads to sales only once they are "
                        "qualified. Press “Qualify” if you know the answers.",
                        lead=lead.display_name,
                        team=team.name,
                    )
                )

    def action_qualify(self, criteria=None):
        """Open the dialog, or (with criteria, records or ids) qualify the lead now."""
        self.ensure_one().check_access("write")
        if not self._is_unqualified():
            raise UserError(self.env._("“%s” is qualified already.", self.display_name))
        if criteria is None:
            return self._qualification_dialog()
        self.write(
            {
                "met_criterion_ids": [Command.set(getattr(criteria, "ids", criteria))],
                "date_qualified": fields.Datetime.now(),
                "qualified_by_id": self.env.uid,
            }
        )
        return True

    def _qualification_dialog(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Qualify"),
            "res_model": "crm.lead.qualify",
            "view_mode": "form",
            "target": "new",
            "context": {"default_lead_id": self.id, "dialog_size": "medium"},
        }

    def action_unqualify(self):
        """Take a qualification back, as long as the lead is not an opportunity."""
        self.check_access("write")
        if self.filtered(lambda lead: lead.type == "opportunity"):
            raise UserError(
                self.env._("This is an opportunity already: mark it as lost instead.")
            )
        self.write({"date_qualified": False, "qualified_by_id": False})
        return True

    def action_disqualify(self, reason=None):
        """Open the dialog, or (with a lost reason, record or id) close the leads.

        Not lost: win rates do not know leads that were never qualified (decision 10).
        """
        self.check_access("write")
        qualified = self.filtered(lambda lead: not lead._is_unqualified())
        if qualified:
            raise UserError(
                self.env._(
                    "“%s” was qualified: mark it as lost instead.",
                    qualified[0].display_name,
                )
            )
        if reason is not None:
            return self.action_set_lost(lost_reason_id=getattr(reason, "id", reason))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disqualify"),
            "res_model": "crm.lead.lost",
            "views": [(self.env.ref("sales_kpi.crm_lead_disqualify_form").id, "form")],
            "target": "new",
            "context": {"default_lead_ids": self.ids, "dialog_size": "medium"},
        }

    def _merge_get_fields_specific(self):
        """A merged lead is qualified if one of them was, for the same team."""

        def qualified(leads):
            team = leads.team_id[:1]
            return leads.filtered(
                lambda lead: lead.date_qualified and lead.team_id == team
            )[:1]

        return {
            **super()._merge_get_fields_specific(),
            "date_qualified": lambda _name, leads: qualified(leads).date_qualified,
            "qualified_by_id": lambda _name, leads: qualified(leads).qualified_by_id.id,
            "met_criterion_ids": lambda _name, leads: leads.met_criterion_ids,
        }


class CrmLostReason(models.Model):
    _inherit = "crm.lost.reason"

    is_disqualification = fields.Boolean(
        "For disqualifying",
        help="Offered for leads that do not fit, before they are qualified. Such leads "
        "do not count as lost.",
    )
