"""SMART, checked by the system: a target becomes active only when all five hold."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

from .target_scope import CLOSED, FILTERS

LETTERS = ("specific", "measurable", "accepted", "realistic", "timed")


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    #: the five checks: each with a light and a sentence
    smart = fields.Json(compute="_compute_smart")
    is_smart = fields.Boolean(
        "SMART", compute="_compute_smart", help="All five checks hold."
    )
    smart_missing = fields.Text(
        "Missing", compute="_compute_smart", help="What is missing, in words."
    )

    @api.depends(
        "kpi_id",
        "scope",
        "state",
        "target_type",
        "target_value",
        "growth",
        "band_min",
        "band_max",
        "date_from",
        "date_to",
        "rhythm",
        "holder_id",
        "accepted_date",
        "approved_date",
        "realism_light",
        "realism_override",
        "realism_text",
        *FILTERS,
    )
    @api.depends_context("lang", "uid")
    def _compute_smart(self):
        data = self._data_of_kpis()
        for target in self:
            checks = target._checks(data)
            missing = [text for light, text in checks.values() if light == "red"]
            labels = target._letter_labels()
            target.smart = [
                {"key": key, "label": labels[key], "light": light, "text": text}
                for key, (light, text) in checks.items()
            ]
            target.is_smart = not missing
            target.smart_missing = "\n".join(missing)

    def _letter_labels(self):
        return {
            "specific": self.env._("Specific"),
            "measurable": self.env._("Measurable"),
            "accepted": self.env._("Accepted"),
            "realistic": self.env._("Realistic"),
            "timed": self.env._("Time-bound"),
        }

    def _checks(self, data):
        """The five checks, ``{letter: (light, sentence)}``; red is missing."""
        return {key: getattr(self, f"_check_{key}")(data) for key in LETTERS}

    def _data_of_kpis(self):
        """Which KPIs have data, ``{id: answer of _availability}``."""
        kpis = self.kpi_id._origin.sudo()  # sudo: since when there are data, not which
        first, customers = kpis._first_days(), kpis._active_customers()
        return {kpi.id: kpi._availability(first, customers) for kpi in kpis}

    def _check_specific(self, _data):
        if not self.kpi_id:
            return "red", self.env._("Choose the KPI.")
        if not self.kpi_id.active:
            return "red", self.env._("The KPI is archived. Choose another one.")
        if not self._has_demand():
            return "red", self.env._(
                "“More” is no target. Say how much: a value, a change or limits."
            )
        if not self._is_known():
            return "red", self.env._(
                "“%s” is not known for this scope. Choose another KPI or scope.",
                self.kpi_id.name,
            )
        if self._tells_of_few():
            return "red", self.env._(
                "“%s” says how people work: of a team or company of at least five "
                "people and for whole months, or of one person, who alone sees it.",
                self.kpi_id.name,
            )
        return "green", self.env._(
            "%(kpi)s, %(scope)s.",
            kpi=self.kpi_id.name,
            scope=self._scope_name() or self._scope_label(),
        )

    def _is_known(self):
        """Whether the figures can be cut to the scope."""
        kpis = self.env["sales.kpi"].sudo()  # sudo: which dimensions a KPI has
        asked = kpis._dimensions_of(Domain(self._scope_domain()))
        return kpis._is_applicable(self.kpi_id.code, asked)

    def _check_measurable(self, data):
        found = data.get(self.kpi_id._origin.id)
        if not found:
            return "red", self.env._("Choose the KPI.")
        if found["missing"]:
            return "red", found["text"]
        return ("green" if found["is_ready"] else "amber"), found["text"]

    def _check_accepted(self, _data):
        texts = [self._acceptance_text(), self._approval_text()]
        is_done = self.accepted_date and self.approved_date
        return ("green" if is_done else "red"), " ".join(texts)

    def _acceptance_text(self):
        if not self.accepted_date and self.state == "active":
            return self.env._(
                "%s has not accepted the revision yet.", self.holder_id.name
            )
        if not self.accepted_date:
            return self.env._(
                "%s has not accepted yet.", self.holder_id.name or self.env._("Nobody")
            )
        return self.env._(
            "Accepted by %(person)s on %(date)s.",
            person=self.accepted_by_id.sudo().name,  # sudo: a name on an agreement
            date=format_datetime(self.env, self.accepted_date, dt_format="short"),
        )

    def _approval_text(self):
        if not self.approved_date:
            return self.env._("Management has not confirmed yet.")
        return self.env._(
            "Confirmed by %(person)s on %(date)s.",
            person=self.approved_by_id.sudo().name,  # sudo: a name on an agreement
            date=format_datetime(self.env, self.approved_date, dt_format="short"),
        )

    def _check_realistic(self, _data):
        if self.realism_light == "red":
            if self.realism_override:
                return "amber", f"{self.realism_text} {self.realism_override}"
            return "red", self.env._(
                "%s Say why it can be reached this time, or choose another value.",
                self.realism_text,
            )
        return self.realism_light or "grey", self.realism_text

    def _check_timed(self, _data):
        if not (self.date_from and self.date_to):
            return "red", self.env._("Say from when until when.")
        if not self.rhythm:
            return "red", self.env._("Say how often you look at it together.")
        rhythms = dict(self._fields["rhythm"]._description_selection(self.env))
        return "green", self.env._(
            "%(period)s; looked at: %(rhythm)s.",
            period=self._period_name(),
            rhythm=rhythms[self.rhythm].lower(),
        )

    def _check_smart(self, *letters):
        """:raise UserError: with what is missing of these letters"""
        data = self._data_of_kpis()
        for target in self:
            checks = target._checks(data)
            missing = [text for key in letters if (text := _missing(checks[key]))]
            if missing and target.state not in CLOSED:
                raise UserError(
                    self.env._(
                        "“%(target)s” is not SMART yet. %(missing)s",
                        target=target.name,
                        missing=" ".join(missing),
                    )
                )


def _missing(check):
    light, text = check
    return text if light == "red" else None
