"""What looks at one customer at a time: who stayed, for how long, with what.

No sum of facts tells that. A customer is active from a day on up to another one: a
spell, from the signed movements of ``customer_active``; he is one for each company
and, where grouped, each group that he belongs to.
"""

from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.survival import Lifetimes, expected_years

#: What customers bought; the same product ordered and billed counts once.
PURCHASES = ("product_sold", "invoiced")
NOTHING = {"kept": 0.0, "tenure": 0.0, "products": 0.0}
#: Nobody's group, so that groups can be compared.
NO_GROUP = 0


class CustomerReader:
    """Reads the atoms of ``CUSTOMER_KINDS`` for a ``FactReader``, a query each.

    It has the facts, filter, grouping and windows of the reader, and so its rights.
    What is only shown beside a figure is not read before somebody looks at it.
    """

    def __init__(self, reader):
        self.reader = reader
        self.env = reader.env
        self.found = {}

    def value(self, atom, start, stop, group):
        """The value of an atom; nobody gives 0 of what is counted, else no value."""
        if atom not in self.found:
            self.found[atom] = self._read(atom)
        return self.found[atom].get((start, stop, group), NOTHING.get(atom.kind))

    def _read(self, atom):
        """Every value of an atom, ``{(start, stop, group): value}``."""
        reader = self.reader
        windows = {reader.days[atom, period] for period in reader.periods}
        return {
            (start, stop, group or None): float(value)
            for start, stop, group, value in getattr(self, f"_{atom.kind}")(windows)
        }

    def _kept(self, windows):
        """Customers active on the day before a window and on its last day."""
        return self._run(
            windows,
            SQL(
                """
            SELECT given.start, given.stop, spell.grouped, COUNT(*)
              FROM given
              JOIN spell
                ON spell.start < given.start AND spell.stop >= given.start
              JOIN spell later
                ON later.company_id = spell.company_id
               AND later.customer = spell.customer
               AND later.grouped = spell.grouped
               AND later.start < given.stop AND later.stop >= given.stop
          GROUP BY 1, 2, 3
            """
            ),
        )

    def _tenure(self, windows):
        """Years since their beginning, of those who are active at the end."""
        return self._run(
            windows,
            SQL(
                """
            SELECT given.start, given.stop, spell.grouped,
                   SUM(given.stop - 1 - spell.since) / 365.25
              FROM given
              JOIN spell ON spell.start < given.stop AND spell.stop >= given.stop
          GROUP BY 1, 2, 3
            """
            ),
        )

    def _products(self, windows):
        """Distinct products that the customers active at the end bought and kept."""
        return self._run(
            windows,
            SQL(
                """
            , bought AS (
                SELECT given.start, given.stop, fact.company_id, fact.customer_id,
                       fact.grouped, fact.product_id
                  FROM given
                  JOIN purchase fact
                    ON fact.date >= given.start AND fact.date < given.stop
                 WHERE fact.product_id IS NOT NULL
              GROUP BY 1, 2, 3, 4, 5, 6, fact.event
                HAVING SUM(fact.quantity) > 0
            )
            SELECT bought.start, bought.stop, bought.grouped,
                   COUNT(DISTINCT (bought.company_id, bought.customer_id,
                                   bought.product_id))
              FROM bought
              JOIN spell
                ON spell.company_id = bought.company_id
               AND spell.customer = bought.customer_id
               AND spell.grouped = bought.grouped
               AND spell.start < bought.stop AND spell.stop >= bought.stop
          GROUP BY 1, 2, 3
            """
            ),
            PURCHASES,
        )

    def _customer_median(self, windows):
        return self._spread(windows, 0.5)

    def _customer_p90(self, windows):
        return self._spread(windows, 0.9)

    def _spread(self, windows, share):
        """A quantile of the revenue of the customers active at the end."""
        return self._run(
            windows,
            SQL(
                """
            , spent AS (
                SELECT given.start, given.stop, fact.company_id, fact.customer_id,
                       fact.grouped, SUM(fact.amount) AS amount
                  FROM given
                  JOIN purchase fact
                    ON fact.date >= given.start AND fact.date < given.stop
              GROUP BY 1, 2, 3, 4, 5
            )
            SELECT given.start, given.stop, spell.grouped,
                   percentile_cont(%(share)s) WITHIN GROUP (
                       ORDER BY COALESCE(spent.amount, 0)::float8)
              FROM given
              JOIN spell ON spell.start < given.stop AND spell.stop >= given.stop
         LEFT JOIN spent
                ON spent.start = given.start AND spent.stop = given.stop
               AND spent.company_id = spell.company_id
               AND spent.customer_id = spell.customer
               AND spent.grouped = spell.grouped
          GROUP BY 1, 2, 3
            """,
                share=share,
            ),
            ("revenue",),
        )

    def _lifetime(self, windows):
        """The years that a customer is expected to stay, by all spells so far."""
        seen = defaultdict(list)
        for start, stop, group, *lifetimes in self._run(
            windows,
            SQL(
                """
            SELECT given.start, given.stop, spell.grouped,
                   12 * EXTRACT(YEAR FROM lasted.age) + EXTRACT(MONTH FROM lasted.age)
                   + (is_ended AND EXTRACT(DAY FROM lasted.age) > 0)::int AS months,
                   is_ended, COUNT(*)
              FROM given
              JOIN spell ON spell.start < given.stop
        CROSS JOIN LATERAL (
                   SELECT spell.stop < given.stop AS is_ended,
                          age(LEAST(spell.stop, given.stop)::timestamp,
                              spell.start::timestamp) AS age
                   ) AS lasted
          GROUP BY 1, 2, 3, 4, 5
            """
            ),
        ):
            months, is_ended, customers = lifetimes
            seen[start, stop, group].append(Lifetimes(int(months), is_ended, customers))
        # sudo: settings, not a record
        company = self.env.company.sudo()
        for key, lifetimes in seen.items():
            years = expected_years(
                lifetimes, company.kpi_clv_years, company.kpi_clv_discount
            )
            if years is not None:
                yield *key, years

    def _run(self, windows, select, purchases=()):
        """Run a SELECT on ``given`` windows, ``spell`` and, if named, ``purchase``."""
        last = max(stop for _start, stop in windows)
        movements = self._facts(("customer_active",), last)
        return self.env.execute_query(
            SQL(
                """
                WITH given AS (
                    SELECT * FROM unnest(%(starts)s::date[], %(stops)s::date[])
                                  AS given(start, stop)
                ), movement AS (
                    SELECT company_id, source_ref AS customer, grouped, date,
                           SUM(count) AS moved
                      FROM (%(movements)s) AS fact
                  GROUP BY 1, 2, 3, 4
                ), level AS (
                    SELECT movement.*, MIN(date) OVER life AS since,
                           SUM(moved) OVER life > 0 AS is_active
                      FROM movement
                    WINDOW life AS (
                        PARTITION BY company_id, customer, grouped ORDER BY date)
                ), turn AS (
                    SELECT level.*,
                           COALESCE(LAG(is_active) OVER life, FALSE) AS was_active
                      FROM level
                    WINDOW life AS (
                        PARTITION BY company_id, customer, grouped ORDER BY date)
                ), span AS (
                    SELECT company_id, customer, grouped, since, is_active,
                           date AS start,
                           COALESCE(LEAD(date) OVER (
                               PARTITION BY company_id, customer, grouped
                                   ORDER BY date), 'infinity') AS stop
                      FROM turn
                     WHERE is_active <> was_active
                ), spell AS (
                    SELECT * FROM span WHERE is_active
                ) %(purchases)s %(select)s
                """,
                starts=[start for start, _stop in windows],
                stops=[stop for _start, stop in windows],
                movements=movements,
                purchases=SQL(", purchase AS (%s)", self._facts(purchases, last))
                if purchases
                else SQL(),
                select=select,
            )
        )

    def _facts(self, events, last):
        """SELECT the facts of events before a day that the caller reads."""
        reader = self.reader
        domain = Domain("event", "in", list(events)) & Domain("date", "<", last)
        query = reader.fact._search(domain & reader.domain, order=None)
        reader.fact._kpi_join_rates(query, reader.rates)
        names = ("company_id", "customer_id", "source_ref", "product_id")
        names += ("event", "date", "count", "quantity")
        return query.select(
            *(SQL.identifier(reader.fact._table, name) for name in names),
            SQL("%s AS amount", reader._column("amount")),
            SQL("COALESCE(%s, %s) AS grouped", reader._group(), NO_GROUP),
        )
