"""Measure sales_kpi inside ``odoo shell`` on a database filled by generate.py.

Prints medians, and ratios to a floor: the same work written by hand in SQL on Odoo's own
tables. Only ratios within one run mean something on a shared machine.
"""

import os
import sys
from datetime import timedelta, timezone
from time import perf_counter

from odoo.tools import SQL

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
from clock import cpu, measure, show

CHANGED = 1000
#: Seconds that the payload of the dashboard page may take on 100 000 leads.
PAYLOAD = 0.3
#: So many intervals are measured in working hours.
INTERVALS = 100_000
FIVE = ("new_leads", "win_rate", "won_value", "sales_cycle", "deal_value")
GROUPINGS = ([], ["team_id"], ["date:month"], ["team_id", "date:month"])

FLOOR_PIVOT = """
    SELECT team_id, date_trunc('month', moment)::date, COUNT(*) FILTER (WHERE is_new),
           COUNT(*) FILTER (WHERE outcome = 'won')::float8
               / NULLIF(COUNT(*) FILTER (WHERE outcome IN ('won', 'lost')), 0),
           SUM(expected_revenue) FILTER (WHERE outcome = 'won'),
           AVG(EXTRACT(EPOCH FROM moment - create_date) / 86400)
               FILTER (WHERE outcome = 'won'),
           AVG(expected_revenue) FILTER (WHERE outcome = 'won')
      FROM (
           SELECT team_id, create_date, create_date AS moment, expected_revenue,
                  TRUE AS is_new, NULL AS outcome
             FROM crm_lead
        UNION ALL
           SELECT team_id, create_date, date_closed, expected_revenue, FALSE, won_status
             FROM crm_lead
            WHERE won_status IN ('won', 'lost')
           ) AS happening
     WHERE moment >= %(first)s
  GROUP BY GROUPING SETS ((), (1), (2), (1, 2))
"""
FLOOR_DASHBOARD = (
    """SELECT date_trunc('month', create_date), COUNT(*) FROM crm_lead
        WHERE create_date >= %(first)s GROUP BY 1""",
    """SELECT date_trunc('month', date_closed), won_status, COUNT(*),
              percentile_cont(0.5) WITHIN GROUP (ORDER BY date_closed - create_date)
         FROM crm_lead
        WHERE date_closed >= %(first)s AND won_status <> 'pending' GROUP BY 1, 2""",
    """SELECT date_trunc('month', date_order), SUM(amount_untaxed) FROM sale_order
        WHERE state = 'sale' AND date_order >= %(first)s GROUP BY 1""",
    """SELECT date_trunc('month', invoice_date), SUM(amount_untaxed_signed)
         FROM account_move WHERE state = 'posted' AND invoice_date >= %(first)s
          AND move_type IN ('out_invoice', 'out_refund') GROUP BY 1""",
    """SELECT SUM(expected_revenue) FROM crm_lead
        WHERE active AND won_status = 'pending'""",
    """SELECT month, percentile_cont(0.5) WITHIN GROUP (ORDER BY answered - create_date)
         FROM (SELECT date_trunc('month', lead.create_date) AS month, lead.create_date,
                      MIN(message.date) AS answered
                 FROM crm_lead lead
                 JOIN mail_message message ON message.model = 'crm.lead'
                  AND message.res_id = lead.id AND message.message_type = 'comment'
                WHERE lead.create_date >= %(first)s GROUP BY lead.id) AS answer
     GROUP BY 1""",
)


