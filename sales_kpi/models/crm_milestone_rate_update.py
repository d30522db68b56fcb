"""How the rates of milestones are measured: every night, and when somebody looks."""

from dataclasses import asdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..engine.section import Measured


class CrmMilestoneRate(models.Model):
    _inherit = "crm.milestone.rate"

    @api.model
    def _cron_update(self):
        """Measure the rates of all teams."""
        self._update_rates(self.env["crm.team"].search(Domain.TRUE))

    def action_open_rates(self):
        """The rates of the teams, measured now, so that a new process has its rows."""
        self.check_access("read")
        teams = self.env["crm.team"].search(Domain.TRUE)
        # sudo: measured for everyone; the rules of the reader decide what is listed
        self.sudo()._update_rates(teams)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.crm_milestone_rate_action"
        )

    @api.model
    def _update_rates(self, teams):
        """Bring the rows of teams in line with their milestones, and measure."""
        self.env["sales.kpi.fact"]._refresh_queue()
        known = {
            (rate.team_id.id, rate.stage_id.id): rate
            for rate in self.with_context(active_test=False).search(
                [("team_id", "in", teams.ids)]
            )
        }
        processes = teams._processes()
        for company, members in teams.grouped("company_id").items():
            measured = (
                self.env["sales.kpi.fact"]
                .with_company(company or self.env.company)
                ._milestone_rates(members)
            )
            self._store(members, processes, measured, known)
        stages = {
            (team.id, stage.id) for team, own in processes.items() for stage in own
        }
        gone = [rate.id for key, rate in known.items() if key not in stages]
        self.browse(gone).active = False

    @api.model
    def _store(self, teams, processes, measured, known):
        """Write what was measured into the rows, and into those of this week."""
        today = self.env["sales.kpi"]._today()
        values = {
            (team.id, stage.id): {
                **_columns(measured.get((team.id, stage.id), Measured())),
                "measured_on": today,
                "active": True,
                "is_last": stage == processes[team][-1],
            }
            for team in teams
            for stage in processes[team]
        }
        for key in values.keys() & known.keys():
            known[key].write(values[key])
        new = self.with_context(tracking_disable=True).create(
            [
                {"team_id": team_id, "stage_id": stage_id, **values[team_id, stage_id]}
                for team_id, stage_id in sorted(values.keys() - known.keys())
            ]
        )
        known.update({(rate.team_id.id, rate.stage_id.id): rate for rate in new})
        self.browse([known[key].id for key in values])._keep_week(today)

    def _keep_week(self, today):
        """Keep the rates of this week, the last measurement of it."""
        week = today - timedelta(days=today.weekday())
        Snapshot = self.env["crm.milestone.rate.snapshot"]
        kept = {
            snapshot.rate_id: snapshot
            for snapshot in Snapshot.search(
                [("rate_id", "in", self.ids), ("week", "=", week)]
            )
        }
        for rate, snapshot in kept.items():
            snapshot.write(_columns(rate))
        Snapshot.create(
            [
                {"rate_id": rate.id, "week": week, **_columns(rate)}
                for rate in self
                if rate not in kept
            ]
        )


def _columns(measured):
    """The stored columns of a measurement or of a row that holds one."""
    if isinstance(measured, Measured):
        return {name: value or 0 for name, value in asdict(measured).items()}
    return {name: measured[name] for name in Measured.__dataclass_fields__}
