"""The milestone board: what a screen shows of a team or of oneself."""

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.cascade import first_day, missing
from ..engine.errors import KpiError
from ..engine.period import to_date
from .kpi_errors import error_text
from .milestone_reader import last_day
from .rpc_answer import for_caller
from .rpc_question import given_id
from .sales_kpi_fact_milestone import Arrivals

#: Months of the trend, the shown one included.
TREND_MONTHS = 6


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.readonly
    def get_milestone_board(self, month=None, user=False):
        """The milestones of a team or a person, as a screen shows them.

        :param month: as of :meth:`get_milestone_cascade`, default the present one
        :param user: False: the whole team; True: oneself; the id of a person: that one
            (others than oneself only where the company shows results of persons)
        :return: ``{'team': [id, name], 'user': [id, name] or None, 'month', 'today',
            'as_of': last day that counts, 'currency_id', 'workdays': of the month,
            'workdays_to_date', 'light_days', 'target': at the last milestone this
            month, 'is_share': it is an equal share of the team's, 'problem':
            'no_milestones', 'no_target', 'no_member' or None, 'hint': what to do about it,
            'milestones': [row]}``. A row is one of :meth:`get_milestone_cascade` and
            ``{'customer_action', 'needed_count_to_date', 'missing_to_date',
            'actual_today', 'missing_today': for the pace of one working day,
            'missing_to_green': for a green light, 'light_inflow', 'light_need',
            'light_expected', 'mean_value', 'standard_share': of the arrivals of the month
            with a standard potential, 'manual_share': with an own estimate, 'trend':
            [{'month', 'needed', 'actual', 'actual_count'}]}``. The leads behind a number
            are opened by :meth:`action_open_milestone_leads`.
        :raise AccessError: for who may not see these figures
        """
        self._check_milestone_access()
        today = self._milestone_today()
        month = self._milestone_month(month or today)
        person = self._milestone_person(user)
        first = month - relativedelta(months=TREND_MONTHS - 1)
        reader = self._milestone_reader(month, first, person)
        return for_caller(self._milestone_board(reader))

    def action_open_milestone_leads(self, stage, date_from, date_to, user=False):
        """The leads that reached a milestone between two days, as far as one may read.

        :param stage: the milestone, its id
        :param date_from, date_to: days, both included
        :param user: as of :meth:`get_milestone_board`
        """
        self._check_milestone_access()
        person = self._milestone_person(user)
        stage_id = given_id(self.env, stage)
        try:
            first, last = to_date(date_from), to_date(date_to)
        except KpiError as error:
            raise UserError(error_text(self.env, error)) from error
        conditions = [
            ("event", "=", "milestone_reached"),
            ("company_id", "in", (self.company_id | self.env.companies).ids),
            ("team_id", "=", self.id),
            ("stage_id", "=", stage_id),
            ("date", ">=", first),
            ("date", "<=", last),
            ("count", ">", 0),
        ]
        if person:
            conditions.append(("user_id", "=", person.id))
        # sudo: ids only; the rules of leads decide what the list shows
        Fact_sudo = self.env["sales.kpi.fact"].sudo()
        leads = Fact_sudo._read_group(Domain(conditions), ["lead_id"])
        return {
            "type": "ir.actions.act_window",
            "name": self.env["crm.stage"].browse(stage_id).sudo().name,  # sudo: name
            "res_model": "crm.lead",
            "views": [[False, "list"], [False, "form"]],
            "domain": [("id", "in", [lead.id for (lead,) in leads if lead])],
            "context": {"active_test": False},
        }

    def _milestone_today(self):
        company = self.company_id or self.env.company
        # sudo: the time zone of the team's company
        return self.env["sales.kpi"].sudo().with_company(company)._today()

    def _milestone_person(self, user):
        """Whose figures are asked for: nobody's in particular, or a person's.

        :raise AccessError: for the figures of others, as long as the company keeps them
            to themselves (decision 33)
        """
        if not user:
            return None
        if user is True:
            return self.env.user
        person = self.env["res.users"].browse(given_id(self.env, user))
        if person == self.env.user or self.env.su:
            return person
        if self._may_see_milestones_of_others():
            return person
        raise AccessError(
            self.env._(
                "Everybody sees the own milestones. Those of others are shown to leaders "
                "and managers where the company has decided so: Configuration ▸ "
                "Settings ▸ Results per person."
            )
        )

    def _may_see_milestones_of_others(self):
        may_ask = self.env["sales.kpi"]._sees_all() or self.user_id == self.env.user
        company = self.company_id or self.env.company
        # sudo: a setting, not a record
        return may_ask and company.sudo().kpi_show_results

    def _milestone_board(self, reader):
        problem = self._milestone_problem(reader)
        month_days = reader.workdays(reader.month)
        return {
            "team": [self.id, self.name],
            # sudo: the name of a colleague
            "user": reader.user and [reader.user.id, reader.user.sudo().name],
            "month": reader.month.isoformat(),
            "today": reader.today.isoformat(),
            "as_of": reader.as_of.isoformat(),
            "currency_id": self.milestone_currency_id.id,
            "workdays": len(month_days),
            "workdays_to_date": sum(day <= reader.as_of for day in month_days),
            "light_days": len(reader.light_days),
            "target": reader.needs(reader.month)[-1].amount
            if reader.milestones
            else None,
            "is_share": bool(reader.user),
            "problem": problem,
            "hint": self._milestone_hint(problem) if problem else None,
            "milestones": self._milestone_board_rows(reader),
        }

    def _milestone_board_rows(self, reader):
        manual = self._milestone_manual_counts(reader)
        return [
            {
                **self._milestone_row(reader, place),
                "customer_action": stage.customer_action or None,
                **self._milestone_missing(reader, place),
                **self._milestone_light_words(reader, place),
                **self._milestone_values(reader, place, manual),
                "trend": self._milestone_trend(reader, place),
            }
            for place, stage in enumerate(reader.milestones)
        ]

    def _milestone_missing(self, reader, place):
        """What is still missing today and this month for the pace of the month."""
        arrived = reader.arrived(place, reader.month, reader.as_of)
        needed = self._milestone_need_to_date(reader, place, "amount")
        is_now = first_day(reader.today) == reader.month
        today = reader.arrived(place, reader.today, reader.today) if is_now else None
        works = is_now and reader.frame.is_workday(reader.today)
        need = reader.per_workday(place, reader.month, "amount") if works else None
        return {
            "needed_count_to_date": self._milestone_need_to_date(
                reader, place, "count"
            ),
            "missing_to_date": missing(arrived.amount, needed),
            "actual_today": today and today.amount,
            "missing_today": missing(today.amount, need) if today else None,
        }

    def _milestone_light_words(self, reader, place):
        """What the light rests on, and what would turn it green."""
        days = reader.light_days if reader.month <= reader.today else []
        arrived = reader.arrived(place, days[0], reader.as_of) if days else Arrivals()
        need = reader.needed_on(days, place, "amount")
        return {
            "light_from": days[0].isoformat() if days else None,
            "light_inflow": arrived.amount,
            "light_need": need,
            "light_expected": reader.needed_on(days, place, "count"),
            "missing_to_green": missing(arrived.amount, need),
        }

    def _milestone_values(self, reader, place, manual):
        """Of what kind the values of the month are."""
        measured, _assumed = reader.rates[place]
        arrived = reader.arrived(place, reader.month, last_day(reader.month))
        stage = reader.milestones[place]
        return {
            "mean_value": measured.mean_value,
            "standard_share": _share(arrived.standard, arrived.count),
            "manual_share": _share(manual.get(stage.id, 0), arrived.count),
        }

    def _milestone_trend(self, reader, place):
        months = [
            reader.month - relativedelta(months=back)
            for back in reversed(range(TREND_MONTHS))
        ]
        trend = []
        for month in months:
            arrived = reader.arrived(place, month, last_day(month))
            trend.append(
                {
                    "month": month.isoformat(),
                    "needed": reader.needs(month)[place].amount,
                    "actual": arrived.amount,
                    "actual_count": int(arrived.count),
                }
            )
        return trend

    def _milestone_manual_counts(self, reader):
        """Leads that arrived this month and live on an own estimate, by milestone."""
        self.env["crm.lead"].flush_model(["potential_origin", "expected_revenue"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT fact.stage_id, SUM(fact.count)
                  FROM sales_kpi_fact fact
                  JOIN crm_lead lead ON lead.id = fact.lead_id
                 WHERE fact.event = 'milestone_reached'
                   AND fact.company_id = ANY(%(companies)s)
                   AND fact.team_id = %(team)s
                   AND fact.date BETWEEN %(first)s AND %(last)s
                   AND %(person)s
                   AND lead.potential_origin = 'manual'
                   AND COALESCE(lead.expected_revenue, 0) = 0
              GROUP BY 1
                """,
                companies=reader.env.companies.ids,
                team=self.id,
                first=reader.month,
                last=last_day(reader.month),
                person=SQL("fact.user_id = %s", reader.user.id)
                if reader.user
                else SQL("TRUE"),
            )
        )
        return dict(rows)


def _share(part, whole):
    return part / whole if whole else None
