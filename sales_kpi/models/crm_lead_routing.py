"""What a lead needs of a sales partner, and with whom it is."""

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

#: Written by offering, accepting and handing over, never by hand.
ROUTING_FIELDS = frozenset(
    {
        "date_next_wave",
        "routing_round",
        "routing_state",
        "routing_wave",
        "sales_partner_id",
    }
)
SHARE_FIELDS = ("share_with_partners", "share_source", "share_date")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    partner_routing = fields.Selection(related="team_id.partner_routing")
    required_grade_id = fields.Many2one(
        "res.partner.grade",
        "Partner level needed",
        help="Only partners of this level or a higher one get the lead. The order of "
        "the levels counts: the topmost is the highest.",
    )
    sales_partner_id = fields.Many2one(
        "res.partner",
        "Sales partner",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="The company that accepted this lead.",
    )
    routing_state = fields.Selection(
        [
            ("none", "Not offered"),
            ("offering", "Being offered"),
            ("accepted", "With a partner"),
            ("fallback", "No partner took it"),
            ("closed", "Closed by the partner"),
        ],
        "Partner sales",
        default="none",
        readonly=True,
        copy=False,
        help="How far this lead is on its way to a sales partner.",
    )
    partner_dossier = fields.Html(
        "For the partner",
        sanitize_attributes=True,
        help="What the partner gets to read after he accepted: all that is known, and "
        "honestly so.",
    )
    share_with_partners = fields.Selection(
        [
            ("consent", "The customer agreed"),
            ("request", "Needed for what the customer asked for"),
            ("interest", "Legitimate interest"),
        ],
        "Data may be shared because",
        copy=False,
        tracking=True,
        help="The legal basis on which the customer's data go to a sales partner.",
    )
    share_source = fields.Char(
        "Where this is noted",
        copy=False,
        help="E.g. the form or the e-mail in which the customer agreed.",
    )
    share_date = fields.Date("Since", copy=False)

    @api.model
    def _held_by(self, partners):
        """Domain of the leads that partners have accepted and are working on."""
        return Domain(
            [
                ("sales_partner_id", "in", partners.ids),
                ("won_status", "=", "pending"),
                ("routing_state", "=", "accepted"),
            ]
        )

    @api.onchange("share_with_partners")
    def _onchange_share_with_partners(self):
        today = fields.Date.context_today(self)
        self.share_date = self.share_with_partners and (self.share_date or today)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_routing_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_routing_values(vals)
        return super().write(vals)

    def _check_routing_values(self, vals):
        """By hand nobody says with whom a lead is: it is offered and accepted."""
        empty = (False, None, 0, "none")
        changed = {
            name
            for name in ROUTING_FIELDS & vals.keys()
            if self or vals[name] not in empty
        }
        if changed and not self.env.su:
            raise AccessError(
                self.env._(
                    "A lead is offered to sales partners, and who accepts it has it. "
                    "Offer it, or let a partner manager hand it over."
                )
            )

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "required_grade_id", "partner_dossier"]

    def _merge_get_fields_specific(self):
        """The basis of one of the leads, with its source and date."""

        def shared(leads):
            return leads.filtered("share_with_partners")[:1]

        def taken(name, leads):
            return shared(leads)[name]

        return {
            **super()._merge_get_fields_specific(),
            **dict.fromkeys(SHARE_FIELDS, taken),
        }
