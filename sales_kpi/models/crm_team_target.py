"""The milestones of a team serve its agreed target for new business (decision 25)."""

from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain

from ..engine.bucket import split
from ..engine.cascade import first_day
from .kpi_format import KpiFormat
from .target_reader import free, pace_of

#: What milestones bring, the best measure of it first; of all business a part is taken.
NEW_BUSINESS = ("revenue_new_business", "won_value")
ALL_BUSINESS = ("revenue", "order_intake")
AGREED = ("active", "reached", "missed")
#: Repeat business is expected as it was in so many whole months.
REPEAT_MONTHS = 12


@dataclass(frozen=True)
class Part:
    """What a target wants of a month.

    ``total``: all that it wants; ``repeat``: the share of it that is expected to come
    from customers of before, None if nothing is known.
    """

    target: models.Model
    total: float
    repeat: float | None = 0.0

    @property
    def amount(self):
        return self.total * (1 - (self.repeat or 0))


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _milestone_targets(self, first_month, months, user=None):
        """By the agreed target, else by the amount on the team.

        The amount on the team holds before the first month of a target, and after the
        last one once no target is active any more.
        """
        plain = super()._milestone_targets(first_month, months, user)
        parts = self._milestone_target_parts(first_month, months, user)
        if not parts:
            return plain
        first, last = min(parts), max(parts)
        is_active = any(part.target.state == "active" for part in parts.values())
        kept = {
            month: amount
            for month, amount in plain.items()
            if month < first or (month > last and not is_active)
        }
        return kept | {month: part.amount for month, part in parts.items()}

    def _milestone_target_parts(self, first_month, months, user=None):
        """What targets want of some months, ``{month: Part}``.

        Also the last months of a target that has ended before, to be carried on.

        :param user: of this person, or an equal share of what the team has agreed on
        """
        self.ensure_one()
        end = first_month + relativedelta(months=months)
        targets = self._milestone_agreed(first_month, end, user)
        share = 1
        if user and not targets:
            targets = self._milestone_agreed(first_month, end)
            share = self._milestone_share(user)
        if not targets or not share:
            return {}
        repeat = self._milestone_repeat_share(targets)
        parts = {}
        for target, monthly in targets._monthly_values().items():
            is_all = target.kpi_id.code in ALL_BUSINESS
            for month, value in monthly.items():
                if month < end:
                    # the best target comes first
                    part = Part(target, value * share, repeat if is_all else 0.0)
                    parts.setdefault(month, part)
        return parts

    def _milestone_agreed(self, first_month, end, user=None):
        """The targets of the team or a person between two months, the best one first.

        That is one for new business, and of these the one with the shortest period.
        """
        company = self.company_id or self.env.company
        whose = Domain("scope", "=", "team")
        if user:
            whose = Domain("scope", "=", "user") & Domain("user_id", "=", user.id)
        domain = (
            whose
            & Domain("team_id", "=", self.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "in", AGREED)
            & Domain("kpi_id.code", "in", (*NEW_BUSINESS, *ALL_BUSINESS))
            & Domain("date_from", "<", end)
        )
        # sudo: what a team is to bring is for its members, as its sums are
        found = self.env["sales.kpi.target"].sudo().search(domain, order="date_to desc")
        now = found.filtered(lambda target: target.date_to >= first_month)
        before = found - now
        codes = [*NEW_BUSINESS, *ALL_BUSINESS]
        return (now | before[:1]).sorted(
            lambda target: (
                codes.index(target.kpi_id.code) if target in now else len(codes),
                target.date_to - target.date_from,
                target.id,
            )
        )

    def _milestone_repeat_share(self, targets):
        """Which part of the team's revenue came from customers of before.

        :return: None if there was no revenue, 0 if no target asks for it
        """
        if not any(target.kpi_id.code in ALL_BUSINESS for target in targets):
            return 0.0
        company = self.company_id or self.env.company
        # sudo: one share of the whole team
        kpis = self.env["sales.kpi"].sudo().with_company(company)
        frame = kpis._frame()
        stop = first_day(frame.today)
        period = free(stop - relativedelta(months=REPEAT_MONTHS), stop)
        domain = Domain("company_id", "=", company.id) & Domain("team_id", "=", self.id)
        [row] = kpis._evaluate_periods(
            ["revenue", "revenue_new_business"], [period], frame, None, domain
        )
        revenue, new = (
            row["values"][code]["value"] or 0
            for code in ("revenue", "revenue_new_business")
        )
        return max(0.0, min(1.0, 1 - new / revenue)) if revenue > 0 else None

    def _milestone_board(self, reader):
        """Also say where the target comes from, and what is left out of it."""
        board = super()._milestone_board(reader)
        # the reader asks with superuser rights in the company of the team
        parts = reader.team._milestone_target_parts(reader.month, 1, reader.user)
        month = max((month for month in parts if month <= reader.month), default=None)
        part = parts.get(month)
        is_carried = bool(part) and month < reader.month
        if (
            is_carried
            and part.target.state != "active"
            and self.milestone_target_amount
        ):
            part = None  # the amount on the team follows
        return board | self._milestone_target_words(part, is_carried)

    def _milestone_target_words(self, part, is_carried):
        """What the board says about the target of the month."""
        if not part:
            is_team = bool(self.milestone_target_amount)
            return {
                "target_origin": "team" if is_team else None,
                "target_note": None,
                "target_ids": [],
                "repeat": None,
            }
        words = KpiFormat(self.env, self.milestone_currency_id)
        mine = part.target.with_env(self.env)._filtered_access("read")
        is_all = part.target.kpi_id.code in ALL_BUSINESS
        repeat = part.total - part.amount
        if is_carried and not is_all:
            note = self.env._("Carried on from the target “%s”.", part.target.name)
        elif not is_all:
            note = self.env._("By the target “%s”.", part.target.name)
        elif part.repeat is None:
            note = self.env._(
                "By the target “%s” for all business. Nothing is taken off: the team had "
                "no revenue in the last twelve months.",
                part.target.name,
            )
        else:
            note = self.env._(
                "By the target “%(target)s” for all business: %(total)s, less "
                "%(repeat)s from customers of before, who brought %(share)s of the "
                "revenue in the last twelve months.",
                target=part.target.name,
                total=words.value(part.total, "money"),
                repeat=words.value(repeat, "money"),
                share=words.value(part.repeat, "percent"),
            )
        return {
            "target_origin": "total" if is_all else "target",
            "target_note": note,
            "target_ids": mine.ids,
            "repeat": {"total": part.total, "share": part.repeat, "amount": repeat}
            if is_all
            else None,
        }


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def _monthly_values(self):
        """What targets that accumulate want of each month, ``{target: {month: value}}``.

        By season or working days, as their pace does.
        """
        paces = {}
        for group in self._value_groups():
            question, frame = group._question()
            past = group._past_data(question, frame)
            for target in group:
                weights = past[target]["weights"]
                pace = pace_of(target._period(), frame, weights and tuple(weights))
                paces[target] = pace
        return {
            target: {
                first_day(month.start): paces[target].portion(
                    target._goal("sum").value,
                    (month.start, month.stop),
                    target._decimals(),
                )
                for month in split(target.date_from, target.date_to, "month")
            }
            for target in self
        }
