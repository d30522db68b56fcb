from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

#: Dates further away are typing errors.
FARTHEST = relativedelta(years=30)


class SalesKpiCost(models.Model):
    """What selling costs: an amount and the days over which it is spread."""

    _name = "sales.kpi.cost"
    _description = "Cost of selling"
    _inherit = ["sales.kpi.cost.allocation"]
    _order = "date_from desc, id desc"

    name = fields.Char("Description")
    amount = fields.Monetary(
        required=True,
        aggregator=None,
        help="Untaxed; a refund is negative. If the cost recurs: the amount of each "
        "month, quarter or year.",
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    recurrence = fields.Selection(
        [
            ("once", "Once"),
            ("month", "Every month"),
            ("quarter", "Every quarter"),
            ("year", "Every year"),
        ],
        required=True,
        default="once",
    )
    date_from = fields.Date(
        "From",
        required=True,
        index=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="The amount is spread over the working days from this day on.",
    )
    date_to = fields.Date(
        "Until",
        compute="_compute_date_to",
        store=True,
        readonly=False,
        precompute=True,
        help="The last day. A cost that recurs and has no last day goes on.",
    )
    selling_share = fields.Float(
        "Share of selling",
        default=1.0,
        aggregator=None,
        help="Only this share counts. Who sells three of five days: 60 % of the "
        "yearly cost.",
    )
    counted_amount = fields.Monetary(
        "Counted",
        compute="_compute_counted_amount",
        store=True,
        aggregator=None,
        help="The amount times the share of selling.",
    )
    overlap_warning = fields.Char("Hint", compute="_compute_overlap_warning")

    _amount_given = models.Constraint("CHECK (amount <> 0)", "Enter the amount.")
    _dates_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A cost ends on its first day or later."
    )
    _once_ends = models.Constraint(
        "CHECK (recurrence <> 'once' OR date_to IS NOT NULL)",
        "Say until when the cost lasts, or how often it recurs.",
    )
    _share_is_part = models.Constraint(
        "CHECK (selling_share >= 0 AND selling_share <= 1)",
        "The share of selling lies between 0 % and 100 %.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for cost in self:
            cost.currency_id = (
                cost.company_id.currency_id or self.env.company.currency_id
            )

    @api.depends("recurrence", "date_from")
    def _compute_date_to(self):
        """Suggest the end of the month for what happens once."""
        for cost in self:
            is_once = cost.recurrence == "once" and cost.date_from
            if is_once and (not cost.date_to or cost.date_to < cost.date_from):
                cost.date_to = cost.date_from + relativedelta(day=31)

    @api.depends("amount", "selling_share", "currency_id")
    def _compute_counted_amount(self):
        for cost in self:
            share = cost.amount * cost.selling_share
            cost.counted_amount = (
                cost.currency_id.round(share) if cost.currency_id else share
            )

    @api.depends("name", "category", "date_from")
    def _compute_display_name(self):
        labels = dict(self._fields["category"]._description_selection(self.env))
        for cost in self:
            cost.display_name = cost.name or " ".join(
                filter(
                    None,
                    (
                        labels.get(cost.category),
                        cost.date_from and format_date(self.env, cost.date_from),
                    ),
                )
            )

    @api.depends("category", "company_id", "date_to", "active")
    def _compute_overlap_warning(self):
        """Say which rule finds costs of the same kind in the journal items."""
        rules = self.env["sales.kpi.cost.rule"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("category", "in", self.mapped("category")),
            ]
        )
        for cost in self:
            rule = rules.filtered(lambda rule, cost=cost: rule._overlaps(cost))[:1]
            cost.overlap_warning = bool(rule) and self.env._(
                "Journal items count here already, by the rule “%s”. Enter only what "
                "they do not contain, or it counts twice.",
                rule.name,
            )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        today = fields.Date.context_today(self)
        for cost in self:
            for day in filter(None, (cost.date_from, cost.date_to)):
                if not today - FARTHEST <= day <= today + FARTHEST:
                    raise ValidationError(
                        self.env._(
                            "%s is more than 30 years away. Check the year.",
                            format_date(self.env, day),
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        """An empty cell of an import stands for what is suggested."""
        suggested = ("currency_id", "date_to", "team_id")
        return super().create(
            [
                {
                    name: value
                    for name, value in vals.items()
                    if value or name not in suggested
                }
                for vals in vals_list
            ]
        )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Costs"),
                "template": "/sales_kpi/static/xls/sales_kpi_cost.xlsx",
            }
        ]
