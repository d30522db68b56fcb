from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.formula import Binary, atoms, walk

QUANTILES = ("median", "p90")
#: Sources whose reference is a document that anyone who sees the fact may know of.
DOCUMENTS = {
    "cost": "sales.kpi.cost",
    "cost_entry": "account.move",
    "invoice": "account.move",
}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    def _measure_words(self):
        """What pivot and graph must know about a KPI to show it and its facts."""
        self.ensure_one()
        return {
            "kpi_unit": self.unit,
            "kpi_additive": self._is_additive(self.code),
            "kpi_domain": list(self._facts_domain(self.code)),
            "kpi_measures": sorted(
                {atom.measure for atom in atoms(self._tree(self.code)[0])}
            ),
            "kpi_help": self._help_words(),
        }

    def _help_words(self):
        """What explains a KPI wherever its figure or its name stands."""
        self.ensure_one()
        names = ("meaning", "formula", "date_basis", "caveat", "advice")
        return {name: self[name] for name in names if self[name]}

    @api.model
    def _facts_domain(self, code):
        """The facts that a KPI counts, numerator and denominator."""
        tree, number = self._tree(code)
        names = defaultdict(set)
        for atom in atoms(tree) | atoms(number):
            for name in self._atom_events(atom):
                names[self._atom_conditions(atom, name)].add(name)
        facts = Domain.OR(
            Domain([("event", "in", sorted(names[conditions])), *conditions])
            for conditions in sorted(names)
        )
        return facts & self._listed_persons([tree])

    @api.model
    def _listed_persons(self, trees):
        """Whose facts are listed: of how people work the caller's own, as a rule."""
        shows_all = self._shows_persons() and self._may_see_persons()
        if self.env.su or shows_all or not self._is_personal(trees):
            return Domain.TRUE
        return Domain("user_id", "=", self.env.uid)

    @api.model
    def _atom_events(self, atom):
        yield atom.event
        if atom.kind == "due":
            yield self.env["sales.kpi.source"]._events()[atom.event].cohort_of

    @api.model
    def _atom_conditions(self, atom, name):
        """What a fact must meet beside being of the event."""
        conditions = []
        if atom.kind in (*QUANTILES, "within"):
            conditions += [("reversed", "=", False), ("count", ">", 0)]
        if atom.kind == "within":
            conditions.append((atom.measure, "<=", atom.limit))
        if atom.mature_days:
            last = self._today() - timedelta(days=atom.mature_days)
            conditions.append(("date", "<=", last.isoformat()))
            if self.env["sales.kpi.source"]._events()[name].cohort_of:
                conditions.append(("hours", "<=", atom.mature_days * 24))
        return tuple(conditions)

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
        origin = self._origins()
        if not origin:
            raise UserError(
                self.env._(
                    "There is no record behind this figure: it was deleted, or it is "
                    "shown without its origin because it says how people work."
                )
            )
        readable = [record for record in origin if record.has_access("read")]
        if not readable:
            origin[0].check_access("read")  # says what is not allowed
        origin = readable[0]
        return {
            "type": "ir.actions.act_window",
            "res_model": origin._name,
            "res_id": origin.id,
            "views": [[False, "form"]],
        }

    def _own_model(self):
        """The model of the records that an own event counts, None for other facts."""
        found = self.env["sales.kpi.event"]._definitions()
        return next((own.model for own in found if own.source == self.source), None)

    def _origins(self):
        """The records a fact comes from, the closest first."""
        fact_sudo = self.sudo()  # sudo: the reference is hidden, the document is not
        model = DOCUMENTS.get(self.source) or self._own_model()
        document = self.env[model].browse(fact_sudo.source_ref) if model else None
        candidates = (self.order_id, document, self.lead_id, self.customer_id)
        return [record for record in candidates if record and record.exists()]
