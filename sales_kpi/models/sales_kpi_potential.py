from collections import namedtuple
from functools import partial

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import SQL, split_every

#: A median of fewer deals is chance; of a whole company better a rough value than none.
MINIMUM_DEALS = 5
MINIMUM_DEALS_OF_COMPANY = 3
#: Leads that get another standard in one transaction of the scheduled action.
BATCH = 20_000

Standard = namedtuple("Standard", "median p90")
NO_STANDARD = Standard(0.0, 0.0)


class SalesKpiPotential(models.Model):
    """What a won deal was worth: the standard potential of leads without a value.

    Most specific first: team, product line and source; team and source; team; company.
    A deal or lead without a source is one of the source "none". A deal belongs to the
    product line that most of its order was of, and to those above it.
    """

    _name = "sales.kpi.potential"
    _description = "Standard potential"
    _order = "company_id, team_id, categ_id, source_id, id"
    _log_access = False

    level = fields.Selection(
        [
            ("line", "Team, product line, source"),
            ("source", "Team, source"),
            ("team", "Team"),
            ("company", "Company"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="cascade")
    categ_id = fields.Many2one(
        "product.category", "Product line", readonly=True, ondelete="cascade"
    )
    source_id = fields.Many2one("utm.source", readonly=True, ondelete="cascade")
    deals = fields.Integer(
        "Won deals", readonly=True, help="Won in the last two years, with a value."
    )
    median = fields.Monetary(
        readonly=True,
        currency_field="currency_id",
        help="Half of the deals were worth less: what a lead without a value gets.",
    )
    p90 = fields.Monetary(
        "Nine of ten below",
        readonly=True,
        currency_field="currency_id",
        help="A potential above it, entered by hand, needs a reason.",
    )

    @api.model
    def _standards(self, keys):
        """The standard of each (company, team, product line, source), by their ids.

        :return: ``{key: Standard}``; without deals to learn from it is all zero
        """
        companies = {company for company, *_rest in keys}
        # sudo: the standard is the same for whoever enters a lead
        rows = self.sudo().search_fetch(
            [("company_id", "in", list(companies))],
            [
                "level",
                "company_id",
                "team_id",
                "categ_id",
                "source_id",
                "median",
                "p90",
            ],
        )
        known = {
            (
                row.level,
                row.company_id.id,
                row.team_id.id,
                row.categ_id.id,
                row.source_id.id,
            ): Standard(row.median, row.p90)
            for row in rows
        }
        return {key: _find(known, *key) for key in keys}

    @api.model
    def _recompute(self):
        """Learn the medians anew from the deals won until now."""
        self.env.flush_all()
        self.env.cr.execute(SQL("DELETE FROM sales_kpi_potential"))
        self.env.cr.execute(
            SQL(
                """
                WITH %(deals)s
                INSERT INTO sales_kpi_potential
                       (level, company_id, team_id, categ_id, source_id,
                        deals, median, p90)
                SELECT level, company_id, team_id, categ_id, source_id, COUNT(*),
                       PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY amount),
                       PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY amount)
                  FROM (
                       SELECT 'line' AS level, deal.company_id, deal.team_id,
                              line.categ_id, deal.source_id, deal.amount
                         FROM deal
                         JOIN line USING (lead_id)
                        WHERE deal.team_id IS NOT NULL
                    UNION ALL
                       SELECT 'source', company_id, team_id, NULL, source_id, amount
                         FROM deal WHERE team_id IS NOT NULL
                    UNION ALL
                       SELECT 'team', company_id, team_id, NULL, NULL, amount
                         FROM deal WHERE team_id IS NOT NULL
                    UNION ALL
                       SELECT 'company', company_id, NULL, NULL, NULL, amount
                         FROM deal
                       ) AS sample
              GROUP BY level, company_id, team_id, categ_id, source_id
                HAVING COUNT(*) >= CASE level WHEN 'company' THEN %(rough)s
                                              ELSE %(minimum)s END
                """,
                deals=self._deal_ctes(),
                rough=MINIMUM_DEALS_OF_COMPANY,
                minimum=MINIMUM_DEALS,
            )
        )
        self.invalidate_model()

    @api.model
    def _cron_recompute(self):
        """Learn the medians, then give them to the leads that wait for a value."""
        retrying(self._recompute, self.env)
        todo = [*split_every(BATCH, self._moves(), list)]
        commit = self.env["ir.cron"]._commit_progress
        commit(1, remaining=len(todo))
        for moves in todo:
            retrying(partial(self._move, moves), self.env)
            if not commit(1):
                break

    @api.model
    def _moves(self):
        """Open leads whose standard is another one now, as (lead id, standard).

        A lead that reached a milestone keeps the value that it arrived with.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT COALESCE(lead.company_id, team.company_id, owner.company_id,
                                main.id),
                       lead.team_id, line.categ_id, lead.source_id,
                       COALESCE(lead.potential_amount, 0), ARRAY_AGG(lead.id)
                  FROM crm_lead lead
             LEFT JOIN crm_team team ON team.id = lead.team_id
             LEFT JOIN res_users owner ON owner.id = lead.user_id
             LEFT JOIN (
                       SELECT lead_id, MIN(categ_id) AS categ_id
                         FROM crm_lead_required_categ_rel
                     GROUP BY lead_id
                       HAVING COUNT(*) = 1
                       ) AS line ON line.lead_id = lead.id
            CROSS JOIN (SELECT MIN(id) AS id FROM res_company) AS main
                 WHERE lead.active
                   AND COALESCE(lead.won_status, 'pending') = 'pending'
                   AND lead.potential_origin IS DISTINCT FROM 'manual'
                   AND NOT EXISTS (
                       SELECT FROM sales_kpi_journal journal
                        WHERE journal.res_model = 'crm.lead'
                          AND journal.res_id = lead.id
                          AND journal.kind = 'milestone'
                       )
              GROUP BY 1, 2, 3, 4, 5
                """
            )
        )
        groups = [
            (tuple(value or False for value in key), float(amount), ids)
            for *key, amount, ids in self.env.cr.fetchall()
        ]
        standards = self._standards({key for key, _amount, _ids in groups})
        return sorted(
            (lead_id, standards[key].median)
            for key, amount, ids in groups
            if standards[key].median != amount
            for lead_id in ids
        )

    @api.model
    def _move(self, moves):
        """Give leads their standard, but for those that got a value by hand since."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead lead
                   SET potential_amount = given.amount,
                       potential_origin = CASE WHEN given.amount > 0
                                               THEN 'standard' END
                  FROM unnest(%s::int[], %s::numeric[]) AS given(id, amount)
                 WHERE lead.id = given.id
                   AND lead.potential_origin IS DISTINCT FROM 'manual'
                """,
                *map(list, zip(*moves, strict=True)),
            ),
            log_exceptions=False,
        )
        self.env["crm.lead"].invalidate_model(["potential_amount", "potential_origin"])


def _find(known, company, team, categ, source):
    for level in (
        ("line", company, team, categ, source),
        ("source", company, team, False, source),
        ("team", company, team, False, False),
        ("company", company, False, False, False),
    ):
        if level in known and (level[0] != "line" or categ):
            return known[level]
    return NO_STANDARD
