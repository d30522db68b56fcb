"""What customers are counted by: lifetime value, and when silence means lost."""

import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from .res_company import LIMITS

DAYS_A_MONTH = 365.25 / 12
#: With fewer pauses between purchases the data suggest nothing.
FEWEST_PAUSES = 10
MAX_DISCOUNT = 1.0


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_clv_years = fields.Integer(
        "Customer lifetime counts (years)",
        default=5,
        help="Years that a customer lifetime value looks ahead. How many customers "
        "live to see them comes from the data.",
    )
    kpi_clv_discount = fields.Float(
        "Discount rate",
        digits=0,
        help="What money of next year is worth less than today, per year.",
    )
    kpi_silence_suggestion = fields.Integer(
        compute="_compute_kpi_silence_suggestion",
        compute_sudo=True,
        groups="sales_kpi.group_manager",
    )
    kpi_silence_words = fields.Char(
        compute="_compute_kpi_silence_suggestion",
        compute_sudo=True,
        groups="sales_kpi.group_manager",
    )

    @api.constrains("kpi_clv_discount")
    def _check_kpi_clv_discount(self):
        if any(not 0 <= company.kpi_clv_discount <= MAX_DISCOUNT for company in self):
            raise ValidationError(
                self.env._("The discount rate must be between 0 % and 100 %.")
            )

    @api.depends_context("lang")
    def _compute_kpi_silence_suggestion(self):
        pauses = self._kpi_pauses()
        for company in self:
            months, number = pauses.get(company.id, (0, 0))
            company.kpi_silence_suggestion = months
            company.kpi_silence_words = (
                self.env._(
                    "Nine of ten pauses between two purchases of a customer lasted at "
                    "most %(months)s months (n = %(number)s).",
                    months=months,
                    number=number,
                )
                if months
                else self.env._(
                    "Too few purchases to suggest something: %(number)s of %(fewest)s "
                    "pauses between two purchases of a customer.",
                    number=number,
                    fewest=FEWEST_PAUSES,
                )
            )

    def _kpi_pauses(self):
        """The pause that nine of ten purchases end, ``{company id: (months, n)}``.

        Purchases are days with revenue, by the revenue basis. No months below
        ``FEWEST_PAUSES``.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, COUNT(*),
                       percentile_cont(0.9) WITHIN GROUP (ORDER BY pause)
                  FROM (
                       SELECT company_id,
                              date - LAG(date) OVER (
                                  PARTITION BY company_id, customer_id ORDER BY date
                              ) AS pause
                         FROM sales_kpi_fact
                        WHERE event = 'revenue' AND company_id = ANY(%s)
                          AND customer_id IS NOT NULL AND date <= %s
                     GROUP BY company_id, customer_id, date
                       HAVING SUM(amount) > 0
                       ) AS purchase
                 WHERE pause IS NOT NULL
              GROUP BY company_id
                """,
                self.ids,
                self.env["sales.kpi"]._today(),
            )
        )
        _lowest, highest = LIMITS["kpi_silence_months"]
        return {
            company: (
                min(highest, math.ceil(days / DAYS_A_MONTH))
                if number >= FEWEST_PAUSES
                else 0,
                number,
            )
            for company, number, days in rows
        }

    def action_kpi_take_silence(self):
        """Let customers count as lost after the months that the data suggest.

        Facts of open periods are computed anew, closed ones stay (decision 21).

        :raise AccessError: for users who are not KPI managers of the company
        :raise UserError: if the data suggest nothing
        """
        self.ensure_one()
        self._kpi_check_setup()
        if not self.kpi_silence_suggestion:
            raise UserError(self.kpi_silence_words)
        # sudo: managers of KPIs need not be allowed to change companies
        self.sudo().kpi_silence_months = self.kpi_silence_suggestion
