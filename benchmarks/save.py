"""Time what users wait for when they save leads, inside ``odoo shell``.

Runs on a database with and on one without sales_kpi in turn and adds its medians to the
JSON file of the environment variable BENCH_RESULTS; ``save.py FILE`` prints the table.
"""

import json
import os
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
from clock import measure, show

MANY = 500


def saves(env):
    env = env(user=env.ref("base.user_admin").id)
    env = env(context={**env.context, "tracking_disable": True})
    Lead = env["crm.lead"]
    leads = Lead.search([("won_status", "=", "pending")], limit=MANY, order="id")
    stages = env["crm.stage"].search([("is_won", "=", False)], limit=2).ids

    def stage():
        leads.write({"stage_id": stages[0]})
        env.flush_all()
        leads.write({"stage_id": stages[1]})
        env.flush_all()

    def each():
        for number, lead in enumerate(leads[:50]):
            lead.write({"expected_revenue": 100 + number + lead.expected_revenue})
            env.flush_all()

    def create():
        Lead.create([{"name": "New", "type": "lead"}] * 50)
        env.flush_all()

    names = {
        f"stage of {MANY} leads, twice": stage,
        "amount of 50 leads, one by one": each,
        "50 new leads at once": create,
    }
    found = measure(env, names)
    env.cr.rollback()
    return {name: seconds for name, (seconds, _queries) in found.items()}


def main(env):
    path = Path(os.environ["BENCH_RESULTS"])
    known = json.loads(path.read_text() or "{}")
    side = "with" if "sales.kpi" in env else "without"
    for name, seconds in saves(env).items():
        known.setdefault(name, {}).setdefault(side, []).append(seconds)
    path.write_text(json.dumps(known))


def report(path):
    for name, sides in json.loads(Path(path).read_text()).items():
        found = {f"{side} sales_kpi": (median(sides[side]), None) for side in sides}
        show(f"Saving: {name}", found, "without sales_kpi")


if "env" in globals():
    main(globals()["env"])
elif __name__ == "__main__":
    report(sys.argv[1])
