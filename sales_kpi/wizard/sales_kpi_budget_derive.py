"""A budget from what the months of last year brought (D76)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

MONTHS = 12
A_YEAR = relativedelta(years=1)


class SalesKpiBudgetDerive(models.TransientModel):
    _name = "sales.kpi.budget.derive"
    _description = "Budget from last year"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    kpi_ids = fields.Many2many(
        "sales.kpi",
        string="KPIs",
        required=True,
        default=lambda self: self._default_kpi_ids(),
        help="What adds up over months: values and numbers, no rates.",
    )
    month = fields.Date(
        "First month",
        required=True,
        default=lambda self: self._default_month(),
        help="The budget is made for twelve months from here on.",
    )
    growth = fields.Float(
        "Change", help="As 5 %: each month of last year, and a twentieth more."
    )
    level = fields.Selection(
        [
            ("company", "The company"),
            ("team", "Each team"),
            ("both", "The company and each team"),
        ],
        "For",
        required=True,
        default="both",
    )
    is_overwriting = fields.Boolean(
        "Overwrite", help="Else months that have a budget already keep it."
    )

    @api.model
    def _default_kpi_ids(self):
        return self.env.ref("sales_kpi.sales_kpi_won_value", raise_if_not_found=False)

    @api.model
    def _default_month(self):
        """January: the next one in the second half of a year, when it is planned."""
        today = self.env["sales.kpi"]._today()
        year = today.year + (today.month > 6)
        return today.replace(year=year, month=1, day=1)

    def action_apply(self):
        """Write the budgets and list them.

        :raise AccessError: for who may not plan
        :raise UserError: if there is nothing to plan from, or nothing to change
        """
        self.ensure_one()
        budgets = self.env["sales.kpi.budget"].with_company(self.company_id)
        budgets.check_access("create")
        wanted = self._wanted()
        if not wanted:
            raise UserError(
                self.env._(
                    "Last year brought nothing to plan from. Enter or import the budget."
                )
            )
        written = self._write_budgets(budgets, wanted)
        if not written:
            raise UserError(
                self.env._(
                    "All of these months have a budget. Tick “Overwrite” to plan them "
                    "anew."
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.sales_kpi_budget_action"
        )
        return {**action, "domain": [("id", "in", written.ids)]}

    def _write_budgets(self, budgets, wanted):
        """Create what is not there, change what is if that is wanted."""
        existing = self._existing(budgets)
        new = {key: value for key, value in wanted.items() if key not in existing}
        written = budgets.create(
            [
                {
                    "company_id": self.company_id.id,
                    "kpi_id": kpi,
                    "scope": "team" if team else "company",
                    "team_id": team,
                    "month": month,
                    "value": value,
                }
                for (kpi, team, month), value in new.items()
            ]
        )
        if self.is_overwriting:
            for key in wanted.keys() & existing.keys():
                existing[key].value = wanted[key]
                written |= existing[key]
        return written

    def _existing(self, budgets):
        """``{(KPI, team, month): budget}`` of what is planned already."""
        months = self._months()
        found = budgets.search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("kpi_id", "in", self.kpi_ids.ids)
            & Domain("scope", "in", ("company", "team"))
            & Domain("month", "in", list(months))
        )
        return {
            (budget.kpi_id.id, budget.team_id.id, budget.month): budget
            for budget in found
        }

    def _wanted(self):
        """``{(KPI, team or False, month): value}`` from earlier months."""
        wanted = {}
        if self.level != "team":
            wanted |= self._planned(None)
        if self.level != "company":
            wanted |= self._planned("team_id")
        return wanted

    def _planned(self, groupby):
        """The budgets of the company or of each team; 0 in a month with nothing."""
        bases, codes = self._months(), self.kpi_ids.mapped("code")
        # in the rights of the user: evaluate tells what he may see
        rows = (
            self.env["sales.kpi"]
            .with_company(self.company_id)
            .evaluate(
                codes,
                min(bases.values()).isoformat(),
                (max(bases.values()) + relativedelta(day=31)).isoformat(),
                "month",
                groupby,
                [("company_id", "=", self.company_id.id)],
            )["rows"]
        )
        values = {
            (kpi.id, row["group"] and row["group"][0], row["period"]): row["values"][
                kpi.code
            ]["value"]
            for kpi in self.kpi_ids
            for row in rows
            if row["group"] or not groupby
        }
        holders = {
            (kpi, group) for (kpi, group, _month), value in values.items() if value
        }
        units = {kpi.id: kpi.unit for kpi in self.kpi_ids}
        return {
            (kpi, group or False, month): self._grown(
                values.get((kpi, group, base.isoformat())) or 0.0, units[kpi]
            )
            for kpi, group in sorted(holders, key=str)
            for month, base in bases.items()
        }

    def _grown(self, value, unit):
        grown = value * (1 + self.growth)
        if unit == "money":
            return self.company_id.currency_id.round(grown)
        return float(round(grown, 0 if unit == "count" else 2))

    def _months(self):
        """Each month with the one it is planned from: a year before, if that is over."""
        today = self.env["sales.kpi"].with_company(self.company_id)._today()
        first = self.month.replace(day=1)
        found = {}
        for number in range(MONTHS):
            month = first + relativedelta(months=number)
            base = month - A_YEAR
            while base + relativedelta(months=1) > today:
                base -= A_YEAR
            found[month] = base
        return found
