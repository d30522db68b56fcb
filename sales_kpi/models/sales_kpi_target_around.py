"""No salesperson is an island: the team and the company beside the own target (S0-23)."""

from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain

from .kpi_format import KpiFormat

AGREED = ("active", "reached", "missed")
#: So many people make a figure of which nobody's can be told (decision 33).
ENOUGH = 5


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    team_text = fields.Char(
        "The team",
        compute="_compute_around",
        help="The same KPI of the team: against its target, or over the same days.",
    )
    company_text = fields.Char(
        "The company",
        compute="_compute_around",
        help="The same KPI of the company: against its target, or over the same days.",
    )

    @api.depends("scope", "kpi_id", "team_id", "company_id", "date_from", "date_to")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_around(self):
        """Beside targets of a person; where there is a target it says more."""
        own = self.filtered(lambda target: target.scope == "user" and target._origin)
        others = self - own
        others.team_text = others.company_text = False
        larger = own._larger_targets()
        for target in own:
            for name, scope in (("team_text", "team"), ("company_text", "company")):
                beside = target._beside(larger, scope)
                target[name] = (
                    beside._attainment_words()
                    if beside and beside.has_value
                    else target._figure_words(scope)
                )

    def _larger_targets(self):
        """The agreed targets of teams and companies that the user may see."""
        return self.search(
            Domain("kpi_id", "in", self.kpi_id.ids)
            & Domain("company_id", "in", self.company_id.ids)
            & Domain("scope", "in", ("team", "company"))
            & Domain("state", "in", AGREED)
        )

    def _beside(self, larger, scope):
        """Of larger targets the one for the same days, or days around."""
        fit = larger.filtered(
            lambda target: (
                target.scope == scope
                and (target.kpi_id, target.company_id) == (self.kpi_id, self.company_id)
                and (scope == "company" or target.team_id == self.team_id)
                and target.date_from <= self.date_from
                and target.date_to >= self.date_to
            )
        )
        return fit.sorted(lambda target: target.date_to - target.date_from)[:1]

    def _attainment_words(self):
        """As “North: 310.000 € of 500.000 € (62 %)”."""
        words = KpiFormat(self.env, self.currency_id)
        shown = self._may_show_values()
        return self.env._(
            "%(name)s: %(actual)s of %(target)s (%(share)s)",
            name=self._scope_name(),
            actual=self.actual_text if shown else words.value(None, self.unit),
            target=self.target_text,
            share=words.value(self.attainment if shown else None, "percent"),
        )

    def _figure_words(self, scope):
        """As “North: 310.000 €”: the sum of people, if these are enough.

        Never how people work: what of it is told of many is a matter of targets.
        """
        if self._is_personal() or not self._is_about_enough(scope):
            return False
        # sudo: a figure of many people, of the company of the target
        target = self.sudo()
        question, frame = target._question()
        company = target.company_id
        group = target.team_id.id if scope == "team" else None
        question = replace(
            question,
            groupby="team_id" if group else None,
            domain=Domain("company_id", "=", company.id),
        )
        asked = (group, target._period())
        value = question.figures([asked], frame)[asked]["value"]
        if value is None:
            return False
        words = KpiFormat(self.env, self.currency_id)
        name = target.team_id.name if group else company.name
        return f"{name}: {words.value(value, self.unit)}"

    def _is_about_enough(self, scope):
        # sudo: how many people work where
        members = self.env["sales.kpi.source"].sudo()._people().members
        teams = [self.team_id.id] if scope == "team" else None
        people = set().union(
            *(
                users
                for (team, company), users in members.items()
                if company == self.company_id.id and (teams is None or team in teams)
            )
        )
        return len(people) >= ENOUGH
