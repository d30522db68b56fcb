from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.formula import Binary, atoms, walk

QUANTILES = ("median", "p90")


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _facts_domain(self, code):
        """The facts that a KPI counts, numerator and denominator."""
        tree, number = self._tree(code)
        conditions = {self._atom_domain(atom) for atom in atoms(tree) | atoms(number)}
        return Domain.OR(sorted(conditions, key=repr))

    @api.model
    def _atom_domain(self, atom):
        event = self.env["sales.kpi.source"]._events()[atom.event]
        names = [event.name]
        if atom.kind == "due":
            names.append(event.cohort_of)
        domain = Domain("event", "in", names)
        if atom.kind in QUANTILES:
            domain &= Domain("reversed", "=", False)
        if not atom.mature_days:
            return domain
        last = self._today() - timedelta(days=atom.mature_days)
        domain &= Domain("date", "<=", last.isoformat())
        if event.cohort_of:
            domain &= Domain("hours", "<=", atom.mature_days * 24)
        return domain

    @api.model
    def _is_additive(self, code):
        """Whether values of parts add up to the value of the whole."""
        tree = self._tree(code)[0]
        return not self._has_divisor(tree) and not any(
            atom.kind in QUANTILES for atom in atoms(tree)
        )

    @api.model
    def _has_divisor(self, tree):
        return any(
            isinstance(part, Binary) and part.operator == "/" and atoms(part.right)
            for part in walk(tree)
        )


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    def action_open_origin(self):
        """Open the order, lead or customer of a fact, with the rights of the user.

        :raise AccessError: if the user may not read it
        :raise UserError: if there is nothing to open
        """
        self.ensure_one()
        self.check_access("read")
        origin = (self.order_id or self.lead_id or self.customer_id).exists()
        if not origin:
            raise UserError(
                self.env._(
                    "There is no record behind this figure: it was deleted, or it is "
                    "shown without its origin because it says how people work."
                )
            )
        origin.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": origin._name,
            "res_id": origin.id,
            "views": [[False, "form"]],
        }
