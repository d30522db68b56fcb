from odoo import api, fields, models
from odoo.fields import Domain


class SalesKpiAnnotation(models.Model):
    """What happened outside the figures and explains them: a campaign, a season.

    Trends and the performance of products mark the time, so that nobody takes the
    effect of a campaign for a change of the business.
    """

    _name = "sales.kpi.annotation"
    _description = "Event on the time line of KPIs"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(
        [
            ("campaign", "Campaign"),
            ("season", "Season"),
            ("price", "Prices"),
            ("market", "Market"),
            ("team", "Team"),
            ("other", "Other"),
        ],
        default="campaign",
        required=True,
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date(
        "To",
        required=True,
        compute="_compute_date_to",
        store=True,
        readonly=False,
        help="The last day on which it has an effect.",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="None: it concerns all companies.",
    )
    team_ids = fields.Many2many(
        "crm.team", string="Sales teams", help="None: it concerns all teams."
    )
    categ_ids = fields.Many2many(
        "product.category",
        string="Product categories",
        help="The categories whose sales it moves, with the ones below them.",
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        check_company=True,
        help="The products whose sales it moves. Without products and categories it "
        "concerns all.",
    )
    campaign_id = fields.Many2one("utm.campaign", index="btree_not_null")
    note = fields.Text(help="What was expected of it, and what came of it.")

    _days = models.Constraint(
        "CHECK (date_from <= date_to)", "It ends before it begins. Swap the two dates."
    )

    @api.depends("date_from")
    def _compute_date_to(self):
        for annotation in self:
            first = annotation.date_from
            if first and (not annotation.date_to or annotation.date_to < first):
                annotation.date_to = first

    @api.model
    def _during(self, first, last, teams=None):
        """What had an effect between two days, both inclusive, the earliest first.

        :param teams: ids of the teams that are looked at, None for all
        """
        domain = (
            Domain("date_from", "<=", last)
            & Domain("date_to", ">=", first)
            & Domain("company_id", "in", [False, *self.env.companies.ids])
        )
        if teams is not None:
            domain &= Domain("team_ids", "=", False) | Domain("team_ids", "in", teams)
        return self.search(domain, order="date_from, id")

    def _concerns(self, product):
        """Whether it may have moved the sales of a product."""
        self.ensure_one()
        if not self.product_ids and not self.categ_ids:
            return True
        path = product.categ_id.parent_path or ""
        above = {int(part) for part in path.split("/")[:-1]}
        return product in self.product_ids or bool(above & set(self.categ_ids.ids))

    def _words(self):
        """What a trend says of it."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": annotation.id,
                "name": annotation.name,
                "kind": kinds[annotation.kind],
                "date_from": annotation.date_from.isoformat(),
                "date_to": annotation.date_to.isoformat(),
            }
            for annotation in self
        ]


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _dashboard_data(self, options):
        """Mark on the trend what happened meanwhile."""
        data = super()._dashboard_data(options)
        trend = data["trend"]
        teams = [part["id"] for part in data["scope"] if part["field"] == "team_id"]
        found = self.env["sales.kpi.annotation"]._during(
            trend["periods"][0], trend["ends"][-1], teams or None
        )
        trend["annotations"] = found._words()
        return data
