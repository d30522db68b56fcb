"""How an amount is spread over the days of its time, to the cent."""

from odoo.tools import SQL

from .event import Event
from .rate import rate_on
from .source import row

COST_DIMENSIONS = frozenset(
    {
        "company_id",
        "team_id",
        "user_id",
        "sales_partner_id",
        "categ_id",
        "source_id",
        "medium_id",
        "campaign_id",
        "country_id",
        "territory_id",
    }
)
#: As the categories of ``sales.kpi.cost``; each has its own event beside ``cost``.
CATEGORIES = ("salary", "marketing", "meeting_booking", "events", "tools", "other")
#: From cost records and from journal items: two sources write these events.
COSTS = tuple(
    Event(name, frozenset({"count", "amount"}), COST_DIMENSIONS, for_managers=True)
    for name in ("cost", *(f"cost_{category}" for category in CATEGORIES))
)


def place_ctes() -> SQL:
    """``place``: time zone and currency of a company, and what is known of its work.

    Working days are known from ``known_from`` to before ``known_until``.
    """
    return SQL(
        """
        place AS MATERIALIZED (
            SELECT company.id AS company_id, company.currency_id, zone.tz,
                   currency.decimal_places AS decimals,
                   split_part(company.parent_path, '/', 1)::int AS root_id,
                   (MIN(workday.start_at) AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                       AS known_from,
                   (MAX(workday.start_at) AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                       AS known_until
              FROM res_company company
              JOIN res_currency currency ON currency.id = company.currency_id
         LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
        CROSS JOIN LATERAL (
                   SELECT COALESCE(company.kpi_tz, calendar.tz, 'UTC') AS tz
                   ) AS zone
         LEFT JOIN sales_kpi_workday workday ON workday.company_id = company.id
          GROUP BY company.id, company.currency_id, zone.tz, currency.decimal_places,
                   company.parent_path
        )
        """
    )


def spread_ctes() -> SQL:
    """``share``: what each day bears of an amount; the first day counts it.

    Needs :func:`place_ctes` and a CTE ``span``: an amount (``total``, in
    ``currency_id`` with so many ``decimals``) of a record (``id``, ``number``) for the
    days from ``start`` to before ``stop``, of which those before ``until`` are kept.

    All working days bear the same, all days where there is no working day; where
    working days are not known they are Monday to Friday. A day gets what the rounded
    running total grows by, so the days add up to the amount, however they are grouped.
    In another currency it is the running total in that of the company, each day by
    its rate.
    """
    return SQL(
        """
        worked AS MATERIALIZED (
            SELECT DISTINCT place.company_id,
                   (workday.start_at AT TIME ZONE 'UTC' AT TIME ZONE place.tz)::date
                       AS day
              FROM sales_kpi_workday workday
              JOIN place USING (company_id)
             WHERE workday.start_at < workday.stop_at
               AND workday.start_at >= (SELECT MIN(start) - 2 FROM span)
               AND workday.start_at < (SELECT MAX(stop) + 2 FROM span)
        ), day AS (
            SELECT span.*, given.day,
                   (span.company_id, given.day) IN (SELECT company_id, day FROM worked)
                   OR (
                       EXTRACT(ISODOW FROM given.day) < 6
                       AND (given.day >= place.known_from
                            AND given.day < place.known_until) IS NOT TRUE
                   ) AS is_worked
              FROM span
              JOIN place USING (company_id)
        CROSS JOIN LATERAL (
                   SELECT moment::date AS day
                     FROM generate_series(
                              span.start::timestamp, span.stop::timestamp - '1 day'::interval,
                              '1 day'::interval
                          ) AS moment
                   ) AS given
        ), weighed AS (
            SELECT day.*, BOOL_OR(is_worked) OVER (PARTITION BY id, number) AS has_work
              FROM day
        ), counted AS (
            SELECT weighed.*,
                   ROW_NUMBER() OVER (PARTITION BY id, number ORDER BY day) AS nth,
                   COUNT(*) OVER (PARTITION BY id, number) AS days
              FROM weighed
             WHERE is_worked OR NOT has_work
        ), part AS (
            SELECT id, number, company_id, currency_id, day, nth = 1 AS is_first,
                   round(total * nth / days, decimals)
                   - round(total * (nth - 1) / days, decimals) AS amount
              FROM counted
             WHERE day < until
        ), rate AS MATERIALIZED (
            SELECT foreign_day.*, %(own_rate)s / %(rate)s AS factor
              FROM (
                   SELECT DISTINCT part.company_id, part.currency_id, part.day,
                          place.root_id, place.currency_id AS own_currency_id
                     FROM part
                     JOIN place USING (company_id)
                    WHERE part.currency_id <> place.currency_id
                   ) AS foreign_day
        ), share AS (
            SELECT part.id, part.number, part.company_id, part.day, part.is_first,
                   CASE WHEN rate.factor IS NULL THEN part.amount
                        ELSE round(SUM(part.amount * rate.factor) OVER until,
                                   place.decimals)
                             - round(COALESCE(SUM(part.amount * rate.factor) OVER before,
                                              0), place.decimals)
                        END AS amount
              FROM part
              JOIN place USING (company_id)
         LEFT JOIN rate
                ON rate.company_id = part.company_id
               AND rate.currency_id = part.currency_id
               AND rate.day = part.day
            WINDOW until AS (PARTITION BY part.id, part.number ORDER BY part.day),
                   before AS (PARTITION BY part.id, part.number ORDER BY part.day
                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        )
        """,
        rate=_rate_of("currency_id"),
        own_rate=_rate_of("own_currency_id"),
    )


def _rate_of(currency: str) -> SQL:
    return rate_on(
        SQL.identifier("foreign_day", currency),
        SQL("foreign_day.root_id"),
        SQL("foreign_day.day"),
    )


def cost_row(ref: SQL, table: SQL) -> SQL:
    """The select list of CTE ``share`` for what ``table`` says about it."""
    return row(
        ref=ref,
        event=SQL("event.name"),
        day=SQL("share.day"),
        count=SQL("share.is_first::int"),
        amount=SQL("share.amount"),
        **{name: SQL("%s.%s", table, SQL.identifier(name)) for name in COST_DIMENSIONS},
    )
