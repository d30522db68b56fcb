"""Milestones in the journal: one row per lead and milestone, written once."""

from odoo import fields, models

from .dimension_field import Dimension


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    milestone_id = Dimension("crm.stage", string="Milestone reached", readonly=True)
    milestone_from_id = Dimension(
        "crm.stage",
        string="Milestone before",
        help="The one before it in the process of that time; empty for the first.",
        readonly=True,
    )
    is_implied = fields.Boolean(
        "Skipped",
        help="Filled in because a later milestone was reached.",
        readonly=True,
    )
    is_standard = fields.Boolean(
        "Standard potential",
        help="The amount is a standard potential, nobody estimated it.",
        readonly=True,
    )
    is_back_dated = fields.Boolean("Back-dated", readonly=True)

    _milestone_idx = models.Index("(milestone_id, at) WHERE milestone_id IS NOT NULL")
