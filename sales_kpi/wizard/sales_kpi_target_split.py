"""Divides the target of a company or team among teams and people (S0-08)."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import float_is_zero

from ..engine.target import split_amount


class SalesKpiTargetSplit(models.TransientModel):
    _name = "sales.kpi.target.split"
    _description = "Split of a sales target"

    target_id = fields.Many2one(
        "sales.kpi.target", required=True, readonly=True, ondelete="cascade"
    )
    scope = fields.Selection(related="target_id.scope")
    unit = fields.Selection(related="target_id.unit")
    currency_id = fields.Many2one(related="target_id.currency_id")
    target_text = fields.Char("To divide", related="target_id.target_text")
    adds_up = fields.Boolean(compute="_compute_adds_up")
    method = fields.Selection(
        [
            ("history", "By their share in the last period"),
            ("equal", "In equal parts"),
            ("workdays", "By working days"),
            ("weights", "By weights"),
        ],
        "Divide",
        required=True,
        default="equal",
        help="By share: what each brought in the last equal period that is over. By "
        "working days: of each person's calendar, without absences.",
    )
    with_people = fields.Boolean(
        "Also among the people of each team",
        help="Each team's part is divided among its members in the same way.",
    )
    propose = fields.Boolean(
        "Propose at once", help="Else the parts are drafts, to be proposed later."
    )
    line_ids = fields.One2many(
        "sales.kpi.target.split.line",
        "split_id",
        "Parts",
        compute="_compute_line_ids",
        # the weights are what the user may see
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    hint = fields.Char(compute="_compute_hint")
    difference = fields.Float(
        "Not divided yet",
        compute="_compute_difference",
        help="What is left of the target, or of the part of a team.",
    )

    @api.depends("target_id")
    def _compute_adds_up(self):
        for split in self:
            split.adds_up = split.target_id._is_divisible()

    @api.depends("target_id", "method", "with_people")
    def _compute_line_ids(self):
        for split in self:
            commands = [Command.create(vals) for vals in split._line_values()]
            split.line_ids = [Command.clear(), *commands]
            split._weigh()
            split._spread()

    @api.depends("method", "line_ids.weight")
    def _compute_hint(self):
        for split in self:
            split.hint = split._hint_text()

    @api.depends("line_ids.amount", "target_id", "adds_up")
    def _compute_difference(self):
        for split in self:
            gaps = split._gaps() if split.adds_up else []
            split.difference = max(gaps, key=abs, default=0.0)

    @api.onchange("line_ids")
    def _onchange_line_ids(self):
        """What is not fixed takes the rest."""
        self._spread()

    def action_apply(self):
        """Create the parts, or fit those that are there, and list them.

        :raise UserError: if they do not add up, or the target has ended
        """
        self.ensure_one()
        target = self.target_id
        target.check_access("read")
        target._check_state("draft", "proposed", "accepted", "active")
        if self.adds_up and any(self._gaps()):
            raise UserError(
                self.env._(
                    "The parts do not add up. Untick “Fixed” at one of them, and it "
                    "takes the rest."
                )
            )
        parts = self._apply_to(self._top(), target)
        if self.with_people:
            for line in self._top():
                parts |= self._apply_to(self._people_of(line), line.part_id)
        if self.propose:
            parts.filtered(lambda part: part.state == "draft").action_propose()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.sales_kpi_target_action"
        )
        return {
            **action,
            "name": self.env._("Parts of %s", target.name),
            "domain": [("id", "in", parts.ids)],
            "context": {},
        }

    def _apply_to(self, lines, parent):
        """The parts of one whole, made or fitted."""
        lines = lines.filtered(lambda line: not self.adds_up or line.amount)
        new = lines.filtered(lambda line: not line.part_id)
        created = self.env["sales.kpi.target"].create(
            [{**line._part_values(), "parent_id": parent.id} for line in new]
        )
        for line, part in zip(new, created, strict=True):
            line.part_id = part
        for line in lines - new:
            line._fit(parent)
        return lines.part_id

    # -- the preview

    def _line_values(self):
        """A line for each team and person that the target is divided among."""
        target = self.target_id
        if not target:
            return []
        people = {"team_id": target.team_id.id}
        if target.scope == "team":
            found = [{**people, "user_id": user.id} for user in target._people()]
        else:
            found = self._team_line_values()
        existing = self._existing()
        lines = []
        for vals in found:
            part = existing.get((vals["team_id"], vals.get("user_id")))
            is_fixed = bool(part) and part.state != "draft"
            amount = part.target_value if part else 0
            more = {"part_id": part.id, "is_fixed": is_fixed} if part else {}
            lines.append({**vals, **more, "amount": amount, "sequence": len(lines)})
        return lines

    def _team_line_values(self):
        for team in self.target_id._teams():
            yield {"team_id": team.id}
            if self.with_people:
                for user in team.crm_team_member_ids.user_id:
                    yield {"team_id": team.id, "user_id": user.id}

    def _existing(self):
        """Targets that the holders have already, ``{(team, user): target}``."""
        target = self.target_id
        domain = (
            Domain("kpi_id", "=", target.kpi_id.id)
            & Domain("company_id", "=", target.company_id.id)
            & Domain("date_from", "=", target.date_from)
            & Domain("date_to", "=", target.date_to)
            & Domain("state", "!=", "cancelled")
            & Domain("scope", "in", ("team", "user"))
            & Domain("id", "!=", target.id)
        )
        parts = self.env["sales.kpi.target"].search(domain)
        return {(part.team_id.id, part.user_id.id or None): part for part in parts}

    def _top(self):
        """The lines that the target itself is divided into."""
        if self.scope == "team":
            return self.line_ids
        return self.line_ids.filtered(lambda line: not line.user_id)

    def _people_of(self, line):
        return self.line_ids.filtered(
            lambda other: other.user_id and other.team_id == line.team_id
        )

    def _wholes(self):
        """``[(amount, lines)]``: what adds up to what."""
        found = [(self.target_id.target_value, self._top())]
        if self.scope == "company" and self.with_people:
            found += [(line.amount, self._people_of(line)) for line in self._top()]
        return [(amount, lines) for amount, lines in found if lines]

    def _gaps(self):
        """What is left of each whole, only where something is."""
        gaps = [
            amount - sum(lines.mapped("amount")) for amount, lines in self._wholes()
        ]
        return [gap for gap in gaps if not float_is_zero(gap, precision_digits=2)]

    def _spread(self):
        """Divide what the fixed lines leave by the weights of the others."""
        if not self.adds_up:
            for line in self.line_ids.filtered(lambda line: not line.is_fixed):
                line.amount = self.target_id.target_value
            return
        top = self._top()
        self._spread_over(self.target_id.target_value, top)
        if self.scope == "company" and self.with_people:
            for line in top:
                self._spread_over(line.amount, self._people_of(line))

    def _spread_over(self, total, lines):
        free = lines.filtered(lambda line: not line.is_fixed)
        rest = total - sum((lines - free).mapped("amount"))
        amounts = split_amount(
            max(rest, 0.0), free.mapped("weight"), self._decimals(total)
        )
        for line, amount in zip(free, amounts, strict=True):
            line.amount = amount

    def _decimals(self, total):
        """Cases are divided into whole ones."""
        if self.unit == "count" and float(total).is_integer():
            return 0
        return self.target_id._decimals()
