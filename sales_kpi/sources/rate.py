"""Rates of currencies for sources whose amounts are not those of a company."""

from odoo.tools import SQL


def rate_on(currency: SQL, root: SQL, day: SQL) -> SQL:
    """SELECT the rate of a currency on a day, as ``res.currency`` finds it.

    :param root: SQL of the root company, whose table comes before the shared one
    """
    return SQL(
        "COALESCE((%s), (%s), 1)",
        _first(currency, root, SQL("AND rate.name <= %s", day), SQL("DESC")),
        _first(currency, root, SQL(), SQL("ASC")),
    )


def _first(currency: SQL, root: SQL, condition: SQL, order: SQL) -> SQL:
    return SQL(
        """
        SELECT rate.rate
          FROM res_currency_rate rate
         WHERE rate.currency_id = %s
           AND (rate.company_id IS NULL OR rate.company_id = %s) %s
      ORDER BY rate.company_id, rate.name %s
         LIMIT 1
        """,
        currency,
        root,
        condition,
        order,
    )
