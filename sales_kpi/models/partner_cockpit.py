"""What the partner manager steers by: every partner's figures, side by side."""

from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..engine.errors import KpiError
from ..engine.period import split
from .dashboard_period import shown_period
from .rpc_answer import for_caller

#: The five KPIs of a partner, in the order in which a lead meets them.
PARTNER_KPIS = (
    "acceptance_time_own",
    "contact_time",
    "feedback_rate",
    "processing_time",
    "partner_conversion",
)
#: Shown beside them.
OTHER_KPIS = ("pick_rate", "partner_won_value")
#: In the line of all partners: from the first offer of a lead on, whoever got it.
TOTAL_KPIS = ("acceptance_time",)
#: What became of the offers of a partner, as facts tell it.
PICKS = {
    "offer_accepted": "accepted",
    "offer_declined": "declined",
    "offer_expired": "expired",
    "offer_lost_race": "taken",
}
#: What the figures can be limited to.
SCOPES = ("team_id", "territory_id")
MANAGERS = "sales_kpi.group_partner_manager"


class SalesPartnerCockpit(models.AbstractModel):
    _name = "sales.partner.cockpit"
    _description = "Cockpit of sales partners"

    @api.model
    @api.readonly
    def cockpit_data(self, options=None):
        """The figures of all partners in a period, from one pass over the facts.

        :param options: period, comparison and scope as of ``sales.kpi.dashboard_data``;
            the scope names teams and territories only
        :raise AccessError: for who is no partner manager
        :raise UserError: for an impossible period or scope
        """
        self._check_may_see()
        try:
            return for_caller(self._data(options or {}))
        except KpiError as error:
            raise UserError(self.env["sales.kpi"]._error_text(error)) from error

    @api.model
    def _check_may_see(self):
        if not (self.env.su or self.env.user.has_group(MANAGERS)):
            raise AccessError(
                self.env._(
                    "The cockpit is for partner managers. Ask your administrator for "
                    "the right “Partner manager”."
                )
            )

    @api.model
    def _question(self, options):
        """The days asked for, those compared with, and the scope as a domain."""
        kpis = self.env["sales.kpi"]
        frame = kpis._frame()
        key, first, last = shown_period(options, frame.today)
        [period] = split(first, last)
        scope = kpis._dashboard_scope(self._checked_scope(options.get("scope")))
        return {
            "key": key,
            "frame": frame,
            "period": period,
            "compared": kpis._compared_period(period, options, frame),
            "comparison": options.get("comparison") or "previous",
            "scope": scope,
            "domain": Domain([condition[:3] for condition in scope] or Domain.TRUE),
        }

    @api.model
    def _checked_scope(self, scope):
        for pair in scope or []:
            if not isinstance(pair, list | tuple) or pair[:1] not in [
                [s] for s in SCOPES
            ]:
                raise ValidationError(
                    self.env._(
                        "Partners are filtered by sales team and territory only."
                    )
                )
        return scope

    @api.model
    def _data(self, options):
        kpis = self.env["sales.kpi"]
        asked = self._question(options)
        used = self._kpis()
        values = self._values(used, asked)
        partners = self._partners(values)
        picks, now = self._picks(asked), self._now(asked)
        states, ratings = self._states(partners), self._ratings(partners, asked)
        limits = self._limits()
        rows = [
            {
                "id": partner.id,
                "name": partner.display_name,
                "grade": partner.grade_id.name or None,
                "state": states[partner.id],
                "values": self._cells(used, values.get(partner.id, {}), limits),
                "picks": picks.get(partner.id) or dict.fromkeys(PICKS.values(), 0),
                "now": now.get(partner.id) or self._nothing(),
                "rating": ratings[partner.id],
            }
            for partner in partners
        ]
        is_own = kpis._seen(asked["domain"])[0].is_own
        period, compared = asked["period"], asked["compared"]
        return {
            "as_of": self.env.cr.now().replace(microsecond=0).isoformat(sep=" "),
            "currency_id": self.env.company.currency_id.id,
            "is_manager": self.env.user.has_group("sales_kpi.group_manager"),
            "period": {"key": asked["key"], **_days(period)},
            "comparison": compared
            and {
                "key": asked["comparison"],
                **_days(compared),
                "workdays": kpis._compared_workdays(period, options, asked["frame"]),
            },
            "scope": kpis._scope_words(asked["scope"]),
            "dimensions": [
                words for words in kpis._dimension_words() if words["field"] in SCOPES
            ],
            "columns": [self._column(kpi, limits, is_own) for kpi in used],
            "partners": rows,
            "total": self._cells(used, values.get(None, {}), limits),
            "attention": self._attention(used, rows),
            "relevance": self._relevance(used, rows),
        }

    @api.model
    def _kpis(self):
        """The KPIs of partners that exist here, the five first."""
        kpis = self.env["sales.kpi"]
        codes = [*PARTNER_KPIS, *OTHER_KPIS, *TOTAL_KPIS]
        of_partners = kpis.search([("category", "=", "partner")])
        codes += [code for code in of_partners.mapped("code") if code not in codes]
        found = kpis.search([("code", "in", codes)])
        return found.sorted(lambda kpi: codes.index(kpi.code))

    @api.model
    def _values(self, used, asked):
        """``{partner id, None for all: {period: {code: answer}}}``."""
        kpis, codes = self.env["sales.kpi"], used.mapped("code")
        if not codes:
            return {}
        periods = list(filter(None, [asked["period"], asked["compared"]]))
        found = {}
        for groupby in ("sales_partner_id", None):
            rows = kpis._evaluate_periods(
                codes, periods, asked["frame"], groupby, asked["domain"]
            )
            for row in rows:
                # facts without a partner are no partner's
                if bool(groupby) == bool(row["group"]):
                    at = "now" if row["period"] == asked["period"] else "before"
                    found.setdefault(row["group"], {})[at] = row["values"]
        return found

    @api.model
    def _cells(self, used, values, limits):
        """``{code: {'value', 'n', 'is_few', 'before', 'change', 'status'}}``."""
        none = {"value": None, "n": 0}
        cells = {}
        for kpi in used:
            now = values.get("now", {}).get(kpi.code, none)
            before = values.get("before", {}).get(kpi.code, none)
            cells[kpi.code] = {
                **now,
                "is_few": self.env["sales.kpi"]._is_few(kpi, now),
                "before": before["value"],
                "change": kpi._change(now["value"], before["value"]),
                "status": _status(kpi, now["value"], limits.get(kpi.code)),
            }
        return cells

    @api.model
    def _column(self, kpi, limits, is_own):
        return {
            **kpi.read(["code", "name", "unit", "direction"])[0],
            "help": kpi._help_words(),
            "minimum_n": kpi._fewest_cases(),
            "analysis": kpi._analysis(kpi, is_own),
            "limit": limits.get(kpi.code),
        }

    @api.model
    def _limits(self):
        """What is good, by KPI: as the teams that offer leads agreed, if they agree."""
        limits = {"acceptance_time_own": 1.0, "acceptance_time": 1.0}
        # sudo: settings of teams, not their records
        teams = self.env["crm.team"].sudo()
        routing = teams.search(
            [
                ("partner_routing", "!=", "off"),
                ("company_id", "in", [False, *self.env.companies.ids]),
            ]
        )
        for code, field in (
            ("contact_time", "contact_limit_hours"),
            ("reach_time", "contact_limit_hours"),
            ("feedback_rate", "minimum_feedback_rate"),
            ("processing_time", "processing_limit_days"),
        ):
            agreed = set(routing.mapped(field))
            standard = teams.default_get([field]).get(field)
            limits[code] = agreed.pop() if len(agreed) == 1 else standard
        return limits

    @api.model
    def _picks(self, asked):
        """What became of the offers of each partner: ``{partner id: {outcome: n}}``."""
        fact, readable = self.env["sales.kpi"]._readable_facts()
        period = asked["period"]
        domain = (
            readable
            & asked["domain"]
            & Domain("company_id", "in", self.env.companies.ids)
            & Domain("event", "in", list(PICKS))
            & Domain("date", ">=", period.start)
            & Domain("date", "<", period.stop)
        )
        found = {}
        for partner, event, count in fact._read_group(
            domain, ["sales_partner_id", "event"], ["count:sum"]
        ):
            picks = found.setdefault(partner.id, dict.fromkeys(PICKS.values(), 0))
            picks[PICKS[event]] = count
        return found

    @api.model
    def _partners(self, values):
        """The sales partners, and who was one while there were figures."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        ids = [partner_id for partner_id in values if partner_id]
        active = Domain("is_sales_partner", "=", True) & Domain("active", "=", True)
        mine = Domain("company_id", "in", [False, *self.env.companies.ids])
        return Partner.search(
            (active | Domain("id", "in", ids)) & mine, order="name, id"
        )


def _status(kpi, value, limit):
    """'good' or 'bad' beside a limit, None without one."""
    if value is None or not limit:
        return None
    if kpi.unit == "hours":
        value = round(value, 1)  # what reads as 1 h keeps a limit of 1 h
    is_good = value <= limit if kpi.direction == "down" else value >= limit
    return "good" if is_good else "bad"


def _days(period):
    return {
        "date_from": period.start.isoformat(),
        "date_to": period.last_day.isoformat(),
    }
