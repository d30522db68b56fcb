"""What a question about KPIs reads, and whose figures it shows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.formula import atoms, evaluate
from ..engine.period import resolve
from .fact_reader import FactReader

NO_VALUE = {"value": None, "n": 0}


@dataclass(frozen=True)
class Scope:
    """What the caller reads to get a figure, and of which groups he gets it.

    ``is_own``: from the personal halves, under his record rules; else from the public
    halves of companies and large teams, for whole months. ``columns`` stand for those
    of the facts.
    """

    fact: models.BaseModel
    domain: Domain
    is_own: bool
    shows: Callable[[int | None], bool]
    months_only: frozenset[str] = frozenset()
    columns: dict[str, SQL] = field(default_factory=dict)

    def is_coarse(self, tree, period, frame):
        """Whether what people did is asked for whole months, the present one too."""
        for atom in atoms(tree):
            if atom.event in self.months_only:
                start, stop = resolve(atom.window, period, frame)
                ends = stop.day == 1 or stop > frame.today
                if not ends or (start and start.day != 1):
                    return False
        return True


class Reading:
    """Values of some KPIs, as far as the caller may see them."""

    def __init__(self, trees, reader: FactReader, scope: Scope):
        self.trees = trees
        self.reader = reader
        self.scope = scope

    def groups(self, period):
        return set(filter(self.scope.shows, self.reader.groups(period)))

    def values(self, period, group):
        """``{code: {'value', 'n'}}``, without those that the caller may not see."""
        if not self.scope.shows(group):
            return {}
        return {
            code: self._value(*pair, period, group)
            for code, pair in self.trees.items()
            if all(
                self.scope.is_coarse(tree, period, self.reader.frame) for tree in pair
            )
        }

    def _value(self, tree, number, period, group):
        value = evaluate(tree, lambda atom: self.reader.value(atom, period, group))
        cases = evaluate(
            number, lambda atom: self.reader.value(atom, period, group) or 0
        )
        return {"value": value, "n": round(cases or 0)}
