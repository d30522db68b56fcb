"""Loads an event log into a database, for `odoo shell` (see script/import-log).

Leads, and the changes that Odoo would have tracked, are written by SQL with their dates
in the past, as if the team had worked with Odoo all along; then journal and facts are
rebuilt, as at installation.
"""

import os
import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from odoo.tools import SQL, split_every

sys.path.insert(0, os.environ["LOG_LIB"])
from log_file import LOST, WON, read

QUIET = {"tracking_disable": True, "no_reset_password": True, "mail_create_nolog": True}

INSERT_LEADS = """
    INSERT INTO crm_lead (
           name, team_id, company_id, type, priority, user_id, stage_id,
           expected_revenue, active, won_status, probability, automated_probability,
           create_date, date_open, date_conversion, date_closed,
           date_last_stage_update, write_date, create_uid, write_uid)
    SELECT name, team, company, 'opportunity', '0', person, stage, value, open, status,
           chance, chance, began, began, began, ended, ended, moved, person, person
      FROM (VALUES %s) AS lead(name, team, company, person, stage, value, open, status,
           chance, began, ended, moved)
 RETURNING id
"""
INSERT_MESSAGES = """
    INSERT INTO mail_message (
           model, res_id, date, create_date, message_type, author_id, create_uid)
    SELECT 'crm.lead', lead, at, at, 'notification', author, person
      FROM (VALUES %s) AS message(lead, at, author, person)
 RETURNING id
"""
INSERT_TRACKING = """
    INSERT INTO mail_tracking_value (
           mail_message_id, field_id, old_value_integer, new_value_integer,
           old_value_float, new_value_float)
    VALUES %s
"""


class State(NamedTuple):
    """What Odoo tracks of a lead."""

    user_id: int
    stage_id: int
    expected_revenue: float
    active: int


