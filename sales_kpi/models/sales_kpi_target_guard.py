"""What of a target may be written, when and by whom; the workflow writes the rest."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .target_scope import CLOSED, FILTERS

#: What the two sides agree on: changed in the draft, later by a revision only.
AGREED = frozenset(
    {
        *FILTERS,
        "company_id",
        "kpi_id",
        "scope",
        "owner_id",
        "date_from",
        "date_to",
        "period_kind",
        "target_type",
        "target_value",
        "growth",
        "band_min",
        "band_max",
        "baseline_period",
        "baseline_from",
        "baseline_to",
        "baseline_value",
    }
)
#: What people write as long as a target is open.
NOTES = frozenset(
    {"name", "why", "parent_id", "child_ids", "rhythm", "realism_override"}
)
#: Key of the context in which the workflow writes; it counts for superusers only.
STEP = "sales_kpi_target_step"


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create([self._completed(vals) for vals in vals_list])
        targets._update_realism()
        return targets

    def write(self, vals):
        """Keep what is agreed, whoever writes.

        :raise AccessError: for what nobody writes by hand
        :raise UserError: for an agreed target, with how to change it
        """
        self._check_by_code(vals)
        if not self._is_step():
            self._check_agreed(vals.keys())
        result = super().write(vals)
        if AGREED & vals.keys() and not self._is_step():
            self.check_access("write")  # nobody makes it a target that is not his
            self._update_realism()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if any(target.state != "draft" for target in self):
            raise UserError(
                self.env._("Only a draft can be deleted. Cancel the target instead.")
            )

    @api.model
    def _completed(self, vals):
        """Values of a new target, checked; a change says what follows from it."""
        self._check_by_code(vals)
        vals = dict(vals)
        if vals.get("scope", "user") != "user":
            vals.setdefault("user_id", False)
        if vals.get("baseline_value"):
            vals.setdefault("baseline_period", "manual")
        if vals.get("target_type") == "relative" and vals.get("growth"):
            vals.pop("target_value", None)
        return vals

    def _write_step(self, vals):
        """Write as a step of the workflow, which checked who does it."""
        # sudo: what is agreed is written by its steps alone
        self.sudo().with_context(**{STEP: True}).write(vals)

    def _is_step(self):
        return self.env.su and bool(self.env.context.get(STEP))

    @api.model
    def _check_by_code(self, vals):
        """:raise AccessError: if a user writes what only the workflow may"""
        if self.env.su:
            return
        known = [name for name in vals if name in self._fields]
        names = [name for name in known if self._is_by_code(self._fields[name])]
        given = [name for name in names if vals[name] not in (False, None, 0, "draft")]
        if given or (names and self):
            raise AccessError(
                self.env._(
                    "“%s” is not written by hand. Use the buttons of the target.",
                    self._fields[(given or names)[0]]._description_string(self.env),
                )
            )

    @api.model
    def _is_by_code(self, field):
        """Whether steps and figures write a field; views alone do not keep it."""
        return field.readonly and field.store

    def _check_agreed(self, names):
        """:raise UserError: if some fields of some targets must not change any more"""
        closed = self.filtered(lambda target: target.state in CLOSED)
        if closed and names & (AGREED | NOTES):
            raise UserError(
                self.env._("“%s” has ended and stays as it is.", closed[0].name)
            )
        agreed = self.filtered(lambda target: target.state != "draft")
        if agreed and names & AGREED:
            raise UserError(
                self.env._(
                    "“%s” is no draft any more. Revise it and say why, or take it back "
                    "to draft before both sides agreed.",
                    agreed[0].name,
                )
            )
