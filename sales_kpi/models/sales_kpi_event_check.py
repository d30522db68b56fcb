"""What an own event may name: columns of one table that its author may read."""

from odoo import api, models
from odoo.exceptions import ValidationError

from .sales_kpi_event import CODE, PARTS

#: Models that say nothing about business, or are made of facts themselves.
TECHNICAL = ("ir.", "base.", "bus.", "sales.kpi.", "res.users.apikeys")
NUMBERS = frozenset({"integer", "float", "monetary"})
MOMENTS = frozenset({"date", "datetime"})
#: What a part of the definition must be: field types, or the model it refers to.
TYPES = {
    "date_field_id": MOMENTS,
    "start_field_id": frozenset({"datetime"}),
    "amount_field_id": NUMBERS,
    "quantity_field_id": NUMBERS,
}
COMODELS = {
    "company_field_id": "res.company",
    "team_field_id": "crm.team",
    "user_field_id": "res.users",
    "customer_field_id": "res.partner",
    "product_field_id": "product.product",
}


class SalesKpiEvent(models.Model):
    _name = "sales.kpi.event"
    _inherit = ["sales.kpi.event", "sales.kpi.condition"]

    @api.constrains("code")
    def _check_code(self):
        standard = self.env["sales.kpi.source"]._standard_events()
        for event in self:
            if not CODE.fullmatch(event.code or "") or event.code.endswith("_own"):
                raise ValidationError(
                    self.env._(
                        "“%s” cannot be a code: use small letters, digits and _, "
                        "beginning with a letter, and not ending with _own.",
                        event.code,
                    )
                )
            if event.code in standard:
                raise ValidationError(
                    self.env._("“%s” is an event already.", event.code)
                )

    def _check_definition(self):
        """Check all parts with the rights of the author.

        No constraint: those run as superuser, who may read everything.

        :raise ValidationError: saying what is wrong
        :raise AccessError: for records that the author may not read
        """
        for event in self.filtered("active"):
            event._check_model()
            event._check_parts()
            event._parsed_domain()

    def _check_model(self):
        """:raise ValidationError: if the records cannot be read or followed"""
        name = self.model_name
        model = self.env.get(name) if name else None
        if model is None:
            raise ValidationError(self.env._("Choose which records count."))
        if (
            name.startswith(TECHNICAL)
            or not model._auto
            or model._abstract
            or model._transient
        ):
            raise ValidationError(
                self.env._(
                    "Records of “%s” cannot be counted: they are technical, or no "
                    "records of their own. Choose another kind.",
                    self.model_id.name,
                )
            )
        model.check_access("read")

    def _check_parts(self):
        """:raise ValidationError: for a field of another model, kind or place"""
        for part in PARTS:
            if self[part]:
                self._check_part(part)
        if not self.date_field_id:
            raise ValidationError(
                self.env._("Choose the date on which a record counts.")
            )
        if self.start_field_id and self.date_field_id.ttype != "datetime":
            raise ValidationError(
                self.env._(
                    "Time can be measured between two moments only: “%s” is a day.",
                    self.date_field_id.field_description,
                )
            )

    def _check_part(self, part):
        chosen = self[part]
        field = self._column(chosen.name) if chosen.model_id == self.model_id else None
        fits = field is not None and (
            field.type in TYPES[part]
            if part in TYPES
            else field.type == "many2one" and field.comodel_name == COMODELS[part]
        )
        if not fits:
            raise ValidationError(
                self.env._(
                    "“%(field)s” cannot be used as “%(part)s”: it must be a stored field "
                    "of %(model)s, of a fitting kind, that you may read.",
                    field=chosen.field_description,
                    part=self._fields[part]._description_string(self.env),
                    model=self.model_id.name,
                )
            )

    def _column(self, name):
        """The field, if it is a plain column that the user may read, else None."""
        model = self.env[self.model_name]
        field = model._fields.get(name)
        return field if self._is_plain(model, field) and field.column_type else None

    def _check_condition(self, condition):
        name = condition.field_expr
        if "." in name or self._column(name) is None:
            raise ValidationError(
                self.env._(
                    "The condition cannot use “%(field)s”: only stored fields of "
                    "%(model)s itself that you may read.",
                    field=name,
                    model=self.model_id.name,
                )
            )
        return super()._check_condition(condition)
