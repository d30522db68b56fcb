from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What money of a fact is multiplied by, where rates are joined.
RATE = SQL("COALESCE(company_rate.rate, 1)")


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def _kpi_rates(self):
        """Rates into the current company's currency, as ``(company, from, to, rate)``.

        By the dates on which a rate of the root company's table begins; half-open,
        the first one reaches back. Empty if every company has the same currency.
        """
        target = self.env.company.currency_id
        # sudo: rates of companies that the facts of a caller may belong to
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        foreign = companies.filtered(lambda company: company.currency_id != target)
        if not foreign:
            return []
        root = self.env.company.root_id
        self.env["res.currency.rate"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH rate AS (
                    SELECT currency_id, name, rate,
                           COALESCE(company_id, 0) AS company_id
                      FROM res_currency_rate
                     WHERE company_id IS NULL OR company_id = %(root)s
                ), day AS (
                    SELECT company.id AS company_id, company.currency_id,
                           '-infinity'::date AS start
                      FROM res_company company
                     WHERE company.id = ANY(%(foreign)s)
                 UNION
                    SELECT company.id, company.currency_id, rate.name
                      FROM res_company company
                      JOIN rate
                        ON rate.currency_id IN (company.currency_id, %(target)s)
                     WHERE company.id = ANY(%(foreign)s)
                )
                SELECT day.company_id, day.start,
                       COALESCE(LEAD(day.start) OVER (
                           PARTITION BY day.company_id ORDER BY day.start
                       ), 'infinity'::date) AS stop,
                       COALESCE(%(target_rate)s, 1) / COALESCE(%(own_rate)s, 1)
                  FROM day
                """,
                root=root.id,
                target=target.id,
                foreign=foreign.ids,
                target_rate=_rate_at(SQL("%s", target.id)),
                own_rate=_rate_at(SQL("day.currency_id")),
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _kpi_join_rates(self, query, rates):
        """Join the rate of each fact (:data:`RATE`) to a query on facts."""
        if rates:
            on = _rate_of(SQL.identifier(self._table))
            query.add_join("LEFT JOIN", "company_rate", _rate_table(rates), on)

    @api.model
    def _kpi_rates_table(self):
        """The same join as SQL after ``FROM sales_kpi_fact fact``, or None."""
        rates = self._kpi_rates()
        if not rates:
            return None
        return SQL(
            "LEFT JOIN %s AS company_rate ON %s",
            _rate_table(rates),
            _rate_of(SQL("fact")),
        )


def _rate_at(currency):
    """SELECT the rate of a currency on ``day.start``; before the first, the first."""
    return SQL(
        """(SELECT rate.rate FROM rate
             WHERE rate.currency_id = %(currency)s
          ORDER BY rate.name > day.start,
                   CASE WHEN rate.name > day.start THEN rate.name END,
                   rate.name DESC, rate.company_id DESC
             LIMIT 1)""",
        currency=currency,
    )


def _rate_table(rates):
    company_ids, starts, stops, factors = zip(*rates, strict=True)
    return SQL(
        "(SELECT * FROM unnest(%s::int[], %s::date[], %s::date[], %s::numeric[]) "
        "AS given(company_id, start, stop, rate))",
        list(company_ids),
        list(starts),
        list(stops),
        list(factors),
    )


def _rate_of(fact):
    return SQL(
        "company_rate.company_id = %(fact)s.company_id "
        "AND %(fact)s.date >= company_rate.start "
        "AND %(fact)s.date < company_rate.stop",
        fact=fact,
    )
