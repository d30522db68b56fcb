from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesKpiCostRule(models.Model):
    """Which posted journal items are costs of selling, and what they were spent for.

    Of several rules that match an item the first one takes its part (the percentage of
    its analytic accounts, else all), the next one of what is left.
    """

    _name = "sales.kpi.cost.rule"
    _description = "Rule for costs in journal items"
    _inherit = ["sales.kpi.cost.allocation"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    account_ids = fields.Many2many(
        "account.account",
        "sales_kpi_cost_rule_account_rel",
        "rule_id",
        "account_id",
        string="Accounts",
        check_company=True,
        help="Items of these accounts. By default all expense accounts.",
    )
    analytic_account_ids = fields.Many2many(
        "account.analytic.account",
        "sales_kpi_cost_rule_analytic_rel",
        "rule_id",
        "account_id",
        string="Analytic accounts",
        check_company=True,
        help="Only the percentage of an item that is on one of these.",
    )
    date_from = fields.Date(
        "Entries from",
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Earlier items do not count: enter what came before by hand.",
    )
    months = fields.Integer(
        "Spread over months",
        required=True,
        default=1,
        help="1: over the month of the entry. 12: over a year from that month on. "
        "0: all on the day of the entry.",
    )
    overlap_warning = fields.Char("Hint", compute="_compute_overlap_warning")

    _months_in_range = models.Constraint(
        "CHECK (months BETWEEN 0 AND 120)",
        "An entry is spread over at most 120 months.",
    )

    @api.constrains("account_ids", "analytic_account_ids")
    def _check_accounts(self):
        for rule in self:
            if not (rule.account_ids or rule.analytic_account_ids):
                raise ValidationError(
                    self.env._(
                        "Choose the accounts or the analytic accounts of “%s”.",
                        rule.name,
                    )
                )

    @api.depends("category", "company_id", "date_from", "active")
    def _compute_overlap_warning(self):
        """Name a cost entered by hand that may be in the journal items, too."""
        costs = self.env["sales.kpi.cost"].search(
            [
                ("company_id", "in", self.company_id.ids),
                ("category", "in", self.mapped("category")),
            ]
        )
        for rule in self:
            found = costs.filtered(rule._overlaps)
            rule.overlap_warning = bool(found) and self.env._(
                "Costs of this category were entered by hand, for example “%s”. Check "
                "that they are not among the journal items, or they count twice.",
                found[0].display_name,
            )

    def _overlaps(self, cost):
        """Whether a cost may also be found by the rule."""
        return (
            self.active
            and cost.active
            and cost.company_id == self.company_id
            and cost.category == self.category
            and not (self.date_from and cost.date_to and cost.date_to < self.date_from)
        )