def rebuild(env):
    """Time history and facts once: they take too long to be repeated."""
    journal, fact = env["sales.kpi.journal"].sudo(), env["sales.kpi.fact"].sudo()
    first, last, count = journal._lead_range()
    start = perf_counter()
    while first <= last:
        journal._rebuild_history_range(first, min(first + 49_999, last))
        env.cr.commit()
        first += 50_000
    journal._set_progress(False)
    history = perf_counter() - start
    start = perf_counter()
    facts = fact.rebuild()["facts"]
    env.cr.commit()
    computed = perf_counter() - start
    env.cr.execute("CREATE TEMP TABLE copied (LIKE sales_kpi_fact INCLUDING INDEXES)")
    start = perf_counter()
    env.cr.execute("INSERT INTO copied SELECT * FROM sales_kpi_fact ORDER BY id")
    copied = perf_counter() - start
    env.cr.rollback()
    env.cr.execute("SELECT COUNT(*) FROM sales_kpi_journal")
    [rows] = env.cr.fetchone()
    env.cr.commit()
    print(f"\nAll anew, once ({count} leads)")
    print(f"  history of leads         {history:8.1f} s   {rows} journal rows in all")
    print(f"  facts                    {computed:8.1f} s   {facts} facts")
    print(f"  floor: copy these facts  {copied:8.1f} s   ratio {computed / copied:.2f}")
    env.cr.execute("ANALYZE")
    env.cr.commit()


def refresh(env):
    """Refresh after changes of many leads; the floor writes the same facts again."""
    fact = env["sales.kpi.fact"].sudo()
    env.cr.execute("SELECT id FROM crm_lead ORDER BY hashint4(id) LIMIT %s", [CHANGED])
    ids = [lead_id for (lead_id,) in env.cr.fetchall()]
    env.cr.execute(
        """CREATE TEMP TABLE kept AS SELECT * FROM sales_kpi_fact
            WHERE source IN ('lead', 'pipeline') AND source_ref = ANY(%s)""",
        [ids],
    )

    def by_refresh():
        env["crm.lead"]._kpi_mark(ids)
        fact._refresh_queue()

    def by_hand():
        env.cr.execute(
            """DELETE FROM sales_kpi_fact
                WHERE source IN ('lead', 'pipeline') AND source_ref = ANY(%s)""",
            [ids],
        )
        env.cr.execute("INSERT INTO sales_kpi_fact SELECT * FROM kept")

    found = measure(env, {"refresh": by_refresh, "floor: delete and copy": by_hand})
    show(f"Refresh after {CHANGED} changed leads", found, "floor: delete and copy")
    env.cr.rollback()


def dashboard(env, first):
    """Time the payload of the page, for roles and periods; a line says if it passes."""
    kpis = env["sales.kpi"]
    person = env["res.users"].search([("login", "=", "salesperson1")], limit=1)
    team = env["crm.team"].search([("member_ids", "in", person.ids)], limit=1)

    def floor():
        for query in FLOOR_DASHBOARD:
            env.cr.execute(query, {"first": first})
            env.cr.fetchall()

    def payload(user=env.user, **options):
        return lambda: kpis.with_user(user).dashboard_data(options)

    page, base = "page as it opens", "floor: the seven figures by month in SQL"
    found = measure(
        env,
        {
            page: payload(),
            "this year": payload(period="this_year"),
            "12 months": payload(period="last_12_months"),
            "one team": payload(scope=[["team_id", team.id]]),
            "a salesperson": payload(person),
            base: floor,
        },
        rounds=11,
    )
    show("Dashboard (seven tiles with trend, record rules of a manager)", found, base)
    seconds, queries = found[page]
    print(
        f"  Payload of the page: {seconds * 1000:.0f} ms at the median, "
        f"{'within' if seconds <= PAYLOAD else 'OVER'} {PAYLOAD * 1000:.0f} ms; "
        f"{queries} queries; load {os.getloadavg()[0]:.1f}\n"
        f"  Processor time of it: {cpu(env, payload()) * 1000:.0f} ms, "
        f"of the floor: {cpu(env, floor) * 1000:.0f} ms"
    )


