from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Months from the first purchase to the loss, rounded up; sorted by name in a pivot.
AGES = {
    "1_year": 12,
    "2_years": 24,
    "3_years": 36,
}


class SalesKpiChurn(models.Model):
    """Who won which customers, and at what age they were lost.

    A row per customer, as far as the caller may read the fact that won him; the
    seller is who made the first sale. What comes after a return is left out.
    """

    _name = "sales.kpi.churn"
    _description = "Early churn"
    _auto = False
    _order = "since desc, id desc"
    _rec_name = "customer_id"

    customer_id = fields.Many2one("res.partner", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("crm.team", "Sales team", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Seller of the first order",
        readonly=True,
        depends_context=("uid", "allowed_company_ids"),  # not shown to everyone
    )
    source_id = fields.Many2one("utm.source", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    since = fields.Date("Customer since", readonly=True)
    lost_on = fields.Date("Lost on", readonly=True)
    age = fields.Selection(
        [
            ("1_year", "Lost within a year"),
            ("2_years", "Lost in the second year"),
            ("3_years", "Lost in the third year"),
            ("4_later", "Lost later"),
            ("5_active", "Still active"),
        ],
        "Age when lost",
        readonly=True,
    )
    count = fields.Integer("Customers", readonly=True)
    lost_share = fields.Float("Share lost", aggregator="avg", readonly=True)
    months = fields.Float("Months until lost", aggregator="avg", readonly=True)
    is_old_enough = fields.Boolean(
        "Old enough to be lost",
        readonly=True,
        help="Has been a customer for longer than the months of silence.",
    )

    @property
    def _table_query(self):
        """From the facts that the caller may read; persons as he may see them."""
        kpis = self.env["sales.kpi"]
        fact, readable = kpis._readable_facts()
        today = kpis._today()
        shared = Domain("date", "<=", today) & readable
        won, lost = (
            fact._search(Domain("event", "=", event) & shared, order=None)
            for event in ("customer_won", "customer_lost")
        )
        columns = ("company_id", "customer_id", "team_id", "source_id", "campaign_id")
        columns += ("country_id", "source_ref", "id", "date", "count")
        table = fact._table
        return SQL(
            """
            WITH won AS (
                SELECT MIN(fact.id) AS id, company_id, source_ref, customer_id, team_id,
                       user_id, source_id, campaign_id, country_id, MIN(date) AS since
                  FROM (%(won)s) AS fact
              GROUP BY company_id, source_ref, customer_id, team_id, user_id, source_id,
                       campaign_id, country_id
                HAVING SUM(count) > 0
            ), lost AS (
                SELECT company_id, source_ref, MIN(date) AS lost_on
                  FROM (%(lost)s) AS fact
                 WHERE count > 0
              GROUP BY company_id, source_ref
            )
            SELECT won.id, won.company_id, won.customer_id, won.team_id, won.user_id,
                   won.source_id, won.campaign_id, won.country_id, won.since,
                   lost.lost_on, lasted.months, 1 AS count,
                   CASE WHEN lost.lost_on IS NULL THEN 0.0 ELSE 1.0 END AS lost_share,
                   CASE WHEN lost.lost_on IS NULL THEN '5_active' %(ages)s
                        ELSE '4_later' END AS age,
                   won.since + make_interval(months => company.kpi_silence_months)
                       <= %(today)s AS is_old_enough
              FROM won
              JOIN res_company company ON company.id = won.company_id
         LEFT JOIN lost USING (company_id, source_ref)
        CROSS JOIN LATERAL (
                   SELECT age(lost.lost_on::timestamp, won.since::timestamp) AS age
                   ) AS span
        CROSS JOIN LATERAL (
                   SELECT 12 * EXTRACT(YEAR FROM span.age)
                          + EXTRACT(MONTH FROM span.age)
                          + EXTRACT(DAY FROM span.age) / 31 AS months
                   ) AS lasted
            """,
            won=won.select(
                *(SQL.identifier(table, name) for name in columns),
                SQL("%s AS user_id", kpis._person_sql(table)),
            ),
            lost=lost.select(*(SQL.identifier(table, name) for name in columns)),
            ages=SQL(" ").join(
                SQL("WHEN lasted.months <= %s THEN %s", months, age)
                for age, months in AGES.items()
            ),
            today=today,
        )
