"""Segments: customers who share something, saved under a name."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from .sales_kpi_condition import OPERATORS

#: What a condition may look into, one step from the customer.
NEAR = frozenset(
    {
        "res.country",
        "res.country.group",
        "res.country.state",
        "res.partner.category",
        "res.partner.industry",
    }
)


class SalesKpiSegment(models.Model):
    """A choice of customers by what is stored of them: tags, industry, country.

    It stands for ``customer_id`` wherever figures are filtered, so a KPI has a value
    exactly where it has one by customer. Whom it finds is decided when it is used,
    with the rights of who asks.
    """

    _name = "sales.kpi.segment"
    _description = "Segment of customers"
    _inherit = ["sales.kpi.condition"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: for all companies.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        default=lambda self: self.env.user,
        required=True,
        index=True,
        ondelete="cascade",
    )
    is_shared = fields.Boolean(
        "For everybody",
        help="Everybody may limit figures to it; sales operations and managers may "
        "change it.",
    )
    domain = fields.Char(
        "Customers",
        required=True,
        default="[]",
        help="By stored fields of the customer's company. Contacts count with their "
        "company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sharing(vals_list)
        segments = super().create(vals_list)
        segments._check_domains()
        return segments

    def write(self, vals):
        self._check_sharing([vals])
        result = super().write(vals)
        if "domain" in vals:
            self._check_domains()
        return result

    @api.model
    def _check_sharing(self, vals_list):
        """Record rules say which segments one may change, not to what."""
        may_share = self.env.su or self.env.user.has_group("sales_kpi.group_operations")
        if not may_share and any(vals.get("is_shared") for vals in vals_list):
            raise AccessError(
                self.env._("Sales operations and managers may share a segment.")
            )

    def _check_domains(self):
        """Check the conditions with the rights of the author.

        No constraint: those run as superuser, who may read everything.
        """
        for segment in self:
            segment._parsed_domain()

    def _check_condition(self, condition):
        if not self._is_near(condition.field_expr):
            raise ValidationError(
                self.env._(
                    "A segment cannot use “%s”: only stored fields of the customer that "
                    "you may read, and those of the country, state, tags and industry.",
                    condition.field_expr,
                )
            )
        return super()._check_condition(condition)

    def _condition_operators(self):
        return OPERATORS | {"child_of"}

    def _is_near(self, path):
        """Whether a path leads to a stored field of the customer, or one step further."""
        model = self.env["res.partner"]
        first, _dot, second = path.partition(".")
        field = model._fields.get(first)
        if not self._is_plain(model, field):
            return False
        if not second:
            return bool(field.column_type) or field.type == "many2many"
        if field.comodel_name not in NEAR:
            return False
        comodel = self.env[field.comodel_name]
        inner = comodel._fields.get(second)
        return self._is_plain(comodel, inner) and bool(inner.column_type)

    def _customers(self):
        """The query of the customers in any of the segments, as the user may see them."""
        found = Domain.OR(segment._parsed_domain() for segment in self)
        # facts know companies, not their contacts
        whole = Domain("is_company", "=", True) | Domain("parent_id", "=", False)
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners._search(found & whole)


class SalesKpiSegmented(models.AbstractModel):
    """What has a ``customer_id`` that segments choose."""

    _name = "sales.kpi.segmented"
    _description = "Figures of customers"

    segment_id = fields.Many2one(
        "sales.kpi.segment",
        compute="_compute_segment_id",
        search="_search_segment_id",
        exportable=False,
        help="To filter by; a customer may be in many segments.",
    )

    @api.depends()
    def _compute_segment_id(self):
        self.segment_id = False

    @api.model
    def _search_segment_id(self, operator, value):
        """As a choice of customers, with the rights of the user.

        Facts are read with their rules as a domain and sudo; segments and customers
        have rules of their own.
        """
        if operator != "in":
            return NotImplemented
        ids = [id_ for id_ in value if isinstance(id_, int) and id_]
        user = self.sudo(False)
        segments = user.env["sales.kpi.segment"].with_context(active_test=False)
        segments = segments.search([("id", "in", ids)])
        if not segments:
            return Domain.FALSE
        return Domain("customer_id", "in", segments._customers())


class SalesKpiFact(models.Model):
    _name = "sales.kpi.fact"
    _inherit = ["sales.kpi.fact", "sales.kpi.segmented"]


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _as_dimensions(self, names):
        """The dimensions that conditions speak of: a segment chooses customers."""
        return {"customer_id" if name == "segment_id" else name for name in names}

    @api.model
    def _dimensions_of(self, domain):
        return self._as_dimensions(super()._dimensions_of(domain))

    @api.model
    def _checked_domain(self, domain, groupby):
        """:raise UserError: also for a segment that the caller may not use"""
        domain = super()._checked_domain(domain, groupby)
        for condition in domain.iter_conditions():
            if condition.field_expr == "segment_id":
                self._check_segments(condition)
        return domain

    @api.model
    def _check_segments(self, condition):
        ids = condition.value
        ids = [ids] if isinstance(ids, int) else ids
        is_choice = condition.operator in ("=", "in") and isinstance(
            ids, list | tuple | set | frozenset
        )
        if not is_choice or not all(type(id_) is int for id_ in ids):
            raise ValidationError(
                self.env._("Figures are limited to segments by their ids.")
            )
        segments = self.env["sales.kpi.segment"].with_context(active_test=False)
        if segments.search_count([("id", "in", list(ids))]) != len(set(ids)):
            raise UserError(
                self.env._(
                    "This segment does not exist any more, or you may not see it. "
                    "Choose another one."
                )
            )