def pivot(env, first):
    report = env["sales.kpi.report"]
    lead = env["crm.lead"].with_context(active_test=False)
    days = [("date", ">=", first), ("date", "<=", env["sales.kpi"]._today())]
    every = [
        name
        for name, field in report.fields_get(attributes=["aggregator", "type"]).items()
        if field.get("kpi_unit") and field.get("aggregator")
    ]

    def kpis(codes):
        measures = [f"{code}:avg" for code in codes]
        return lambda: report.formatted_read_grouping_sets(
            days, GROUPINGS, [*measures, "__count"]
        )

    def crm(model, day, measures):
        sets = [[spec.replace("date", day) for spec in one] for one in GROUPINGS]
        return lambda: model.formatted_read_grouping_sets(
            [(day, ">=", first)], sets, [*measures, "__count"]
        )

    floor = "floor: the five figures in SQL"
    revenue = ["expected_revenue:sum", "probability:avg", "day_close:avg"]
    found = measure(
        env,
        {
            "5 KPIs": kpis(FIVE),
            f"all {len(every)} KPIs": kpis(every),
            "Odoo: pipeline analysis (crm.lead), by closing": crm(
                lead, "date_closed", revenue
            ),
            "Odoo: activity analysis (crm.activity.report)": crm(
                env["crm.activity.report"], "date", []
            ),
            floor: lambda: env.cr.execute(FLOOR_PIVOT, {"first": first}),
        },
    )
    show("Pivot of 24 months and the teams, with totals", found, floor)


def work_hours(env):
    """Working hours of 100 000 intervals: by the table of working time, by Odoo."""
    company = env.company
    env["sales.kpi.workday"].sudo()._cover()
    hours = env["sales.kpi.source"]._worked
    intervals = """
        SELECT now() AT TIME ZONE 'UTC' - number * interval '7 minutes' AS start,
               now() AT TIME ZONE 'UTC' - number * interval '5 minutes' AS stop
          FROM generate_series(1, %s) AS number
    """

    def by_table():
        env.cr.execute(
            SQL(
                """
                SELECT SUM(till.hours - since.hours)
                  FROM (%s) AS given
            CROSS JOIN (SELECT %s AS id) AS company
     LEFT JOIN LATERAL (%s) AS since ON TRUE
     LEFT JOIN LATERAL (%s) AS till ON TRUE
                """,
                SQL(intervals, INTERVALS),
                company.id,
                hours(SQL("given.start")),
                hours(SQL("given.stop")),
            )
        )
        return env.cr.fetchone()

    def by_calendar():
        env.cr.execute(SQL(intervals, INTERVALS // 1000))
        for start, stop in env.cr.fetchall():
            company.resource_calendar_id.get_work_hours_count(
                start.replace(tzinfo=timezone.utc), stop.replace(tzinfo=timezone.utc)
            )

    found = measure(
        env,
        {
            f"{INTERVALS} intervals": by_table,
            "floor: Odoo's calendar for a thousandth of them": by_calendar,
        },
        rounds=3,
    )
    show("Working hours", found, "floor: Odoo's calendar for a thousandth of them")


def check(env):
    """Are the facts of a sample what the sources say?"""
    fact, wrong = env["sales.kpi.fact"].sudo(), []
    for name, source in env["sales.kpi.source"]._sources().items():
        refs = env.execute_query(
            SQL("SELECT * FROM (%s) AS ref(id) LIMIT 2000", source._refs())
        )
        wrong += fact._verify(name, [ref for (ref,) in refs])
    print(f"\nChecked 2000 records of each source: {len(wrong)} differences")


def main(env):
    names = os.environ.get("BENCH_NAMES", "").split()
    env = env(user=env.ref("base.user_admin").id)
    # the first days of 24 months
    first = (env["sales.kpi"]._today().replace(day=1) - timedelta(days=699)).replace(
        day=1
    )
    steps = {
        "rebuild": lambda: rebuild(env),
        "refresh": lambda: refresh(env),
        "dashboard": lambda: dashboard(env, first),
        "pivot": lambda: pivot(env, first),
        "work_hours": lambda: work_hours(env),
        "check": lambda: check(env),
    }
    for name, step in steps.items():
        if not names or name in names:
            step()
            sys.stdout.flush()


if "env" in globals():
    main(globals()["env"])
