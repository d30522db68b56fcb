"""What tests of the agreement on targets share: two teams, their leaders, a manager."""

from contextlib import contextmanager
from datetime import date, datetime
from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo.tools import SQL

from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"
NOW = "2026-10-05 09:00"
#: What the company won in the quarters before Q4 2026, the last one first (thousands).
WON = (300, 280, 250, 200, 260, 240, 230, 190, 220, 210, 200, 150, 180)


class TargetAgreementCase(SalesKpiCase):
    """North: Anna and Ben, led by Lea. South: Sam alone, who leads it himself.

    Anna won all of WON; 300 000 in the third quarter of 2026. Today is 5 October.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna, cls.ben, cls.lea, cls.sam = (
            cls.user(f"target_{name.lower()}", name=name)
            for name in ("Anna", "Ben", "Lea", "Sam")
        )
        cls.boss = cls.user("target_boss", groups=MANAGER, name="Bo")
        cls.north = cls.team("North", cls.anna | cls.ben, user_id=cls.lea.id)
        cls.south = cls.team("South", cls.sam, user_id=cls.sam.id)
        cls.kpi = cls.env.ref("sales_kpi.sales_kpi_won_value")
        cls._win_quarters()

    @classmethod
    def _win_quarters(cls):
        """One deal in the middle of each quarter, as facts."""
        middle = date(2026, 8, 17)
        days = [middle - relativedelta(months=3 * number) for number in range(len(WON))]
        cls.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_fact (event, source, source_ref, company_id,
                                            user_id, team_id, count, date, at, amount)
                SELECT 'lead_won', 'lead', 0, %s, %s, %s, 1, day, day, amount * 1000
                  FROM unnest(%s::date[], %s::int[]) AS deal(day, amount)
                """,
                cls.company.id,
                cls.anna.id,
                cls.north.id,
                days,
                list(WON),
            )
        )

    @contextmanager
    def at(self, moment):
        """The clock of the transaction alone, which targets go by; that is faster."""
        now = datetime.fromisoformat(moment)
        with patch.object(self.env.cr, "now", lambda: now):
            yield now
            self.env.flush_all()

    @classmethod
    def target(cls, user=None, **values):
        """A draft for Anna and the fourth quarter, by Lea unless told otherwise."""
        targets = cls.as_user(user or cls.lea)
        with cls.at(cls, NOW):
            return targets.create(
                {
                    "kpi_id": cls.kpi.id,
                    "scope": "user",
                    "date_from": "2026-10-01",
                    "date_to": "2026-12-31",
                    "target_value": 250_000,
                    "company_id": cls.company.id,
                    **({"user_id": cls.anna.id} if "scope" not in values else {}),
                    **values,
                }
            )

    @classmethod
    def as_user(cls, user, target=None):
        """The target, or the model, as a user calls it remotely."""
        records = cls.env["sales.kpi.target"] if target is None else target
        context = {"allowed_company_ids": cls.company.ids}
        return records.with_env(cls.env(user=user, su=False, context=context))

    def agreed(self, **values):
        """Anna's target: proposed by Lea, accepted by Anna, confirmed by Lea."""
        target = self.target(**values)
        with self.at(NOW):
            target.action_propose()
            self.as_user(self.anna, target).action_accept()
            target.action_approve()
        return target
