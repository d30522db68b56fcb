"""The forecast of a team, a person or a company, as anyone may ask for it."""

from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .forecast_input import ForecastInput, Scope
from .rpc_answer import for_caller
from .rpc_question import given_id

MOST_MONTHS = 24


class SalesKpiForecast(models.Model):
    _inherit = "sales.kpi.forecast"

    @api.model
    @api.readonly
    def get_forecast(self, months, as_of=None, user_id=None):
        """The forecast of the present company, or of a person in it.

        A person is forecast from the own leads by what the company tells about the
        process. It is for that person, and for those who see the results of persons.

        :param months, as_of: as of :meth:`CrmTeam.get_milestone_forecast`
        :param user_id: id of the person
        :raise AccessError: for who may not see these results
        """
        if user_id:
            scope = self._person_scope(user_id)
        elif self._sees_company():
            scope = Scope()
        else:
            raise AccessError(
                self.env._(
                    "The forecast of the company is for marketing, sales operations "
                    "and managers. Ask for that of your team, or for your own."
                )
            )
        return for_caller(self._outlook(self.env.company, scope, months, as_of))

    @api.model
    def _outlook(self, company, scope, months, as_of):
        """Rows of :meth:`CrmTeam.get_milestone_forecast` for any scope."""
        day = self._checked_day(company, as_of)
        # sudo: forecasts are computed from everything; the caller was checked
        self = self.sudo()
        known = ForecastInput(self, company, day)
        asked = self._asked_months(months, known.day)
        count = 1 + max(_distance(known.day, month) for month in asked)
        made = known.forecast(scope, count, self._tested(company, scope, known))
        words = dict(self._reason_selection())
        return [
            {
                "month": date.fromordinal(month.start).isoformat(),
                "expected": month.expected,
                "low": month.low,
                "high": month.high,
                "from_pipeline": month.from_pipeline,
                "from_inflow": month.from_inflow,
                "classic": month.methods["classic"],
                "weights": month.weights,
                "won": month.won,
                "methods": month.methods,
                "reason": made.reason,
                "reason_text": words.get(made.reason),
            }
            for month in made.months
            if date.fromordinal(month.start) in asked
        ]

    @api.model
    def _checked_day(self, company, as_of):
        try:
            day = fields.Date.to_date(as_of or None)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("“%s” is not a date like 2026-01-31.", as_of)
            ) from error
        today = self.env["sales.kpi"].with_company(company)._today()
        if day and day > today:
            raise UserError(
                self.env._("What will be known on a day to come is not known yet.")
            )
        return day

    @api.model
    def _asked_months(self, months, day):
        """The first days of the months: so many from the present one on, or a list."""
        if isinstance(months, int) and not isinstance(months, bool):
            first = day.year * 12 + day.month - 1
            found = {
                date(number // 12, number % 12 + 1, 1)
                for number in range(first, first + min(months, MOST_MONTHS + 1))
            }
        else:
            try:
                found = {
                    fields.Date.to_date(f"{month}"[:7] + "-01") for month in months
                }
            except (TypeError, ValueError) as error:
                raise UserError(
                    self.env._(
                        "Ask for a number of months, or for months like 2026-01."
                    )
                ) from error
        distances = [_distance(day, month) for month in found]
        if not found or min(distances) < 0 or max(distances) >= MOST_MONTHS:
            raise UserError(
                self.env._(
                    "A forecast is of the present month and up to %s after it.",
                    MOST_MONTHS - 1,
                )
            )
        return found

    @api.model
    def _sees_company(self):
        return self.env.su or self.env.user.has_group("sales_kpi.group_marketing")

    @api.model
    def _person_scope(self, user_id):
        """Everyone his own; leaders what is in their teams; others by the switch."""
        kpis = self.env["sales.kpi"]
        self.env["sales.kpi.fact"].check_access("read")
        user_id = given_id(self.env, user_id)
        is_open = self._sees_company() and not kpis._hides_persons()
        if self.env.su or user_id == self.env.uid or is_open:
            return Scope(user_id=user_id)
        if user_id in kpis._visible_persons():
            return Scope(user_id=user_id, within=frozenset(kpis._led_teams().ids))
        raise AccessError(
            self.env._(
                "The forecast of a person is for that person, and for those who may "
                "see the results of persons."
            )
        )


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.readonly
    def get_milestone_forecast(self, months, as_of=None):
        """The won value that a team can expect, by month, and how sure that is.

        From the flow of leads through milestones and the run of past months, each
        trusted by how well it did so far; no expected closing date goes in.

        :param months: how many, from the present one on; or a list like ["2026-01"]
        :param as_of: ISO date: as known on that morning; default: now
        :return: ``[{'month', 'expected', 'low', 'high', 'from_pipeline', 'from_inflow',
            'classic', 'weights', 'won', 'methods', 'reason', 'reason_text'}]``.
            ``expected``, ``low`` and ``high`` are None where ``reason`` says that the
            data are too thin. ``expected`` is the sum of ``methods`` times
            ``weights``; ``won``, what the running month has already, is part of it.
        :raise AccessError: for who neither leads the team nor sees all results
        :raise UserError: for an impossible month or day
        """
        self.ensure_one()
        forecasts = self.env["sales.kpi.forecast"]
        self._check_forecast()
        # sudo: marketing reads figures without the right to read teams
        company = self.sudo().company_id or self.env.company
        scope = Scope(team_id=self.id)
        return for_caller(forecasts._outlook(company, scope, months, as_of))

    def _check_forecast(self):
        # sudo: who leads which team is no secret
        team = self.sudo()
        is_here = not team.company_id or team.company_id in self.env.companies
        sees = self.env["sales.kpi.forecast"]._sees_company()
        if not self.env.su and not (
            is_here and (sees or team.user_id == self.env.user)
        ):
            raise AccessError(
                self.env._(
                    "The forecast of a team is for its leader and for those who see the "
                    "results of all teams."
                )
            )


def _distance(day, month):
    """How many months a month begins after the one of a day."""
    return 12 * (month.year - day.year) + month.month - day.month
