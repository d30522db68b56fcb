"""The assistant for milestones: its buttons and what they write."""

from odoo import models
from odoo.exceptions import AccessError, UserError


class CrmMilestoneSetup(models.TransientModel):
    _inherit = "crm.milestone.setup"

    def action_next(self):
        self._move(1)

    def action_back(self):
        self._move(-1)

    def _move(self, places):
        """Go to another step; the first and the last one have no further."""
        self.ensure_one()
        steps = [key for key, _label in self._fields["step"].selection]
        place = steps.index(self.step) + places
        self.step = steps[min(max(place, 0), len(steps) - 1)]

    def action_finish(self):
        """Write what was chosen, and show the board; doing so twice changes nothing."""
        self.ensure_one()
        if not self.env["crm.team"]._may_set_up_milestones():
            raise AccessError(
                self.env._("Ask your sales manager to set up the milestones.")
            )
        self._check_lines()
        self._write_stages()
        self._write_team()
        self._write_rates()
        return {
            **self.env["ir.actions.actions"]._for_xml_id(
                "sales_kpi.milestone_board_action"
            ),
            "params": {"team": self.team_id.id},
            "target": "main",
        }

    def _check_lines(self):
        chosen = self.line_ids.filtered("is_milestone")
        if not chosen:
            return  # that is how milestones are taken away again
        if len(chosen) == 1:
            raise UserError(
                self.env._(
                    "Choose at least two milestones: one to begin with, and the order."
                )
            )
        silent = chosen.filtered(lambda line: not line.customer_action)
        if silent:
            raise UserError(
                self.env._(
                    "Say in one sentence what the customer does at: %s",
                    ", ".join(silent.mapped("name")),
                )
            )

    def _write_stages(self):
        """Write what was changed; the template's stages are made first."""
        lines = self.line_ids.sorted("sequence")
        if lines.stage_id:
            for line in lines:
                line._write_stage([self.env.lang])
            return
        self.team_id.action_apply_milestone_template()
        stages = self.team_id._milestones().with_env(self.env)
        # own words stand in every language: those of the template would say another thing
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for line, stage in zip(lines, stages, strict=True):
            line.stage_id = stage
            line._write_stage(languages)
        unused = lines.filtered(lambda line: not line.is_milestone).stage_id
        unused.filtered(lambda stage: stage.template_role == "created").unlink()

    def _write_team(self):
        team = self.team_id
        values = {}
        if team.milestone_target_amount != self.target_amount:
            values["milestone_target_amount"] = self.target_amount
        if not self.is_parking_automatic and team.parking_mode != self.parking_mode:
            values["parking_mode"] = self.parking_mode
        if values:
            team.write(values)

    def _write_rates(self):
        """Keep what the team assumes; the last milestone has nothing to get on to."""
        # sudo: rows are made by the schedule; who may change the team enters estimates
        rates_sudo = self.env["crm.milestone.rate"].sudo()
        rates_sudo._update_rates(self.team_id)
        rows = rates_sudo.search([("team_id", "=", self.team_id.id)])
        lines = self.line_ids.grouped("stage_id")
        for rate in rows.filtered(lambda rate: not rate.is_last):
            values = lines[rate.stage_id]._rate_changes(rate)
            if values:
                rate.write(values)


class CrmMilestoneSetupLine(models.TransientModel):
    _inherit = "crm.milestone.setup.line"

    def _write_stage(self, languages):
        """Write what differs from the stage, texts in these languages."""
        stage = self.stage_id
        if not self.is_milestone:
            if stage.is_milestone:
                stage.is_milestone = False
            return
        texts = self._differences("name", "customer_action")
        for code in languages if texts else []:
            stage.with_context(lang=code).write(texts)
        flags = self._differences("is_milestone", "evidence_required")
        if flags:
            stage.write(flags)

    def _differences(self, *names):
        return {name: self[name] for name in names if self[name] != self.stage_id[name]}

    def _rate_changes(self, rate):
        """What to write into the row of a milestone."""
        values = {
            "manual_yield": self.assumed_yield,
            "manual_lag_days": self.assumed_days,
        }
        if not self.assumed_yield:  # nothing is assumed any more
            values |= {"is_manual_always": False, "manual_count_rate": 0}
        return {name: value for name, value in values.items() if rate[name] != value}
