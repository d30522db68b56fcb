from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.errors import KpiError
from ..engine.period import compare, split, workdays
from ..sources.event import DIMENSIONS, LEADS
from .dashboard_period import shown_period, trend_periods

COMPARISONS = ("previous", "year_ago", "workdays", "none")
#: What figures can be limited to.
SCOPES = (*DIMENSIONS, "segment_id")


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @api.readonly
    def dashboard_data(self, options=None):
        """Everything the dashboard shows, from one pass over the facts.

        :param options: ``{'period': key of dashboard_period.PERIODS or 'custom',
            'date_from', 'date_to': ISO dates for 'custom', 'comparison': one of
            COMPARISONS, 'scope': [[dimension, id], ...]}``, all optional
        :raise UserError: for an impossible period or comparison
        :raise ValidationError: for a scope that is no dimension
        """
        options = options or {}
        try:
            return self._dashboard_data(options)
        except KpiError as error:
            raise UserError(self._error_text(error)) from error

    @api.model
    def _dashboard_data(self, options):
        frame = self._frame()
        key, first, last = shown_period(options, frame.today)
        [period] = split(first, last)
        compared = self._compared_period(period, options, frame)
        granularity, trend = trend_periods(period, frame.today)
        scope = self._dashboard_scope(options.get("scope"))
        kpis = self._dashboard_kpis()
        domain = [(field, operator, id_) for field, operator, id_, _name in scope]
        rows = self._evaluate_periods(
            [kpi.code for kpi in kpis],
            list(dict.fromkeys(filter(None, [period, compared, *trend]))),
            frame,
            domain=domain,
        )
        values = {row["period"]: row["values"] for row in rows}
        seen = self._seen(domain)
        changes = kpis._definition_changes()
        return {
            "as_of": self.env.cr.now().replace(microsecond=0).isoformat(sep=" "),
            "currency_id": self.env.company.currency_id.id,
            "has_facts": bool(self._first_days()),
            "rebuild": self.env["sales.kpi.journal"]._progress_percent(),
            "is_manager": self.env.user.has_group("sales_kpi.group_manager"),
            "period": {"key": key, **_days(period)},
            "comparison": compared
            and {
                "key": options.get("comparison") or "previous",
                **_days(compared),
                "workdays": self._compared_workdays(period, options, frame),
            },
            "scope": self._scope_words(scope),
            "dimensions": self._dimension_words(),
            "tiles": [
                {
                    **self._tile(kpi, period, compared, trend, values, domain, seen),
                    "analysis": self._analysis(kpi, seen[0].is_own),
                    "changes": changes[kpi],
                }
                for kpi in kpis
            ],
            "trend": {
                "granularity": granularity,
                "periods": [part.label.isoformat() for part in trend],
                "ends": [part.last_day.isoformat() for part in trend],
                "running": [part.stop > frame.today for part in trend],
            },
        }

    @api.model
    def _compared_period(self, period, options, frame):
        how = options.get("comparison") or "previous"
        if how not in COMPARISONS:
            raise UserError(
                self.env._(
                    "“%(how)s” is no comparison. Possible are: %(known)s.",
                    how=how,
                    known=", ".join(COMPARISONS),
                )
            )
        if how == "none":
            return None
        compared = compare(period, how, frame)
        return compared if compared.days else None

    @api.model
    def _compared_workdays(self, period, options, frame):
        """How many working days are compared, None if they are not counted."""
        by_workdays = options.get("comparison") == "workdays"
        return workdays(period, frame) if by_workdays else None

    @api.model
    def _dashboard_scope(self, scope):
        """What the figures are limited to: ``[(dimension, operator, id, name)]``.

        :raise ValidationError: if it is no list of pairs of dimension and id
        """
        found = []
        for pair in scope or []:
            field, record_id = self._scope_pair(pair)
            comodel = self.env["sales.kpi.fact"]._fields[field].comodel_name
            record = self.env[comodel].browse(record_id).exists()
            record = record and record._filtered_access("read")
            if not record:
                raise UserError(
                    self.env._(
                        "What you limited the figures to does not exist any more, or "
                        "you may not see it. Choose something else."
                    )
                )
            if field == "customer_id":  # facts know companies, not their contacts
                record = record.commercial_partner_id
            operator = "child_of" if record._parent_store else "="
            found.append((field, operator, record.id, record.display_name))
        return found

    @api.model
    def _scope_pair(self, pair):
        if (
            isinstance(pair, list | tuple)
            and len(pair) == 2
            and pair[0] in SCOPES
            and isinstance(pair[1], int)
        ):
            return pair
        raise ValidationError(
            self.env._(
                "“%(scope)s” does not limit figures. Possible are: %(known)s.",
                scope=str(pair),
                known=", ".join(SCOPES),
            )
        )

    @api.model
    def _scope_words(self, scope):
        labels = self._dimension_labels()
        return [
            {
                "field": field,
                "operator": operator,
                "label": labels[field],
                "id": record_id,
                "name": name,
            }
            for field, operator, record_id, name in scope
        ]

    @api.model
    def _dimension_labels(self):
        fields = self.env["sales.kpi.report"].fields_get(SCOPES, ["string"])
        return {name: fields[name]["string"] for name in SCOPES if name in fields}

    @api.model
    def _dimension_words(self):
        """The dimensions the user may choose a scope in."""
        fields = self.env["sales.kpi.fact"]._fields
        return [
            {"field": name, "label": label, "model": fields[name].comodel_name}
            for name, label in self._dimension_labels().items()
            if self.env[fields[name].comodel_name].has_access("read")
        ]

    @api.model
    def _tile(self, kpi, period, compared, trend, values, domain, seen):
        now = values[period][kpi.code]
        before = values[compared][kpi.code] if compared else None
        return {
            **kpi.read(["code", "name", "unit", "direction"])[0],
            "help": kpi._help_words(),
            "value": now["value"],
            "n": now["n"],
            "is_few": self._is_few(kpi, now),
            "minimum_n": kpi._fewest_cases(),
            "hint": self._no_value_hint(kpi, now, period, domain, seen),
            "before": before and before["value"],
            "before_n": before and before["n"],
            "before_hint": before
            and self._no_value_hint(kpi, before, compared, domain, seen),
            "change": before and kpi._change(now["value"], before["value"]),
            "trend": [values[part][kpi.code]["value"] for part in trend],
            "trend_n": [values[part][kpi.code]["n"] for part in trend],
        }

    @api.model
    def _is_few(self, kpi, answer):
        """Whether a quotient or a median rests on too few cases to say much."""
        if answer["value"] is None or answer["n"] >= kpi._fewest_cases():
            return False
        return kpi.kind != "formula" or not self._is_additive(kpi.code)

    def _fewest_cases(self):
        """How many cases a KPI needs here: its own number, or more by the company."""
        # sudo: a setting, not a record
        company = self.env.company.sudo()
        return max(self.minimum_n, company.kpi_minimum_n) if self.minimum_n else 0

    @api.model
    def _seen(self, domain):
        """How the caller reads personal KPIs of a filter; if it hides its persons."""
        domain = Domain(domain)
        return self._personal_scope(domain, None), self._is_person_hidden(domain)

    @api.model
    def _no_value_hint(self, kpi, answer, period, domain, seen=None):
        """Why a tile has no value, or None if it has one.

        ``seen``: the answer of :meth:`_seen`, where many tiles share it.
        """
        if answer["value"] is not None:
            return None
        personal, is_person_hidden = seen or self._seen(domain)
        asked = self._dimensions_of(Domain(domain))
        if period.start > self._today():
            return self.env._("The period has not begun yet.")
        if asked and not self._is_applicable(kpi.code, asked):
            labels = self._dimension_labels() | {LEADS: self.env._("lead")}
            return self.env._(
                "This KPI is not known by %s.",
                ", ".join(
                    labels[name] for name in (*DIMENSIONS, LEADS) if name in asked
                ),
            )
        if self._is_withheld(kpi.code, domain, period, personal):
            return self.env._(
                "How others work is shown for companies and teams of at least five "
                "people only, and for whole months."
            )
        if is_person_hidden:
            return self.env._(
                "Results of a person are shown to that person and to the leader of the "
                "team. A KPI manager can change that in the settings."
            )
        if answer["n"]:
            return self.env._(
                "A part of the formula has no value, such as the period before."
            )
        return self.env._("There are no cases in this period.")

    def _change(self, now, before):
        """The change against another period, and whether it is for the better.

        Percentages change by points, everything else by a fraction of the value
        before, which has none if that was 0 or less (decision 19).
        """
        self.ensure_one()
        if now is None or before is None:
            return None
        if self.unit == "percent":
            change, kind = now - before, "points"
        elif before > 0:
            change, kind = now / before - 1, "relative"
        else:
            return None
        return {"value": change, "kind": kind, "verdict": self._verdict(change)}

    def _verdict(self, change):
        if abs(change) < 0.0005:
            return "same"
        if self.direction == "band":
            return "neutral"
        return "better" if (change > 0) == (self.direction == "up") else "worse"


def _days(period):
    return {
        "date_from": period.start.isoformat(),
        "date_to": period.last_day.isoformat(),
    }
