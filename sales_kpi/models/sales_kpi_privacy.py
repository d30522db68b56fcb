"""Who sees which figure of how people work (docs/privacy.md, decision 33)."""

from functools import cache

from odoo import api, models
from odoo.fields import Domain

from ..engine.formula import atoms
from ..sources.event import PUBLIC_DIMENSIONS
from .kpi_reading import Scope


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _personal_scope(self, domain, groupby):
        """How the caller reads KPIs of how people work.

        With the company's switch on: by record rules, as results; so does code of the
        server. Else everybody reads himself; who leads also companies and teams of
        enough people.
        """
        if self.env.su or (self._shows_persons() and self._may_see_persons()):
            fact, readable = self._readable_facts()
            return self._scope(fact, domain & readable, is_own=True)
        asks_person = "user_id" in self._asked(domain, groupby)
        if not asks_person and self._leads():
            return self._public_scope(domain, groupby)
        return self._own_scope(domain, groupby)

    @api.model
    def _own_scope(self, domain, groupby):
        me = self.env.uid
        only_me = self._asks_own(domain)
        shows = (
            (lambda group: group == me)
            if groupby == "user_id"
            else (lambda group: only_me)
        )
        fact, readable = self._readable_facts()
        domain &= Domain("user_id", "=", me) & readable
        return self._scope(fact, domain, is_own=True, shows=shows)

    @api.model
    def _public_scope(self, domain, groupby):
        fact = self.env["sales.kpi.fact"]
        fact.check_access("read")
        cut = self._public_cut(domain)
        if cut is None:
            return self._scope(fact, Domain.FALSE, shows=lambda group: False)
        teams, companies = cut
        if teams is None and not self._sees_all():
            teams = set(self._led_teams().ids)  # all that he may ask for
        people = self.env["sales.kpi.source"]._people()

        @cache
        def shows(group):
            shown_teams, shown_companies = teams, companies
            if groupby == "team_id":
                shown_teams = {group} if group else set()
            elif groupby == "company_id":
                shown_companies = companies & {group}
            return self._is_enough(people, shown_teams, shown_companies)

        domain &= Domain("company_id", "in", list(companies))
        if not self._sees_all():
            domain &= Domain("team_id", "in", self._led_teams().ids)
        months_only = self._protected_events()
        # sudo: public halves are read here only, by the companies and teams above
        return self._scope(fact.sudo(), domain, shows=shows, months_only=months_only)

    @api.model
    def _scope(self, fact, domain, *, is_own=False, shows=None, **options):
        return Scope(fact, domain, is_own, shows or (lambda group: True), **options)

    @api.model
    def _is_enough(self, people, teams, companies):
        """Whether a figure of teams (None: of companies) rests on enough people."""
        if teams is None:
            return bool(companies) and all(
                self._is_company_shown(people, company) for company in companies
            )
        if not self._sees_all() and not teams <= set(self._led_teams().ids):
            return False
        return bool(teams and companies) and all(
            people.is_large(team, company)
            for team in teams
            for company in ({people.companies.get(team)} - {None} or companies)
        )

    @api.model
    def _is_company_shown(self, people, company):
        """Whether neither a company nor what its large teams leave over is small."""
        return self._sees_all() and self._is_company_large(people, company)

    @api.model
    def _is_company_large(self, people, company):
        """Whether a company, and what its large teams leave over, is of enough people."""
        if people.has_enough_others(company):
            return True
        large = people.large_teams(company)
        source = self.env["sales.kpi.source"]
        return bool(large) and not source._has_work_outside(company, large)

    @api.model
    def _public_cut(self, domain):
        """Teams (None: all) and companies of a filter, None if it says anything else.

        Only a choice of teams and companies; “all but one” would be a difference.
        """
        teams, companies = None, set(self.env.companies.ids)
        if {"|", "!"} & {term for term in domain if isinstance(term, str)}:
            return None
        for condition in domain.iter_conditions():
            ids = _chosen(condition)
            if not ids or condition.field_expr not in PUBLIC_DIMENSIONS:
                return None
            if condition.field_expr == "team_id":
                teams = ids if teams is None else teams & ids
                continue
            if condition.operator == "child_of":
                # sudo: only ids of companies
                found = self.env["res.company"].sudo().search([("id", "child_of", ids)])
                ids = set(found.ids)
            companies &= ids
        return teams, companies

    @api.model
    def _persons_in(self, domain):
        """Ids of the people whom a filter names, None if it names nobody."""
        conditions = [
            condition
            for condition in domain.iter_conditions()
            if condition.field_expr == "user_id"
        ]
        if not conditions:
            return None
        if {"|", "!"} & {term for term in domain if isinstance(term, str)}:
            return set()
        return set.intersection(*map(_chosen, conditions))

    @api.model
    def _asks_own(self, domain):
        """Whether a filter leaves nobody but the caller; who leads must say so."""
        asked = self._persons_in(domain)
        return asked == {self.env.uid} or (asked is None and not self._leads())

    @api.model
    def _asked(self, domain, groupby):
        return self._dimensions_of(domain) | ({groupby} if groupby else set())

    @api.model
    def _sees_all(self):
        return self.env.user.has_group("sales_kpi.group_marketing")

    @api.model
    def _led_teams(self):
        # sudo: who leads which team is no secret
        return self.env["crm.team"].sudo().search([("user_id", "=", self.env.uid)])

    @api.model
    def _leads(self):
        return self._sees_all() or bool(self._led_teams())

    @api.model
    def _shows_persons(self):
        """Whether all present companies decided to show what a person does."""
        # sudo: a setting, not a record
        return all(company.kpi_show_persons for company in self.env.companies.sudo())

    @api.model
    def _is_applicable(self, code, asked, scope=None):
        """Whether every event of a KPI has the dimensions that are asked for.

        An own event may be gone with its model, or closed to the caller.
        """
        events = self.env["sales.kpi.source"]._events()
        names = self._events_of(code)
        if names - events.keys() or names & set(
            self.env["sales.kpi.event"]._unreadable()
        ):
            return False
        if scope and not scope.is_own and self._is_personal(self._tree(code)):
            return asked <= PUBLIC_DIMENSIONS
        return all(asked <= events[name].scopes for name in names)

    @api.model
    def _is_withheld(self, code, domain, period, scope):
        """Whether a KPI has no value because it says how others work.

        ``scope``: how the caller reads personal KPIs.
        """
        trees = self._tree(code)
        if not self._is_personal(trees):
            return False
        asked = self._asked(Domain(domain), None)
        return (
            not self._is_applicable(code, asked, scope)
            or not scope.shows(None)
            or not all(scope.is_coarse(tree, period, self._frame()) for tree in trees)
        )

    @api.model
    def _is_personal(self, trees):
        """Whether expanded formulas count how people work."""
        found = {
            name
            for tree in trees
            for atom in atoms(tree)
            for name in self._atom_events(atom)
        }
        return bool(found & self._protected_events())


def _chosen(condition):
    """The ids that a condition chooses; none if it is another kind of condition."""
    if condition.operator not in ("=", "in", "child_of"):
        return set()
    value = condition.value
    ids = [value] if isinstance(value, int | bool | str) else list(value or [])
    if any(isinstance(id_, bool) or not isinstance(id_, int) for id_ in ids):
        return set()
    return set(ids)
