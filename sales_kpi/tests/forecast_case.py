from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tools import SQL

from .golden import GoldenCase


class ForecastCase(GoldenCase):
    """Frozen forecasts, and histories of leads as the journal tells them."""

    #: Ids of leads that live in the journal only.
    first_id = 900_000_000

    @classmethod
    def process(cls, team, *names, **values):
        """Give a team stages of its own; the last one is won."""
        return cls.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": number - 10,  # before the common ones
                    "team_ids": team.ids,
                    "is_won": name == names[-1],
                    **values,
                }
                for number, name in enumerate(names)
            ]
        )

    @classmethod
    def history(cls, team, *steps, user=None, amount=100):
        """Write the history of a lead: (moment, kind, stage, outcome); give its id.

        ``outcome``: pending, won, lost, parked; a milestone is a kind with its stage.
        """
        cls.first_id += 1
        rows = [
            (
                "crm.lead",
                cls.first_id,
                kind,
                moment,
                "live",
                cls.company.id,
                team.id,
                user and user.id,
                None if kind == "milestone" else stage.id,
                stage.id if kind == "milestone" else None,
                outcome == "pending",
                outcome,
                amount,
            )
            for moment, kind, stage, outcome in steps
        ]
        cls.env.cr.execute_values(
            """INSERT INTO sales_kpi_journal
                      (res_model, res_id, kind, at, origin, company_id, team_id,
                       user_id, stage_id, milestone_id, is_open, outcome, amount,
                       is_opportunity, is_qualified, is_active) VALUES %s""",
            [(*row, True, True, True) for row in rows],
        )
        cls.env["crm.lead"]._kpi_mark([cls.first_id])
        return cls.first_id

    @classmethod
    def steady(cls, team, stages, months, user=None):
        """Of four leads a month two are won on the 20th, 100 each, two lost on the 15th."""
        first, second, won = stages
        for month in months:
            for number in range(4):
                end = ("20", "won", won) if number < 2 else ("15", "lost", second)
                cls.history(
                    team,
                    (f"{month}-01 09:00", "created", first, "pending"),
                    (f"{month}-10 09:00", "stage", second, "pending"),
                    (f"{month}-{end[0]} 09:00", end[1], end[2], end[1]),
                    user=user,
                )

    def frozen(self, month, forecast, actual, team=None, **values):
        """Freeze a forecast at the start of a month ("2026-01") that is over."""
        day = fields.Date.to_date(f"{month}-01")
        return self.env["sales.kpi.forecast"].create(
            {
                "company_id": self.company.id,
                "team_id": team and team.id,
                "month": day,
                "as_of": day,
                "horizon": 1,
                "is_monthly": True,
                "is_start": True,
                "expected_value": forecast,
                "classic_value": 0,
                "actual_value": actual,
                "is_final": True,
                **values,
            }
        )

    def judged(self, forecast, value):
        """Give a judgement that was given in time."""
        forecast.write(
            {
                "manager_value": value,
                "manager_id": self.env.uid,
                "manager_date": forecast.month + relativedelta(days=3),
            }
        )

    def journal_rows(self):
        [(rows,)] = self.env.execute_query(
            SQL(
                "SELECT COUNT(*) FROM sales_kpi_journal WHERE company_id = %s",
                self.company.id,
            )
        )
        return rows
