"""When a team parks its dead horses (decision 27): off, a list, then by itself."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

#: So long a team looks at its list before anything is parked by itself.
LIST_DAYS = 30


class CrmTeam(models.Model):
    _inherit = "crm.team"

    parking_mode = fields.Selection(
        [
            ("off", "Off"),
            ("list", "List only"),
            ("automatic", "Parked automatically"),
        ],
        "Dead horses",
        default="off",
        required=True,
        tracking=True,
        help="Leads whose customer has been silent for too long. First they are only "
        "listed. After 30 days the leader of the team can have them parked "
        "automatically: their owner is warned, and some days later they leave the "
        "pipeline until the customer acts.",
    )
    parking_days = fields.Integer(
        "Days of silence",
        help="After so many days without any action of the customer a lead is a dead "
        "horse. 0: measured for each stage from the deals you won, at least 30 days.",
    )
    parking_grace_days = fields.Integer(
        "Days after the warning",
        default=7,
        help="So many days after the warning a dead horse is parked.",
    )
    parking_list_since = fields.Date("List since", readonly=True, copy=False)
    parking_automatic_since = fields.Datetime(
        "Automatic since", readonly=True, copy=False
    )
    parking_confirm_from = fields.Date(
        "Can be automatic from", compute="_compute_parking_confirm_from"
    )
    parking_hint = fields.Char(
        "About the dead horses", compute="_compute_parking_confirm_from"
    )
    can_confirm_parking = fields.Boolean(
        "May confirm the list", compute="_compute_can_confirm_parking"
    )
    parking_limit_ids = fields.One2many("crm.parking.limit", "team_id", "Limits")
    dead_horse_count = fields.Integer(
        "Number of dead horses", compute="_compute_dead_horse_count"
    )

    _parking_days_positive = models.Constraint(
        "CHECK (parking_days >= 0 AND parking_grace_days >= 0)",
        "Days cannot be negative.",
    )

    @api.depends("parking_list_since")
    def _compute_parking_confirm_from(self):
        for team in self:
            since = team.parking_list_since
            team.parking_confirm_from = since and since + timedelta(days=LIST_DAYS)
            team.parking_hint = since and self.env._(
                "Dead horses are only listed. Look at the list with your team; from "
                "%(date)s the leader can have them parked automatically.",
                date=format_date(self.env, team.parking_confirm_from),
            )

    @api.depends("parking_mode", "parking_confirm_from", "user_id")
    @api.depends_context("uid")
    def _compute_can_confirm_parking(self):
        today = fields.Date.context_today(self)
        for team in self:
            # a list that is being switched on has no day yet
            ripe_on = team.parking_mode == "list" and team.parking_confirm_from
            team.can_confirm_parking = (
                bool(ripe_on) and ripe_on <= today and team._may_confirm_parking()
            )

    @api.depends("parking_mode")
    def _compute_dead_horse_count(self):
        counts = dict(
            self.env["crm.lead"]._read_group(
                [("team_id", "in", self.ids), ("is_dead_horse", "=", True)],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.dead_horse_count = counts.get(team, 0)

    def _compute_lead_unassigned_count(self):
        """As many as the list behind it shows: without parked ones."""
        teams = self.with_context(hide_parked=True)
        return super(CrmTeam, teams)._compute_lead_unassigned_count()

    @api.model_create_multi
    def create(self, vals_list):
        """A team may be created with a list, but parks nothing by itself yet."""
        modes = [vals.pop("parking_mode", "off") for vals in vals_list]
        teams = super().create(vals_list)
        for team, mode in zip(teams, modes, strict=True):
            if mode != "off":
                team.parking_mode = mode
        return teams

    def write(self, vals):
        """Changing the mode has its order and notes its days."""
        mode = vals.get("parking_mode")
        changing = self.filtered(lambda team: mode and team.parking_mode != mode)
        if not changing:
            return super().write(vals)
        if mode == "automatic":
            changing._check_parking_confirmed()
        dates = changing._parking_dates(mode)
        super(CrmTeam, changing).write({**vals, **dates})
        result = super(CrmTeam, self - changing).write(vals)
        if mode == "list":
            self.env["crm.parking.limit"]._measure(changing)
        return result

    def _parking_dates(self, mode):
        if mode == "automatic":
            return {"parking_automatic_since": self.env.cr.now()}
        since = fields.Date.context_today(self) if mode == "list" else False
        return {"parking_list_since": since, "parking_automatic_since": False}

    def _check_parking_confirmed(self):
        """Automatic only after the list was looked at for some weeks."""
        today = fields.Date.context_today(self)
        for team in self:
            if team.parking_mode != "list" or not team.parking_confirm_from:
                raise ValidationError(
                    self.env._(
                        "Look at the list of dead horses of %(team)s for %(days)s days "
                        "first: choose “List only”.",
                        team=team.name,
                        days=LIST_DAYS,
                    )
                )
            if team.parking_confirm_from > today:
                raise ValidationError(
                    self.env._(
                        "The dead horses of %(team)s are listed only until %(date)s. "
                        "Check the list by then; from that day they can be parked "
                        "automatically.",
                        team=team.name,
                        date=format_date(self.env, team.parking_confirm_from),
                    )
                )

    def _may_confirm_parking(self):
        """The leader of the team, or who may change teams."""
        self.ensure_one()
        return self.user_id == self.env.user or self.has_access("write")

    def action_confirm_parking(self):
        """The leader has checked the list: from now on dead horses are parked.

        :raise AccessError: for others than the leader and who may change the team
        :raise ValidationError: if the list is younger than 30 days
        """
        self.check_access("read")
        for team in self:
            if not team._may_confirm_parking():
                raise AccessError(
                    self.env._(
                        "Only the leader of %s can confirm its dead horses.", team.name
                    )
                )
        # sudo: leaders may not change their team, but they decide this
        self.sudo().parking_mode = "automatic"
        return True

    def action_open_dead_horses(self):
        """Open the dead horses of the team."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.crm_lead_dead_horse_action"
        )
        action["context"] = {
            "search_default_team_id": self.ids,
            "search_default_dead": 1,
        }
        return action

    def _parking_stages(self):
        """The stages in which leads of the team may fall silent."""
        self.ensure_one()
        # sudo: the stages of a team are those that its leads pass, whoever asks
        stages = self.env["crm.stage"].sudo()
        return stages.search(
            (Domain("team_ids", "=", False) | Domain("team_ids", "in", self.ids))
            & Domain("is_won", "=", False)
        )
