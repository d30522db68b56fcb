"""Whether the parts of a target add up to it, and who has none yet (S0-08, D55)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_is_zero

from ..engine.errors import KpiError
from .kpi_format import KpiFormat
from .target_reader import Question
from .target_scope import CLOSED


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    # groups: with the own part, a colleague could tell that of the other one
    parts_total = fields.Float(
        "Sum of the parts",
        compute="_compute_parts_gap",
        store=True,
        aggregator=None,
        groups="sales_kpi.group_manager",
        help="Of the parts with the same KPI, without cancelled ones.",
    )
    parts_gap = fields.Float(
        "Parts less target",
        compute="_compute_parts_gap",
        store=True,
        aggregator=None,
        groups="sales_kpi.group_manager",
        help="Above 0: the parts make more than the target.",
    )
    is_mismatch = fields.Boolean(
        "Parts do not add up",
        compute="_compute_parts_gap",
        store=True,
        help="The parts make more or less than the target. Only for KPIs that add up.",
    )
    has_missing_parts = fields.Boolean(
        "Parts not set",
        compute="_compute_missing_parts",
        search="_search_has_missing_parts",
        help="Some members of the team, or teams of the company, have no part yet. "
        "Only once the target has parts.",
    )
    parts_text = fields.Char("Hints on the parts", compute="_compute_missing_parts")

    @api.depends(
        "kpi_id",
        "target_type",
        "target_value",
        "child_ids.kpi_id",
        "child_ids.state",
        "child_ids.target_value",
    )
    def _compute_parts_gap(self):
        for target in self:
            parts = target._parts()
            total = sum(parts.mapped("target_value")) if parts else 0.0
            is_compared = parts and target._is_divisible() and target.target_value
            gap = total - target.target_value if is_compared else 0.0
            target.parts_total = total
            target.parts_gap = target._rounded(gap)
            target.is_mismatch = not float_is_zero(gap, precision_digits=2)

    @api.depends(
        "child_ids.user_id",
        "child_ids.team_id",
        "is_mismatch",
        "scope",
        "state",
        "team_id.crm_team_member_ids.user_id",
    )
    @api.depends_context("uid", "lang")
    def _compute_missing_parts(self):
        for target in self:
            missing = target._missing_holders() if target._may_see_parts() else []
            target.has_missing_parts = bool(missing)
            target.parts_text = " ".join(target._parts_words(missing)) or False

    @api.model
    def _search_has_missing_parts(self, operator, value):
        if operator != "in":
            return NotImplemented
        parents = self.search(
            Domain("child_ids", "!=", False)
            & Domain("scope", "in", ("company", "team"))
            & Domain("state", "not in", CLOSED)
        )
        return [("id", "in", parents.filtered("has_missing_parts").ids)]

    def action_split(self):
        """Divide the target among teams and people.

        :raise UserError: where there is nothing to divide, or nobody to divide it among
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft", "proposed", "accepted", "active")
        self._check_split()
        split = self.env["sales.kpi.target.split"].create({"target_id": self.id})
        split.flush_recordset()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split the target"),
            "res_model": split._name,
            "res_id": split.id,
            "view_mode": "form",
            "target": "new",
        }

    def _check_split(self):
        """:raise UserError: see :meth:`action_split`"""
        if self.scope not in ("company", "team"):
            raise UserError(
                self.env._("Only targets of a company or a team are divided.")
            )
        if not (self._teams() if self.scope == "company" else self._people()):
            raise UserError(
                self.env._(
                    "There is nobody to divide it among: add people to the team."
                )
            )
        if self._adds_up() and self.target_type == "band":
            raise UserError(
                self.env._("Limits cannot be divided. Set a target for each instead.")
            )
        if self._is_divisible() and not self.target_value:
            raise UserError(
                self.env._(
                    "The value is not known yet: propose the target first, so that its "
                    "earlier value is read."
                )
            )

    def _parts(self):
        """The parts that count: of the same KPI and not given up."""
        return self.child_ids.filtered(
            lambda part: part.kpi_id == self.kpi_id and part.state != "cancelled"
        )

    def _is_divisible(self):
        """Whether the target is a sum, of which each part bears its share."""
        return self.target_type != "band" and self._adds_up()

    def _adds_up(self):
        """Whether the KPI of a whole is the sum of those of its parts."""
        return self.env["sales.kpi"]._shape_of(self.kpi_id) in ("sum", "stock")

    def _may_see_parts(self):
        """Whether the user may know the parts of others, as record rules have it."""
        user = self.env.user
        if self.env.su or user.has_group("sales_kpi.group_manager"):
            return True
        if self.scope == "company":
            return user.has_group("sales_kpi.group_marketing")
        return user == self._leader()

    def _missing_holders(self):
        """The teams, or people, without a part of a target that has parts."""
        parts = self.sudo()._parts()  # sudo: who has a part, see _may_see_parts
        is_of_many = self.scope in ("company", "team")
        if not parts or not is_of_many or self.state in CLOSED:
            return self.env["res.users"]
        if self.scope == "team" or not parts.filtered(
            lambda part: part.scope == "team"
        ):
            return self._people() - parts.user_id
        return self._teams() - parts.team_id

    def _teams(self):
        """The teams of the company in which somebody of it works."""
        # sudo: who works where is no secret to who sets targets
        teams = self.env["crm.team"].sudo()
        company = self.company_id
        found = teams.search(Domain("company_id", "in", [False, company.id]))
        return found.filtered(
            lambda team: company in team.crm_team_member_ids.user_id.company_ids
        )

    def _people(self):
        """Who works for a team, or in the teams of the company."""
        company = self.company_id
        # sudo: see above
        teams = self.team_id.sudo() if self.scope == "team" else self._teams()
        return teams.crm_team_member_ids.user_id.filtered(
            lambda user: company in user.company_ids
        )

    def _parts_words(self, missing):
        """What is wrong with the parts; figures only for who may see them all."""
        if self.is_mismatch and not self._may_see_parts():
            yield self.env._("The parts do not add up to the target.")
        elif self.is_mismatch:
            target = self.sudo()  # sudo: see _may_see_parts
            words = KpiFormat(self.env, target.currency_id)
            gap = words.value(abs(target.parts_gap), target.unit)
            total = words.value(target.parts_total, target.unit)
            yield (
                self.env._(
                    "The parts make %(total)s, %(gap)s more than the target.",
                    total=total,
                    gap=gap,
                )
                if target.parts_gap > 0
                else self.env._(
                    "The parts make %(total)s, %(gap)s less than the target.",
                    total=total,
                    gap=gap,
                )
            )
        if missing:
            names = ", ".join(missing.sudo().mapped("name"))  # sudo: see above
            yield self.env._("Without a part: %s.", names)


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _shape_of(self, kpi):
        """How a KPI fills a period, see ``engine.target``; None if it is broken."""
        if not kpi:
            return None
        kpis = kpi.sudo()  # sudo: formulas hold no figures
        try:
            return Question(kpis, kpis.code, None, Domain.TRUE).shape()
        except (KpiError, LookupError):
            return None
