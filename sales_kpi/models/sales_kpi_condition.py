"""Conditions that users write: fixed values only, and not without end."""

from ast import literal_eval

from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: Longest condition, and how many parts it may have.
MAXIMUM_TEXT = 4000
MAXIMUM_PARTS = 50
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=", "in", "not in")
OPERATORS = frozenset(
    (*COMPARISONS, "like", "ilike", "not like", "not ilike", "=like", "=ilike")
)


class SalesKpiCondition(models.AbstractModel):
    """What has a field ``domain`` that a user may write."""

    _name = "sales.kpi.condition"
    _description = "Condition on records"

    def _parsed_domain(self):
        """The condition as a domain, each part checked with the rights of the user.

        :raise ValidationError: saying what is wrong
        """
        self.ensure_one()
        domain = self._literal_domain()
        conditions = list(domain.iter_conditions())
        if len(conditions) > MAXIMUM_PARTS:
            raise ValidationError(
                self.env._("The condition has more than %s parts.", MAXIMUM_PARTS)
            )
        for condition in conditions:
            self._check_condition(condition)
        return domain

    def _literal_domain(self):
        text = self.domain or "[]"
        try:
            if len(text) > MAXIMUM_TEXT:
                raise ValueError(f"longer than {MAXIMUM_TEXT} characters")
            return Domain(literal_eval(text))
        except (
            ValueError,
            TypeError,
            SyntaxError,
            MemoryError,
            RecursionError,
        ) as error:
            raise ValidationError(
                self.env._(
                    "The condition cannot be read. It is a list like "
                    "[('state', '=', 'done')], with fixed values only.",
                )
            ) from error

    def _check_condition(self, condition):
        """:raise ValidationError: if it compares anything but fixed values"""
        name, value = condition.field_expr, condition.value
        values = value if isinstance(value, list | tuple | set | frozenset) else [value]
        plain = all(isinstance(one, str | int | float | None) for one in values)
        if condition.operator not in self._condition_operators() or not plain:
            raise ValidationError(
                self.env._(
                    "The condition on “%s” is too complex: compare the field with fixed "
                    "values.",
                    name,
                )
            )

    def _condition_operators(self):
        return OPERATORS

    def _is_plain(self, model, field):
        """Whether a field is stored, the same for everybody, and the user may read it."""
        return (
            field is not None
            and field.store
            and not field.company_dependent
            and not field.translate
            and model._has_field_access(field, "read")
        )
