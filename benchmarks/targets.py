"""Time the figures of 2 000 active targets over 300 people, inside ``odoo shell``.

The facts of the generated CRM are dealt out to 300 people. The floor asks the same
figures of the facts by hand: one SUM per KPI and person, no pace, no history, no rights.
Everything is rolled back.
"""

import os
import sys
from time import perf_counter

from dateutil.relativedelta import relativedelta

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
from clock import measure, show

PEOPLE = 300
TARGETS = 2000
#: Sums, a stock, a rate and a median; all but the last are of everybody.
KPIS = {
    "won_value": 50_000,
    "deals_closed": 20,
    "order_intake": 40_000,
    "new_leads": 60,
    "pipeline_value": 200_000,
    "win_rate": 0.5,
    "sales_cycle_median": 30,
}
#: So many are asked one by one, for comparison.
SINGLE = 20

FLOOR = """
    SELECT user_id, event, SUM(count), SUM(amount) FROM sales_kpi_fact
     WHERE event IN ('lead_won', 'lead_lost', 'order_confirmed', 'lead_created',
                     'pipeline')
       AND (date >= %(first)s OR event = 'pipeline') AND date <= %(today)s
       AND company_id = %(company)s
  GROUP BY 1, 2
"""


def people(env):
    """Three hundred salespeople, who share the facts of those that there are."""
    known = env["res.users"].search([("share", "=", False)], order="id").ids[:PEOPLE]
    users = env["res.users"].with_context(no_reset_password=True)
    known += users.create(
        [
            {"name": f"Seller {number}", "login": f"bench_target_{number}"}
            for number in range(PEOPLE - len(known))
        ]
    ).ids
    env.cr.execute(
        """UPDATE sales_kpi_fact
              SET user_id = (%s::int[])[1 + abs(hashint4(source_ref)) %% %s]
            WHERE user_id IS NOT NULL""",
        [known, PEOPLE],
    )
    env.cr.execute("ANALYZE sales_kpi_fact")
    return known


def create(env, persons):
    today = env["sales.kpi"]._today()
    first = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    last = first + relativedelta(months=3, days=-1)
    kpis = {kpi.code: kpi for kpi in env["sales.kpi"]._kpis(list(KPIS))}
    asked = [
        {
            "kpi_id": kpis[code].id,
            "scope": "user",
            "user_id": person,
            "team_id": False,
            "date_from": first,
            "date_to": last,
            "target_value": value,
            "state": "active",
        }
        for code, value in KPIS.items()
        for person in persons
    ]
    targets = env["sales.kpi.target"].create(asked[:TARGETS])
    env.flush_all()
    return targets, first, today


def main(env):
    env = env(context={**env.context, "tracking_disable": True})
    targets, first, today = create(env, people(env))
    start = perf_counter()
    targets._update_values()
    env.flush_all()
    learned = perf_counter() - start

    def update():
        targets._update_values()
        env.flush_all()

    def after_a_change():
        env.cr.execute("UPDATE sales_kpi_target SET actual_value = actual_value + 1")
        env.invalidate_all()
        update()

    def one_by_one():
        for target in targets[:SINGLE]:
            target._update_values()

    def floor():
        days = {"first": first, "today": today, "company": env.company.id}
        env.cr.execute(FLOOR, days)
        env.cr.fetchall()

    persons = len(targets.user_id)
    print(
        f"\n{len(targets)} active targets of {persons} people: first time {learned:.1f} s"
    )
    show(
        "Targets: median of 5",
        measure(
            env,
            {
                "floor: sums of the facts by hand": floor,
                "all targets, nothing changed": update,
                "all targets, every value changed": after_a_change,
                f"{SINGLE} targets one by one": one_by_one,
            },
        ),
        "floor: sums of the facts by hand",
    )
    env.cr.rollback()


if "env" in globals():
    main(globals()["env"])
