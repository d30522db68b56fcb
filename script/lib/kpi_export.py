"""Run by `odoo shell`: the catalogue of a database as JSON into the file that KPI_EXPORT names."""

import json
import os
from pathlib import Path

env = globals()["env"]  # given by the shell
TEXTS = ("meaning", "date_basis", "caveat", "advice")
FACTS = (
    "code",
    "name",
    "formula",
    "unit",
    "direction",
    "category",
    "cohort_days",
    "minimum_n",
    "is_starter",
    "is_personal",
    "kind",
)

kpis = (
    env["sales.kpi"]
    .with_context(active_test=False)
    .search([("is_standard", "=", True)])
)
events = env["sales.kpi.source"]._standard_events()
export = {
    "kpis": [kpi.read([*FACTS, *TEXTS], load=None)[0] for kpi in kpis],
    "events": [
        {
            "name": event.name,
            "label": str(env["sales.kpi"]._event_label(event.name)),
            "measures": sorted(event.measures),
            "dimensions": sorted(event.dimensions),
            "protected": event.protected,
            "stock": event.stock,
            "cohort_of": event.cohort_of,
        }
        for event in events.values()
    ],
    "words": {
        name: dict(env["sales.kpi"]._fields[name]._description_selection(env))
        for name in ("unit", "direction", "category")
    },
}
Path(os.environ["KPI_EXPORT"]).write_text(json.dumps(export))
