from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import formatLang

from ..engine.errors import KpiError
from ..engine.formula import Atom, compiles, is_stock, walk
from ..engine.period import split
from .dashboard_period import shown_period
from .kpi_reading import NO_VALUE
from .kpi_words import FUNCTIONS, MEASURES

UNITS = {
    "count": "count",
    "quantity": "number",
    "amount": "money",
    "margin": "money",
    "hours": "hours",
    "work_hours": "hours",
}
CLOSING = (("closing",),)
#: Aggregates whose unit is not that of their measure.
KIND_UNITS = {"within": "count", "due": "count"}


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _analysis(self, kpi, is_own):
        """The measures that show a tile in the pivot, and the events to filter by.

        None for a KPI that needs other periods or the present moment, and for how
        others work: the calculation leads to their facts, as far as there is a way.

        :param is_own: whether the caller reads personal KPIs from rows that he may see
        """
        tree = self._tree(kpi.code)[0]
        if not is_own and self._is_personal([tree]):
            return None
        measure = self._measure_of(kpi.code)
        if measure and compiles(tree):
            return {"measures": [measure], "events": None, "is_stock": False}
        if isinstance(tree, Atom) and tree.window == CLOSING:
            # the movements of all time make up a stock
            return {
                "measures": [tree.measure],
                "events": [tree.event],
                "is_stock": True,
            }
        return None

    @api.model
    def _measure_of(self, code):
        """The field of the analysis that shows a KPI, None if there is none."""
        measures = self.env["sales.kpi.report"]._measure_codes
        return next((name for name, kpi in measures.items() if kpi == code), None)

    @api.model
    @api.readonly
    def dashboard_calculation(self, code, options=None):
        """What a figure of the dashboard is made of, each part with its facts.

        :param code: code of an active KPI
        :param options: period and scope, as of :meth:`dashboard_data`
        :return: ``{'name', 'unit', 'meaning', 'formula', 'value', 'n', 'hint', 'parts':
            [{'label', 'how', 'date_from', 'date_to', 'unit', 'value', 'facts'}]}``:
            ``date_from`` is None for a stock, both days are None if no case is old
            enough; ``facts`` holds ``domain`` and ``measures`` of the rows of
            ``sales.kpi.report`` that make up the part, or is None if the caller may
            not see them
        :raise UserError: for an unknown KPI, an impossible period or scope
        """
        try:
            return self._calculation(code, options or {})
        except KpiError as error:
            raise UserError(self._error_text(error)) from error

    @api.model
    def _calculation(self, code, options):
        kpi, frame = self._active_kpi(code), self._frame()
        _key, first, last = shown_period(options, frame.today)
        [period] = split(first, last)
        scope = self._dashboard_scope(options.get("scope"))
        conditions = [condition[:3] for condition in scope]
        domain = Domain(conditions or Domain.TRUE)
        answer, parts = self._calculated(kpi, period, frame, domain)
        return {
            **kpi.read(["name", "unit", "meaning", "formula"])[0],
            **answer,
            "hint": self._no_value_hint(kpi, answer, period, conditions),
            "parts": parts,
        }

    @api.model
    def _calculated(self, kpi, period, frame, domain):
        """Value and parts of a KPI; no parts where it cannot be asked for."""
        self = self._in_era(period)
        asked, personal = self._asked(domain, None), self._personal_scope(domain, None)
        if not self._is_applicable(kpi.code, asked, personal):
            return dict(NO_VALUE), []
        trees = {kpi.code: self._tree(kpi.code)}
        # none for a KPI that the caller must not read
        for reading in self._readings(trees, [period], frame, None, domain, personal):
            answer = reading.values(period, None).get(kpi.code)
            if answer:
                parts = self._parts(reading.trees[kpi.code][0], reading, period, domain)
                return answer, parts
        return dict(NO_VALUE), []

    @api.model
    def _parts(self, tree, reading, period, domain):
        is_listed = reading.scope.is_own or not self._is_personal([tree])
        domain &= self._listed_persons([tree])
        found = dict.fromkeys(part for part in walk(tree) if isinstance(part, Atom))
        return [
            self._calculation_part(atom, reading.reader, period, domain, is_listed)
            for atom in found
        ]

    @api.model
    def _calculation_part(self, atom, reader, period, domain, is_listed):
        start, stop = reader.days[atom, period]
        first = None if is_stock(atom) else start.isoformat()
        last = (stop - timedelta(days=1)).isoformat()
        is_empty = start >= stop
        facts = {
            "domain": list(self._part_domain(atom, start, stop) & domain),
            "measures": [atom.measure],
        }
        return {
            **self._part_words(atom),
            "date_from": None if is_empty else first,
            "date_to": None if is_empty else last,
            "unit": KIND_UNITS.get(atom.kind) or UNITS[atom.measure],
            "value": reader.value(atom, period, None),
            "facts": facts if is_listed else None,
        }

    @api.model
    def _part_words(self, atom):
        stock = atom.window[-1][0] if is_stock(atom) else None
        how = FUNCTIONS.get(stock or atom.kind)
        return {
            "label": self.env._(
                "%(event)s: %(measure)s",
                event=self._event_label(atom.event),
                measure=self.env._(MEASURES[atom.measure]),
            ),
            "how": " ".join(filter(None, (how and self.env._(how), self._limit(atom)))),
        }

    @api.model
    def _limit(self, atom):
        """The limit of a share within a time, in words."""
        if atom.limit is None:
            return None
        number = formatLang(self.env, atom.limit, digits=2)
        return self.env._("Limit: %s h.", number)

    @api.model
    def _part_domain(self, atom, start, stop):
        """The rows of the analysis that an atom sums up between two days."""
        rows = Domain.OR(
            Domain("event", "=", name)
            & Domain(list(self._atom_conditions(atom, name)))
            & self._due_domain(atom, name)
            for name in self._atom_events(atom)
        )
        if not self._event_specs()[atom.event].stock:  # movements of all time
            rows &= Domain("date", ">=", start.isoformat())
        return rows & Domain("date", "<", stop.isoformat())

    @api.model
    def _due_domain(self, atom, name):
        """Of what is due: cases whose limit has passed, else those with their goal."""
        if atom.kind != "due":
            return Domain.TRUE
        operator = ">=" if name == atom.event else "<"
        return Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("at", operator, fields.Datetime.to_string(moment))
            for company, moment in self._limit_moments(atom).items()
        )
