"""What the company makes of its past: rates, forecasts, judgements, warnings."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .demo_clock import months_before

#: The leaders judged so many past months, and this one.
JUDGED_MONTHS = 8
#: The target of the mid-market: what it won on average of so many months, and more.
TARGET_MONTHS = 6
STRETCH = 1.05


def look_ahead(env, company, team):
    """Measure the past, and forecast from it on each day on which it was due."""
    env["sales.kpi.potential"]._recompute()
    env["sales.kpi.potential"]._move(env["sales.kpi.potential"]._moves())
    env["sales.kpi.forecast"]._backtest(company)
    env["sales.kpi.forecast"]._freeze_due(company)
    _judge(env, company)
    team.milestone_target_amount = _usual_month(env, team) * STRETCH
    env["crm.milestone.rate"]._update_rates(team)
    _warn(env, team)


def _usual_month(env, team):
    """What the team won in a month, to the thousand."""
    last = months_before(env.cr.now().date(), 0) - timedelta(days=1)
    first = months_before(env.cr.now().date(), TARGET_MONTHS)
    [row] = env["sales.kpi"].evaluate(
        ["won_value"],
        first.isoformat(),
        last.isoformat(),
        domain=[("team_id", "=", team.id)],
    )["rows"]
    value = row["values"]["won_value"]["value"] or 0
    return max(round(value / TARGET_MONTHS, -3), 10_000)


def _judge(env, company):
    """The leaders were a bit more confident than the forecast, if there was one."""
    first = months_before(env.cr.now().date(), JUDGED_MONTHS)
    starts = env["sales.kpi.forecast"].search(
        [
            ("company_id", "=", company.id),
            ("is_start", "=", True),
            ("month", ">=", first),
        ]
    )
    for made in starts:
        judge = made.team_id.user_id or env.ref("sales_kpi.res_users_maria_demo")
        hope = 1.0 + 0.15 * (made.month.month % 3)
        expected = made.expected_value or made.methods.get("combined") or 0
        made.write(
            {
                "manager_value": round(expected * hope, -3),
                "manager_id": judge.id,
                "manager_date": made.as_of + relativedelta(days=2, hours=9),
            }
        )


def _warn(env, team):
    """Owners of silent leads are warned, each on the day on which it was due."""
    Lead = env["crm.lead"].with_context(
        mail_activity_automation_skip=False, mail_activity_quick_update=True
    )
    Lead._prepare_parking()
    silent = Lead.browse(Lead._parking_steps())
    for lead in silent:
        lead._take_parking_step("warn")
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE crm_lead
               SET parking_warned_on = GREATEST(
                       (GREATEST(create_date, date_last_customer_action, date_revived)
                        + %(limit)s * INTERVAL '1 day')::date,
                       parking_warned_on - %(grace)s + 1)
             WHERE id = ANY(%(ids)s)
            """,
            limit=team.parking_days,
            grace=team.parking_grace_days,
            ids=silent.ids,
        )
    )
    silent.invalidate_recordset(["parking_warned_on"])
