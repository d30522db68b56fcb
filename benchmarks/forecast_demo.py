"""Writes what an Odoo database knew of its leads on each day that is back-tested.

For `odoo shell`, by script/bench forecast; benchmarks/forecast.py reads it.
"""

import json
import os
from collections import defaultdict
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta

from odoo.addons.sales_kpi.engine.case import month_starts


def expected_dates(env):
    """(day, expected closing day) each, as salespeople noted them on their leads."""
    dates = defaultdict(list)
    env.cr.execute(
        """
        SELECT res_id, date::date, subject
          FROM mail_message
         WHERE model = 'crm.lead' AND subject ~ '^\\d{4}-\\d\\d-\\d\\d$'
        """
    )
    for lead_id, day, text in env.cr.fetchall():
        expected = date.fromisoformat(text).toordinal()
        dates[lead_id].append((day.toordinal(), expected))
    return dates


def dump(env):
    forecasts = env["sales.kpi.forecast"]
    company = env["res.company"].search([], order="id", limit=1)
    env["sales.kpi.fact"].refresh()
    today = date.today()  # noqa: DTZ011 - the month before is over in any zone
    won = {}
    for of_person in forecasts._won(
        company, today - relativedelta(months=36), today.replace(day=1)
    ).values():
        for month, amount in of_person.items():
            won[month] = won.get(month, 0.0) + amount
    first = min(won)
    count = (today.year - first.year) * 12 + today.month - first.month
    months = month_starts(first, count)
    dates = expected_dates(env)
    known = {
        month: [
            (
                lead.case.entries,
                lead.case.end,
                lead.case.end_day,
                lead.case.value,
                lead.case.returns,
                str(lead.case.process),
                max(
                    (row for row in dates[lead.lead_id] if row[0] < month),
                    default=(0, 0),
                )[1],
            )
            for lead in forecasts._leads(company, until=date.fromordinal(month))
        ]
        for month in months
    }
    return {
        "name": "Demo",
        "milestones": max(
            step.position + 1
            for steps in forecasts._processes().values()
            for step in steps
        ),
        "months": months,
        "actual": [won.get(date.fromordinal(month), 0.0) for month in months[:-1]],
        "known": known,
    }


Path(os.environ["FORECAST_DUMP"]).write_text(json.dumps(dump(env)))  # noqa: F821 - odoo shell gives it
