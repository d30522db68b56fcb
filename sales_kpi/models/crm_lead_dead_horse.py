"""Which leads are dead horses: silent for longer than won deals ever were."""

from collections import namedtuple
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from .crm_parking_limit import FEWEST_DAYS
from .rpc_question import given_day

Silence = namedtuple("Silence", "limit_days is_dead is_old")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    is_dead_horse = fields.Boolean(
        "Dead horse",
        compute="_compute_is_dead_horse",
        search="_search_is_dead_horse",
        help="Open, and the customer has been silent for longer than the team allows.",
    )
    parking_limit_days = fields.Integer(
        "Days allowed",
        compute="_compute_is_dead_horse",
        help="Days of silence that the team allows in this stage.",
    )
    parking_warned_on = fields.Date("Warned on", readonly=True, copy=False)
    parking_keep_until = fields.Date(
        "Keep until",
        readonly=True,
        copy=False,
        help="Until then the lead is no dead horse, whatever the customer does.",
    )
    parking_due = fields.Date(
        "Will be parked on",
        compute="_compute_parking_due",
        help="Unless the customer acts, or you keep the lead.",
    )

    parking_hint = fields.Char(
        "About the silence",
        compute="_compute_parking_hint",
        help="How long the customer has been silent, and what happens next.",
    )

    @api.depends("date_last_customer_action", "is_parked", "parking_keep_until")
    def _compute_is_dead_horse(self):
        silences = self._silences(SQL("= ANY(%s)", self.ids))
        for lead in self:
            silence = silences.get(lead._origin.id)
            lead.is_dead_horse = bool(silence and silence.is_dead)
            lead.parking_limit_days = silence.limit_days if silence else 0

    def _search_is_dead_horse(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return Domain(
            "id",
            "in",
            SQL("(SELECT id FROM (%s) AS silence WHERE is_dead)", self._silence_sql()),
        )

    @api.depends("parking_warned_on", "team_id.parking_grace_days")
    def _compute_parking_due(self):
        for lead in self:
            # sudo: the owner of a lead is told when it will be parked
            team = lead.team_id.sudo()
            warned_on = lead.parking_warned_on
            lead.parking_due = (
                warned_on
                and not lead.is_parked
                and team.parking_mode == "automatic"
                and warned_on + timedelta(days=team.parking_grace_days)
            )

    @api.depends("is_parked", "is_dead_horse", "parking_due")
    def _compute_parking_hint(self):
        for lead in self:
            lead.parking_hint = lead._parking_words()

    def _parking_words(self):
        """A sentence about a parked lead or a dead horse, False for all others."""
        if self.is_parked:
            return self.env._(
                "Parked on %(date)s: %(reason)s It comes back when the customer acts.",
                date=format_date(
                    self.env,
                    fields.Datetime.context_timestamp(self, self.date_parked).date(),
                ),
                reason=self.parked_reason,
            )
        if not self.is_dead_horse:
            return False
        days = {"days": self.customer_silence_days, "limit": self.parking_limit_days}
        if not self.parking_due:
            return self.env._(
                "No sign of life from the customer for %(days)s days; %(limit)s are "
                "allowed here.",
                **days,
            )
        return self.env._(
            "No sign of life from the customer for %(days)s days; %(limit)s are "
            "allowed here. It will be parked on %(date)s.",
            date=format_date(self.env, self.parking_due),
            **days,
        )

    def action_keep(self, date):
        """Leave silent leads in the pipeline until a day.

        :param date: the last day, not before today
        """
        self.check_access("write")
        until = given_day(self.env, date)
        if not until or until < fields.Date.context_today(self):
            raise UserError(
                self.env._("Choose the day until which the lead stays: today or later.")
            )
        self.parking_keep_until = until
        self.sudo().parking_warned_on = False  # sudo: noted, not entered
        self._drop_parking_warning()
        return True

    def _drop_parking_warning(self):
        """The warning has no object any more."""
        # sudo: it may be that of another person
        self.sudo().activity_unlink(
            ["sales_kpi.mail_activity_type_dead_horse"], only_automated=False
        )

    @api.model
    def _silences(self, these):
        """Limit and state of open leads of teams that look after dead horses.

        :param these: SQL condition that the id of a lead must meet, without the id
        :return: ``{lead id: Silence}``
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id, limit_days, is_dead, is_old FROM (%s) AS silence "
                "WHERE id %s",
                self._silence_sql(),
                these,
            )
        )
        return {row[0]: Silence(*row[1:]) for row in self.env.cr.fetchall()}

    @api.model
    def _silence_sql(self):
        """SELECT the open leads of teams that look after dead horses.

        ``is_dead``: longer silent than allowed. ``is_old``: that was so before the team
        began to park, or to list. Silence is counted from the last action of the
        customer, from the creation, and anew when a lead was brought back.
        """
        return SQL(
            """
            SELECT lead.id, lead.parking_warned_on, allowed.limit_days,
                   team.parking_mode = 'automatic' AS is_automatic,
                   lead.parking_warned_on + team.parking_grace_days AS due_on,
                   allowed.over_at <= %(now)s
                       AND (lead.parking_keep_until IS NULL
                            OR lead.parking_keep_until < %(now)s::date) AS is_dead,
                   allowed.over_at < COALESCE(team.parking_automatic_since,
                                              team.parking_list_since) AS is_old
              FROM crm_team team
              JOIN crm_lead lead ON lead.team_id = team.id
         LEFT JOIN crm_parking_limit stage_limit
                ON stage_limit.team_id = lead.team_id
               AND stage_limit.stage_id = lead.stage_id
        CROSS JOIN LATERAL (
                   SELECT COALESCE(stage_limit.limit_days,
                                   NULLIF(team.parking_days, 0), %(fewest)s)
                   ) AS days(allowed)
        CROSS JOIN LATERAL (
                   SELECT days.allowed AS limit_days,
                          GREATEST(lead.create_date, lead.date_last_customer_action,
                                   lead.date_revived)
                              + days.allowed * INTERVAL '1 day' AS over_at
                   ) AS allowed
             WHERE team.parking_mode <> 'off'
               AND lead.active
               AND lead.won_status = 'pending'
               AND lead.is_parked IS NOT TRUE
               AND lead.kpi_excluded IS NOT TRUE
            """,
            now=self.env.cr.now(),
            fewest=FEWEST_DAYS,
        )
