from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmQualificationCriterion(models.Model):
    """A question that is answered with yes before a lead counts as qualified."""

    _name = "crm.qualification.criterion"
    _description = "Qualification criterion"
    _order = "sequence, id"

    name = fields.Char("Criterion", required=True, translate=True)
    team_id = fields.Many2one(
        "crm.team", "Sales team", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(
        "Must be met",
        default=True,
        help="Without it nobody can qualify a lead of this team.",
    )
    active = fields.Boolean(
        "In use",
        default=True,
        help="Criteria by which leads were qualified cannot be deleted, but left unused.",
    )

    @api.depends("is_required", "name")
    @api.depends_context("lang", "mark_required")
    def _compute_display_name(self):
        """In the dialog a star marks what must be met."""
        for criterion in self:
            mark = criterion.is_required and self.env.context.get("mark_required")
            criterion.display_name = f"{criterion.name} *" if mark else criterion.name

    @api.ondelete(at_uninstall=False)
    def _unlink_except_met(self):
        """What a lead was qualified by is told as long as the lead exists."""
        # sudo: leads of everybody
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        met = leads.search([("met_criterion_ids", "in", self.ids)]).met_criterion_ids
        if used := met & self:
            raise UserError(
                self.env._(
                    "Leads were qualified by “%s”. Switch off “In use” instead of "
                    "deleting it.",
                    used[0].name,
                )
            )


class CrmTeam(models.Model):
    _inherit = "crm.team"

    qualification_gate = fields.Selection(
        [
            ("off", "No"),
            ("convert", "Before a lead becomes an opportunity"),
            ("takeover", "Before a salesperson takes a lead over"),
        ],
        "Leads must be qualified",
        required=True,
        default="off",
        help="Before a lead becomes an opportunity or reaches a sales-qualified stage, "
        "somebody answers the criteria below. The strictest choice also refuses that "
        "salespeople assign themselves a lead that is not qualified.",
    )
    qualification_criterion_ids = fields.One2many(
        "crm.qualification.criterion",
        "team_id",
        "Qualification criteria",
        copy=True,
        context={"active_test": False},
    )

    def _get_lead_to_assign_domain(self):
        """Odoo's own assignment converts: it waits for leads to be qualified."""
        return [*super()._get_lead_to_assign_domain(), ("is_gated", "=", False)]
