"""Segments: customers or leads that share something, saved under a name."""

from odoo import api, fields, models, tools
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

from .sales_kpi_condition import OPERATORS

#: What a condition may look into, one step from the customer or the lead.
NEAR = {
    "res.partner": frozenset(
        {
            "res.country",
            "res.country.group",
            "res.country.state",
            "res.partner.category",
            "res.partner.industry",
        }
    ),
    "crm.lead": frozenset(
        {
            "crm.tag",
            "res.country",
            "res.country.state",
            "utm.campaign",
            "utm.medium",
            "utm.source",
        }
    ),
}
MODELS = {"customer": "res.partner", "lead": "crm.lead"}


class SalesKpiSegment(models.Model):
    """A choice of customers or leads by what is stored of them: tags, industry, size.

    One of customers stands for ``customer_id`` wherever figures are filtered, so a KPI
    has a value exactly where it has one by customer; one of leads limits what is about
    leads. What it finds is decided when it is used, with the rights of who asks.
    """

    _name = "sales.kpi.segment"
    _description = "Segment of customers or leads"
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
    applies_to = fields.Selection(
        [("customer", "Customers"), ("lead", "Leads")],
        string="Segment of",
        default="customer",
        required=True,
    )
    domain_model = fields.Char(compute="_compute_domain_model")
    domain = fields.Char(
        "Who belongs to it",
        required=True,
        compute="_compute_domain",
        precompute=True,
        store=True,
        readonly=False,
        help="By stored fields of the customer's company, with which its contacts "
        "count, or by those of the lead.",
    )

    @api.depends("applies_to")
    def _compute_domain_model(self):
        for segment in self:
            segment.domain_model = MODELS[segment.applies_to]

    @api.depends("applies_to")
    def _compute_domain(self):
        """What chooses customers chooses no leads."""
        for segment in self:
            segment.domain = "[]"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_sharing(vals_list)
        segments = super().create(vals_list)
        segments._check_domains()
        self.env.registry.clear_cache()
        return segments

    def write(self, vals):
        self._check_sharing([vals])
        result = super().write(vals)
        if vals.keys() & {"domain", "applies_to"}:
            self._check_domains()
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
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
                    "A segment cannot use “%s”: only stored fields that you may read, "
                    "no persons, and those of the country, state, tags, industry, "
                    "source, medium and campaign.",
                    condition.field_expr,
                )
            )
        return super()._check_condition(condition)

    def _condition_operators(self):
        return OPERATORS | {"child_of"}

    def _is_near(self, path):
        """Whether a path leads to a stored field of the record, or one step further.

        A choice of leads by their people would be a figure of a person.
        """
        model = self.env[MODELS[self.applies_to]]
        first, _dot, second = path.partition(".")
        field = model._fields.get(first)
        if not self._is_plain(model, field):
            return False
        if self.applies_to == "lead" and (
            first == "id" or field.comodel_name in ("res.users", "crm.team")
        ):
            return False
        if not second:
            return bool(field.column_type) or field.type == "many2many"
        if field.comodel_name not in NEAR[model._name]:
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

    def _leads(self):
        """The query of the leads in any of the segments, as the user may see them."""
        found = Domain.OR(segment._parsed_domain() for segment in self)
        return self.env["crm.lead"].with_context(active_test=False)._search(found)

    @api.model
    @tools.ormcache()
    def _ids_of_leads(self):
        """The ids of the segments that choose leads."""
        # sudo: what kind of segment it is tells nothing of whom it holds
        every = self.sudo().with_context(active_test=False)
        return frozenset(every.search([("applies_to", "=", "lead")]).ids)
