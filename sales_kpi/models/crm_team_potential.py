from odoo import api, models
from odoo.tools import SQL


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.private
    def _potential_shares(self, date_from, date_to):
        """What the value that arrived at the milestones of teams rests on.

        :param date_from, date_to: days, both inclusive
        :return: ``{team id: {"amount", "count", "standard", "quoted", "manual"}}``: the
            last three are fractions of the amount (None without one): medians of won
            deals, what had been quoted by then, what somebody estimated
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT fact.team_id, SUM(fact.amount), SUM(fact.count),
                       SUM(fact.amount) FILTER (WHERE entry.is_standard),
                       SUM(fact.amount) FILTER (
                           WHERE NOT entry.is_standard AND entry.is_quoted)
                  FROM sales_kpi_fact fact
             LEFT JOIN LATERAL (
                       SELECT journal.is_standard IS TRUE AS is_standard,
                              EXISTS (
                                  SELECT FROM sales_kpi_journal quotation
                                   WHERE quotation.res_model = 'sale.order'
                                     AND quotation.lead_id = journal.res_id
                                     AND quotation.kind IN
                                         ('quote_sent', 'order_confirmed')
                                     AND quotation.at <= journal.at
                              ) AS is_quoted
                         FROM sales_kpi_journal journal
                        WHERE journal.res_model = 'crm.lead'
                          AND journal.res_id = fact.source_ref
                          AND journal.kind = 'milestone'
                          AND journal.milestone_id = fact.stage_id
                     ORDER BY journal.at, journal.id
                        LIMIT 1
                       ) AS entry ON TRUE
                 WHERE fact.event = 'milestone_reached'
                   AND fact.team_id = ANY(%s)
                   AND fact.date BETWEEN %s AND %s
              GROUP BY fact.team_id
                """,
                self.ids,
                date_from,
                date_to,
            )
        )
        shares = {team: _shares(0, 0, 0, 0) for team in self.ids}
        for team, *sums in self.env.cr.fetchall():
            shares[team] = _shares(*(value or 0 for value in sums))
        return shares


def _shares(amount, count, standard, quoted):
    parts = {
        "standard": standard,
        "quoted": quoted,
        "manual": amount - standard - quoted,
    }
    return {
        "amount": float(amount),
        "count": int(count),
        **{
            name: float(part / amount) if amount else None
            for name, part in parts.items()
        },
    }
