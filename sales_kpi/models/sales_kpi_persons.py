"""Who sees the results of which person (docs/privacy.md, decision 33)."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: Roles that read figures of people whom they do not lead.
READ_ROLES = (
    "sales_kpi.group_marketing",
    "sales_kpi.group_partner_manager",
)


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def _hides_persons(self):
        """Whether the caller reads results without knowing whose they are.

        Who reads more than the own figures and those of his teams does, until all
        present companies decided otherwise; marketing and partner managers always do.
        """
        if self.env.su or not any(map(self.env.user.has_group, READ_ROLES)):
            return False
        return not (self._may_see_persons() and self._shows_results())

    @api.model
    def _may_see_persons(self):
        """Whether a switch of the company can show persons to the caller at all."""
        user = self.env.user
        return user.has_group("sales_kpi.group_operations") or not any(
            map(user.has_group, READ_ROLES)
        )

    @api.model
    def _shows_results(self):
        # sudo: a setting, not a record
        return all(company.kpi_show_results for company in self.env.companies.sudo())

    @api.model
    def _is_person_hidden(self, domain):
        """Whether a filter asks for the results of people whom the caller may not see."""
        if "user_id" not in self._dimensions_of(domain) or not self._hides_persons():
            return False
        asked = self._persons_in(domain)
        return not asked or not asked <= self._visible_persons()

    @api.model
    def _visible_persons(self):
        """Ids of those whose results the caller sees as theirs: himself and his teams."""
        members = self._led_teams().crm_team_member_ids
        return {self.env.uid, *members.user_id.ids}

    @api.model
    def _of_visible_persons(self):
        """The facts whose person the caller sees, or that are nobody's."""
        return Domain("user_id", "in", [self.env.uid, False]) | Domain(
            "team_id", "in", self._led_teams().ids
        )

    @api.model
    def _person_sql(self, table):
        """SQL of the salesperson of facts; NULL for those the caller does not see."""
        column = SQL.identifier(table, "user_id")
        if not self._hides_persons():
            return column
        return SQL(
            "CASE WHEN %(person)s = %(me)s OR %(team)s = ANY(%(teams)s) "
            "THEN %(person)s END",
            person=column,
            me=self.env.uid,
            team=SQL.identifier(table, "team_id"),
            teams=self._led_teams().ids,
        )

    @api.model
    def _open_scope(self, domain, groupby):
        """Results: what the record rules let the caller read.

        Where persons are hidden, all others are one group without a name, so that
        parts and rest add up; a filter by other persons has no value.
        """
        fact, readable = self._readable_facts()
        if not self._hides_persons():
            return self._scope(fact, domain & readable)
        is_shown = not self._is_person_hidden(domain)
        if "user_id" in self._dimensions_of(domain):
            domain &= self._of_visible_persons()
        return self._scope(
            fact,
            domain & readable,
            shows=lambda group: is_shown,
            columns={"user_id": self._person_sql(fact._table)},
        )

    @api.model
    def _readable_facts(self):
        """The facts with the rules of the caller as a domain.

        Reading goes by the domain, because the salesperson of a fact is no field that
        everybody may read (:meth:`SalesKpiFact._has_field_access`).

        :raise AccessError: for who may not see figures
        """
        fact = self.env["sales.kpi.fact"]
        if self.env.su:
            return fact, Domain.TRUE
        fact.check_access("read")
        rules = self.env["ir.rule"]._compute_domain(fact._name, "read")
        # sudo: the rules of the caller are part of every question
        return fact.sudo(), Domain(rules)


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    def _has_field_access(self, field, operation):
        """Whose a fact is, is hidden from who may not know the persons of all."""
        if field.name == "user_id" and self.env["sales.kpi"]._hides_persons():
            return False
        return super()._has_field_access(field, operation)


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    def _has_field_access(self, field, operation):
        """Whose a row is, is hidden from who may not know the persons of all."""
        if (
            field.name in ("user_id", "actor_id")
            and self.env["sales.kpi"]._hides_persons()
        ):
            return False
        return super()._has_field_access(field, operation)
