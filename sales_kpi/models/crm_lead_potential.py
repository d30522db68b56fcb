from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

#: What a lead is worth when it reaches a milestone, and whether nobody estimated it.
ENTRY_VALUE = SQL(
    "COALESCE(NULLIF(lead.expected_revenue, 0), lead.potential_amount, 0)"
)
IS_STANDARD = SQL(
    """(COALESCE(lead.expected_revenue, 0) = 0
        AND lead.potential_origin IS NOT DISTINCT FROM 'standard')"""
)


class CrmLead(models.Model):
    """What a lead may bring before anybody can say so (decision 23).

    It carries the first milestones: what is expected or quoted takes its place.
    """

    _inherit = "crm.lead"

    required_categ_ids = fields.Many2many(
        "product.category",
        "crm_lead_required_categ_rel",
        "lead_id",
        "categ_id",
        "Product lines",
        help="What the customer is interested in.",
    )
    potential_amount = fields.Monetary(
        "Potential",
        currency_field="company_currency",
        compute="_compute_potential",
        inverse="_inverse_potential_amount",
        store=True,
        readonly=False,
        copy=False,
        help="What this lead may bring as long as there is no expected revenue. At "
        "first the median of won deals of the same team, product line and source; enter "
        "your own estimate, or empty it to get the median again.",
    )
    potential_origin = fields.Selection(
        [("standard", "Standard: median of won deals"), ("manual", "Own estimate")],
        "Potential is",
        compute="_compute_potential",
        store=True,
        copy=False,
    )
    potential_reason = fields.Char(
        "Reason for the potential",
        copy=False,
        help="Needed for an estimate above what nine of ten won deals were worth.",
    )

    def _auto_init(self):
        """Leads from before get their potential from the scheduled action."""
        cr = self.env.cr
        if not column_exists(cr, self._table, "potential_amount"):
            create_column(cr, self._table, "potential_amount", "numeric")
        if not column_exists(cr, self._table, "potential_origin"):
            create_column(cr, self._table, "potential_origin", "varchar")
        return super()._auto_init()

    @api.depends("company_id", "required_categ_ids", "source_id", "team_id")
    def _compute_potential(self):
        estimated = self.filtered(lambda lead: lead.potential_origin == "manual")
        for lead in estimated:
            lead.potential_amount = lead.potential_amount
            lead.potential_origin = lead.potential_origin
        (self - estimated)._set_standard_potential()

    def _set_standard_potential(self):
        for lead, standard in self._standard_potentials().items():
            lead.potential_amount = standard.median
            lead.potential_origin = "standard" if standard.median else False

    def _inverse_potential_amount(self):
        """What is not the standard is an estimate; nothing asks for the standard."""
        empty = self.filtered(lambda lead: not lead.potential_amount)
        empty._set_standard_potential()
        for lead, standard in (self - empty)._standard_potentials().items():
            is_standard = not lead.company_currency.compare_amounts(
                lead.potential_amount, standard.median
            )
            lead.potential_origin = "standard" if is_standard else "manual"

    @api.onchange("potential_amount")
    def _onchange_potential_amount(self):
        self._inverse_potential_amount()

    @api.constrains("potential_amount", "potential_reason")
    def _check_potential(self):
        for lead, standard in self._standard_potentials().items():
            if lead.potential_amount < 0:
                raise ValidationError(
                    self.env._(
                        "%s: a potential is not negative. Enter what the lead may "
                        "bring, or empty it.",
                        lead.display_name,
                    )
                )
            if lead.potential_reason or not standard.p90:
                continue
            currency = lead.company_currency
            if currency.compare_amounts(lead.potential_amount, standard.p90) > 0:
                raise ValidationError(
                    self.env._(
                        "%(lead)s: a potential of %(amount)s is more than nine of ten "
                        "won deals were worth (%(limit)s). Say why in “Reason for the "
                        "potential”, or enter less.",
                        lead=lead.display_name,
                        amount=currency.format(lead.potential_amount),
                        limit=currency.format(standard.p90),
                    )
                )

    def _merge_get_fields_specific(self):
        """An estimate outlives a merge; the first of several counts."""

        def estimated(leads):
            manual = leads.filtered(lambda lead: lead.potential_origin == "manual")
            return (manual or leads)[:1]

        return {
            **super()._merge_get_fields_specific(),
            "required_categ_ids": lambda _name, leads: leads.required_categ_ids,
            "potential_amount": lambda name, leads: estimated(leads)[name],
            "potential_reason": lambda name, leads: estimated(leads)[name],
        }

    def _standard_potentials(self):
        """The standard of each lead, ``{lead: Standard}``."""
        keys = {lead: lead._potential_key() for lead in self}
        standards = self.env["sales.kpi.potential"]._standards(set(keys.values()))
        return {lead: standards[key] for lead, key in keys.items()}

    def _potential_key(self):
        """Ids of company, team, product line (if it is one) and source."""
        # sudo: whose lead it is, whatever the user may read of it
        lead = self.sudo()
        company = (
            lead.company_id
            or lead.team_id.company_id
            or lead.user_id.company_id
            or self.env.ref("base.main_company")
        )
        categs = lead.required_categ_ids._origin
        categ = categs.id if len(categs) == 1 else False
        return company.id, lead.team_id._origin.id, categ, lead.source_id._origin.id
