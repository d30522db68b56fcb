"""For whom or what a target holds, who holds it, and how evaluate finds its figures."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .target_scope import FILTERS, NESTED, SCOPE_FIELDS


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        default=lambda self: self._default_user_id(),
    )
    team_id = fields.Many2one(
        "crm.team",
        "Sales team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="For a salesperson: the team whose leader agrees on the target.",
    )
    customer_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict"
    )
    sales_partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict"
    )
    product_id = fields.Many2one("product.product", ondelete="restrict")
    categ_id = fields.Many2one(
        "product.category", "Product category", ondelete="restrict"
    )
    territory_id = fields.Many2one("crm.territory", ondelete="restrict")
    segment_id = fields.Many2one("sales.kpi.segment", ondelete="restrict")
    owner_id = fields.Many2one(
        "res.users",
        compute="_compute_owner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Who answers for the target.",
    )
    holder_id = fields.Many2one(
        "res.users",
        compute="_compute_holder_id",
        store=True,
        index="btree_not_null",
        help="Who accepts the target: the salesperson, the leader of the team, or the "
        "owner.",
    )

    @api.model
    def _default_user_id(self):
        """Who leads nobody sets targets for himself."""
        nobody = self.env["res.users"]
        return nobody if self.env["sales.kpi"]._leads() else self.env.user

    @api.onchange("scope")
    def _onchange_scope(self):
        """Empty what is for another scope, except where it limits this one."""
        kept = set(SCOPE_FIELDS.get(self.scope) or ())
        if self.scope not in ("company", "team"):
            kept |= {"user_id", "team_id"}
        for name in set(FILTERS) - kept:
            self[name] = False

    @api.depends("user_id")
    def _compute_team_id(self):
        for target in self:
            team = target.user_id.sale_team_id
            is_near = team.company_id in (target.company_id, team.company_id.browse())
            if target.user_id:
                target.team_id = team if is_near else False
            else:
                target.team_id = target.team_id

    @api.depends("scope", "user_id", "team_id", "customer_id")
    def _compute_owner_id(self):
        for target in self:
            target.owner_id = (
                target.user_id
                or (target.scope == "team" and target.team_id.user_id)
                or (target.scope == "customer" and target.customer_id.user_id)
                or target.owner_id
                or self.env.user
            )

    @api.depends("scope", "user_id", "team_id.user_id", "owner_id")
    def _compute_holder_id(self):
        for target in self:
            leader = target.team_id.user_id if target.scope == "team" else False
            target.holder_id = target.user_id or leader or target.owner_id

    @api.constrains("scope", *FILTERS)
    def _check_scope(self):
        for target in self:
            names = SCOPE_FIELDS[target.scope]
            if names and not any(target[name] for name in names):
                raise ValidationError(
                    self.env._(
                        "Say for which %s the target holds.",
                        target._scope_label().lower(),
                    )
                )
            if target.scope in ("company", "team"):
                target._check_no_filter()

    def _check_no_filter(self):
        """What is for a company or team is for all of it; so everybody in it sees it."""
        given = [
            self._fields[name]._description_string(self.env)
            for name in FILTERS
            if self[name] and name not in SCOPE_FIELDS[self.scope]
        ]
        if given:
            raise ValidationError(
                self.env._(
                    "A target for a company or a team is for all of it. Empty “%s”, or "
                    "choose what else the target is for.",
                    ", ".join(given),
                )
            )

    @api.constrains("user_id", "team_id")
    def _check_team_of_person(self):
        """Leaders agree on targets with their own people only."""
        for target in self.filtered(lambda target: target.user_id and target.team_id):
            team = target.team_id.sudo()  # sudo: who works there is no secret
            if target.user_id not in team.crm_team_member_ids.user_id | team.user_id:
                raise ValidationError(
                    self.env._(
                        "%(person)s does not work in the team “%(team)s”. Choose a team "
                        "of %(person)s, or none.",
                        person=target.user_id.name,
                        team=team.name,
                    )
                )

    def _scope_label(self):
        return dict(self._fields["scope"]._description_selection(self.env))[self.scope]

    def _scope_name(self):
        """The name of whom or what the target is for."""
        names = SCOPE_FIELDS.get(self.scope) or ()
        found = [self[name].display_name for name in names if self[name]]
        if self.scope == "company":
            found = [self.company_id.name]
        elif self.scope != "user" and self.user_id:
            found.append(self.user_id.name)
        return ", ".join(filter(None, found))

    def _scope_filter(self):
        """How evaluate finds the figures: ``(groupby, group, domain)``.

        The figures of the target are those of ``group`` when facts of ``domain`` are
        grouped by ``groupby``; targets that differ in ``group`` alone can be evaluated
        together. Without ``groupby`` all facts of the domain are the target's. To be
        asked with the company of the target as the present one.
        """
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        names = [name for name in FILTERS if self[name] and not self._is_home(name)]
        grouped = next((name for name in names if self._is_groupable(name)), None)
        for name in names:
            if name != grouped:
                operator = "child_of" if name in NESTED else "="
                domain &= Domain(name, operator, self[name].id)
        return grouped, grouped and self[grouped].id, domain

    def _scope_domain(self):
        """All facts of the target, as one domain."""
        groupby, group, domain = self._scope_filter()
        return domain & Domain(groupby, "=", group) if groupby else domain

    def _is_home(self, name):
        """Whether a team says where a person belongs, and leaves out no figures."""
        return name == "team_id" and bool(self.user_id)

    def _is_groupable(self, name):
        return name not in NESTED and name != "segment_id"
