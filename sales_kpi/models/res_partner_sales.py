"""What makes a company a sales partner: where, what and how much it sells for us."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

#: What only partner managers write.
PROFILE_FIELDS = frozenset(
    {
        "is_sales_partner",
        "territory_ids",
        "sales_categ_ids",
        "sales_capacity",
        "sales_calendar_id",
        "sales_lang_ids",
        "sales_offer_contact_ids",
        "sales_absence_ids",
        "sales_paused",
        "sales_paused_reason",
        "sales_blocked",
        "sales_blocked_reason",
        "sales_blocked_since",
        "sales_block_lifted_by",
        "feedback_due",
        "feedback_lift_reason",
        "feedback_lifted_on",
        "feedback_promise_due",
        "feedback_promised_on",
        "feedback_rate",
        "feedback_reported",
        "feedback_state",
    }
)
INTERNAL = "base.group_user"


class ResPartner(models.Model):
    """The profile belongs to the company and counts for all its contacts."""

    _inherit = "res.partner"

    is_sales_partner = fields.Boolean(
        "Sales partner",
        groups=INTERNAL,
        help="This company sells for us: leads are offered to it. Counts for all its "
        "contacts.",
    )
    territory_ids = fields.Many2many(
        "crm.territory",
        "res_partner_territory_rel",
        "partner_id",
        "territory_id",
        "Sells in",
        groups=INTERNAL,
        help="Leads from these territories and their parts fit. Empty: everywhere.",
    )
    sales_categ_ids = fields.Many2many(
        "product.category",
        "res_partner_sales_categ_rel",
        "partner_id",
        "categ_id",
        "Sells the product lines",
        groups=INTERNAL,
        help="Leads that ask for these product lines and what is below them fit. Empty: "
        "all product lines.",
    )
    sales_capacity = fields.Integer(
        "Open leads at most",
        groups=INTERNAL,
        help="Who has so many open leads gets no new ones. 0: no limit.",
    )
    sales_open_leads = fields.Integer(
        "Open leads",
        compute="_compute_sales_open_leads",
        groups=INTERNAL,
        help="Leads that this partner has accepted and that are neither won nor lost.",
    )
    sales_calendar_id = fields.Many2one(
        "resource.calendar",
        "Working hours of the partner",
        groups=INTERNAL,
        help="Time limits run in these hours. Empty: those of your company.",
    )
    sales_lang_ids = fields.Many2many(
        "res.lang",
        "res_partner_sales_lang_rel",
        "partner_id",
        "lang_id",
        "Speaks",
        groups=INTERNAL,
        help="Customers of another language go to other partners. Empty: all languages.",
    )
    sales_absence_ids = fields.One2many(
        "res.partner.absence", "partner_id", "Absences", groups=INTERNAL
    )
    sales_paused = fields.Boolean(
        "Paused",
        groups=INTERNAL,
        help="The partner wants no leads for now.",
    )
    sales_paused_reason = fields.Char("Reason for the pause", groups=INTERNAL)
    sales_blocked = fields.Boolean(
        "Blocked", groups=INTERNAL, help="You offer this partner no leads for now."
    )
    sales_blocked_reason = fields.Char("Reason for the block", groups=INTERNAL)
    sales_blocked_since = fields.Datetime(
        "Blocked since", readonly=True, copy=False, groups=INTERNAL
    )
    sales_block_lifted_by = fields.Many2one(
        "res.users", "Block lifted by", readonly=True, copy=False, groups=INTERNAL
    )
    feedback_state = fields.Selection(
        [
            ("free", "Reports as agreed"),
            ("committed", "Has promised to report"),
            ("blocked", "Blocked: reports are missing"),
            ("blocked_for_good", "Blocked: broke his promise to report"),
        ],
        "Feedback",
        default="free",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="Whether the partner tells what became of his leads. Who does not can look "
        "at new leads, but not accept them.",
    )
    may_edit_sales_profile = fields.Boolean(compute="_compute_may_edit_sales_profile")

    _sales_partner_idx = models.Index("(id) WHERE is_sales_partner")
    _sales_capacity_positive = models.Constraint(
        "CHECK (sales_capacity >= 0)",
        "Enter how many open leads a partner can have at most, or 0 for no limit.",
    )

    @api.depends_context("uid")
    def _compute_may_edit_sales_profile(self):
        self.may_edit_sales_profile = self._may_edit_sales_profile()

    def _compute_sales_open_leads(self):
        # sudo: a number; whose leads these are nobody learns
        leads = self.env["crm.lead"].sudo()
        counts = dict(
            leads._read_group(leads._held_by(self), ["sales_partner_id"], ["__count"])
        )
        for partner in self:
            partner.sales_open_leads = counts.get(partner._origin, 0)

    @api.constrains("is_sales_partner", "is_company", "parent_id")
    def _check_sales_partner_is_company(self):
        for partner in self:
            company = partner.commercial_partner_id
            if partner.is_sales_partner and company != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact of %(company)s: the company is the "
                        "sales partner, and all its contacts with it. Tick “Sales "
                        "partner” there.",
                        contact=partner.name,
                        company=company.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        given = {name for vals in vals_list for name, value in vals.items() if value}
        self._check_edits_sales_profile(given - {"feedback_state"})
        return super().create([self._with_block(vals) for vals in vals_list])

    def write(self, vals):
        self._check_edits_sales_profile(self._profile_names(vals))
        return super().write(self._with_block(vals))

    def action_open_partner_leads(self):
        """The leads behind the number of open ones."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open leads of %s", self.name),
            "res_model": "crm.lead",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [*self.env["crm.lead"]._held_by(self)],
        }

    def _with_block(self, vals):
        """Since when a partner is blocked, or who lifted the block."""
        if "sales_blocked" not in vals:
            return vals
        if vals["sales_blocked"]:
            since = {"sales_blocked_since": self.env.cr.now()}
            return {**vals, **since, "sales_block_lifted_by": False}
        if not any(self.mapped("sales_blocked")):
            return vals
        lifted = {"sales_blocked_since": False, "sales_blocked_reason": False}
        return {**vals, **lifted, "sales_block_lifted_by": self.env.uid}

    def _profile_names(self, vals):
        """What is written; the level of a sales partner decides which leads he gets."""
        names = set(vals)
        # sudo: whether it is one is no secret among colleagues
        companies = self.sudo().commercial_partner_id
        if "grade_id" in names and any(companies.mapped("is_sales_partner")):
            names.add("is_sales_partner")
        return names

    def _check_edits_sales_profile(self, names):
        if PROFILE_FIELDS.isdisjoint(names) or self._may_edit_sales_profile():
            return
        raise AccessError(
            self.env._(
                "Only partner managers change what a sales partner sells. Ask one of "
                "them, or your administrator for the right “Partner manager”."
            )
        )

    @api.model
    def _may_edit_sales_profile(self):
        return self.env.su or self.env.user.has_group("sales_kpi.group_partner_manager")