class LogImport:
    def __init__(self, env, log, name):
        self.env = env
        self.log = log
        self.name = name
        self.company = env.company

    def run(self):
        """Load everything; returns the team."""
        users = self.users()
        team = self.team(users)
        stages = self.stages(team)
        self.env.flush_all()
        histories = [
            self.states(events, users, stages) for events in self.log.cases.values()
        ]
        leads = self.leads(team, histories)
        self.tracking(leads, histories)
        self.env.invalidate_all()
        return team

    def users(self):
        """``{owner: user}``"""
        owners = sorted(
            {event.owner for events in self.log.cases.values() for event in events}
        )
        logins = {owner: self.login(owner) for owner in owners if owner}
        known = self.env["res.users"].search([("login", "in", list(logins.values()))])
        found = {user.login: user for user in known}
        salesman = self.env.ref("sales_team.group_sale_salesman")
        missing = {
            login: owner for owner, login in logins.items() if login not in found
        }
        created = self.env["res.users"].create(
            [
                {
                    "name": owner,
                    "login": login,
                    "email": login,
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                    "group_ids": [(6, 0, salesman.ids)],
                }
                for login, owner in missing.items()
            ]
        )
        found.update({user.login: user for user in created})
        users = {owner: found[login] for owner, login in logins.items()}
        return {**users, "": self.env["res.users"]}

    def login(self, owner):
        slug = re.sub(r"[^a-z0-9]+", ".", owner.lower()).strip(".") or "owner"
        return f"{slug}@log.example"

    def team(self, users):
        members = self.env["res.users"].union(*users.values())
        team = self.env["crm.team"].create(
            {"name": self.name, "company_id": self.company.id}
        )
        known = self.env["crm.team.member"].search([("user_id", "in", members.ids)])
        self.env["crm.team.member"].create(
            [
                {"crm_team_id": team.id, "user_id": user.id}
                for user in members - known.user_id
            ]
        )
        return team

    def stages(self, team):
        """``{milestone: stage}``; the process is that of the team alone."""
        won = self.env["crm.stage"].search(
            [("is_won", "=", True), ("team_ids", "=", False)], limit=1
        )
        created = self.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": at,
                    "team_ids": [(6, 0, team.ids)],
                    "is_milestone": True,
                }
                for at, name in enumerate(self.log.milestones, 1)
            ]
        )
        return {**dict(zip(self.log.milestones, created, strict=True)), WON: won}

    def states(self, events, users, stages):
        """``[(at, user, State)]`` of a case after each of its events."""
        found, stage = [], stages[self.log.milestones[0]]
        for event in events:
            stage = stages.get(event.milestone, stage)
            user = users[event.owner]
            state = State(user.id, stage.id, event.value, int(event.milestone != LOST))
            found.append((event.at, user, state))
        return found

    def leads(self, team, histories):
        """Write the leads as they are after their last event; returns their ids."""
        rows = []
        for (case, events), history in zip(
            self.log.cases.items(), histories, strict=True
        ):
            last, (at, _user, state) = events[-1].milestone, history[-1]
            is_ended = last in (WON, LOST)
            status = last if is_ended else "pending"
            rows.append(
                (
                    case,
                    team.id,
                    self.company.id,
                    state.user_id or None,
                    state.stage_id,
                    state.expected_revenue,
                    bool(state.active),
                    status,
                    {WON: 100, LOST: 0}.get(last, 20),
                    history[0][0],
                    at if is_ended else None,
                    at,
                )
            )
        template = (
            "(%s,%s,%s,%s::int,%s,%s::numeric,%s,%s,%s::float8,%s::timestamp,"
            "%s::timestamp,%s::timestamp)"
        )
        return self.insert(INSERT_LEADS, rows, template)

    def tracking(self, leads, histories):
        """Write what changed with each event, as Odoo would have tracked it."""
        messages, changes = [], []
        for lead_id, history in zip(leads, histories, strict=True):
            for (_at, _user, old), (at, user, new) in pairwise(history):
                if old != new:
                    author = user.partner_id.id or None
                    messages.append((lead_id, at, author, user.id or None))
                    changes.append((old, new))
        template = "(%s,%s::timestamp,%s::int,%s::int)"
        ids = self.insert(INSERT_MESSAGES, messages, template)
        field = self.env["ir.model.fields"]._get
        fields = {name: field("crm.lead", name).id for name in State._fields}
        rows = [
            (
                message_id,
                fields[name],
                *(
                    (None, None, was, is_)
                    if isinstance(is_, float)
                    else (was, is_, None, None)
                ),
            )
            for message_id, (old, new) in zip(ids, changes, strict=True)
            for name, was, is_ in zip(State._fields, old, new, strict=True)
            if was != is_
        ]
        for chunk in split_every(1000, rows, list):
            self.env.cr.execute_values(INSERT_TRACKING, chunk, page_size=1000)

    def insert(self, statement, rows, template):
        ids = []
        for chunk in split_every(1000, rows, list):
            ids += self.env.cr.execute_values(
                statement, chunk, template=template, page_size=1000, fetch=True
            )
        return [record_id for (record_id,) in ids]


def fail(sentence):
    print(f"script/import-log: {sentence}", file=sys.stderr)
    sys.exit(1)


def main(env):
    name = f"Event log {Path(os.environ['LOG_FILE']).stem}"
    if env["crm.team"].search([("name", "=", name)], limit=1):
        fail(f"{env.cr.dbname} already holds “{name}”; choose another database.")
    order = os.environ.get("LOG_MILESTONES")
    log = read(os.environ["LOG_FILE"], order.split(",") if order else ())
    team = LogImport(env(context={**env.context, **QUIET}), log, name).run()
    env["sales.kpi.journal"].rebuild_history()
    facts = env["sales.kpi.fact"].rebuild()["facts"]
    env.cr.execute(
        SQL(
            "SELECT COUNT(*) FROM sales_kpi_journal"
            " WHERE kind = 'milestone' AND team_id = %s",
            team.id,
        )
    )
    [reached] = env.cr.fetchone()
    env.cr.commit()
    print(
        f"""
    {len(log.cases)} cases imported that reached {reached} milestones; {facts} KPI facts computed.
    Look at them:   script/odoo -d {env.cr.dbname}
                    http://localhost:8069, log in as admin / admin
    Where to click: CRM ▸ KPIs, the milestones and the forecast of the team “{name}”
"""
    )


main(env)  # noqa: F821 - odoo shell gives it
