"""Segments as filters of figures."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..sources.event import LEADS


class SalesKpiSegmented(models.AbstractModel):
    """What has a ``customer_id`` and a ``lead_id`` that segments choose."""

    _name = "sales.kpi.segmented"
    _description = "Figures of customers and leads"

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
        """As a choice of customers and leads, with the rights of the user.

        Facts are read with their rules as a domain and sudo; segments and customers
        have rules of their own.
        """
        if operator != "in":
            return NotImplemented
        ids = [id_ for id_ in value if isinstance(id_, int) and id_]
        user = self.sudo(False)
        segments = user.env["sales.kpi.segment"].with_context(active_test=False)
        segments = segments.search([("id", "in", ids)])
        of_leads = segments.filtered(lambda segment: segment.applies_to == "lead")
        found = Domain.FALSE
        if of_leads and user.env["crm.lead"].has_access("read"):
            found |= Domain("lead_id", "in", of_leads._leads())
        if of_customers := segments - of_leads:
            found |= Domain("customer_id", "in", of_customers._customers())
        return found


class SalesKpiFact(models.Model):
    _name = "sales.kpi.fact"
    _inherit = ["sales.kpi.fact", "sales.kpi.segmented"]


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _dimensions_of(self, domain):
        """The dimensions that a filter speaks of: a segment chooses customers or leads."""
        names = super()._dimensions_of(domain)
        if "segment_id" not in names:
            return names
        chosen = set()
        for condition in domain.iter_conditions():
            if condition.field_expr == "segment_id":
                chosen |= _ids(condition.value)
        of_leads = self.env["sales.kpi.segment"]._ids_of_leads()
        if chosen & of_leads:
            names.add(LEADS)
        if chosen - of_leads or not chosen:
            names.add("customer_id")
        return names - {"segment_id"}

    @api.model
    def _checked_domain(self, domain, groupby):
        """:raise UserError: also for a segment that the caller may not use"""
        domain = super()._checked_domain(domain, groupby)
        for condition in domain.iter_conditions():
            if condition.field_expr == "segment_id":
                self._check_segments(condition)
            elif condition.field_expr == LEADS:
                raise ValidationError(self.env._("“%s” is not a filter.", LEADS))
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
        found = segments.search([("id", "in", list(ids))])
        may_read = self.env["crm.lead"].has_access("read") or not any(
            segment.applies_to == "lead" for segment in found
        )
        if len(found) != len(set(ids)) or not may_read:
            raise UserError(
                self.env._(
                    "This segment does not exist any more, or you may not see it. "
                    "Choose another one."
                )
            )


def _ids(value):
    """The ids that a condition on segments names."""
    values = [value] if isinstance(value, int) else value or []
    return {id_ for id_ in values if isinstance(id_, int)}
