"""Leads are matched with sales partners, many at once (engine/matching.py)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import split_every

from ..engine.matching import Candidate, Matching, Need, by_partner, obstacles
from ..sources.partner_results import partner_loads, partner_picks, partner_results

#: What partners won in so many months says who gets a lead.
MONTHS = 24
#: Who owes reports, where the team asks for them.
OWING = ("blocked", "blocked_for_good", "committed")


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.private
    def _match_partners(self, n, excluded=None):
        """The partners to whom these leads are offered next, the best first.

        :param n: so many partners each
        :param excluded: ``{lead id: ids of partners}`` who are not asked
        :return: ``{lead id: [ids of partners]}``; nobody fits: an empty list
        """
        matching = Matching(self._partner_candidates())
        needs = self._partner_needs(excluded or {})
        return {need.id: matching.match(need, n).partners for need in needs}

    @api.private
    def _teaser_partners(self, partners=None):
        """Who would fit but owes reports, ``{lead id: [ids of partners]}``.

        :param partners: only these are looked at
        """
        matching = Matching(self._partner_candidates(partners))
        return {
            need.id: [
                partner
                for partner, reason in matching.match(need, 1).rejected.items()
                if reason == "feedback"
            ]
            for need in self._partner_needs(self._not_to_ask())
        }

    @api.private
    def _partner_obstacle(self, partner):
        """The first reason why a partner does not fit this lead, or None."""
        [candidate] = self._partner_candidates(partner.commercial_partner_id)
        [need] = self._partner_needs({})
        return next(obstacles(need, candidate), None)

    def _not_to_ask(self):
        """Partners who are not asked any more, ``{lead id: ids}``."""
        return {}

    def _partner_needs(self, excluded):
        """What these leads ask for.

        :param excluded: ``{lead id: ids of partners}``
        """
        # sudo: who gets a lead does not depend on who asks
        return [
            Need(
                id=lead.id,
                territory=_path(lead.territory_id),
                categs=tuple(_path(categ) for categ in lead.required_categ_ids),
                level=lead.required_grade_id.sequence
                if lead.required_grade_id
                else None,
                language=_language(lead.lang_id),
                company=(lead.company_id or lead.team_id.company_id).id or None,
                gate=lead.team_id.block_by_feedback,
                excluded=frozenset(excluded.get(lead.id, ())),
            )
            for lead in self.sudo()  # sudo: see above
        ]

    @api.model
    def _partner_candidates(self, partners=None):
        """All sales partners, or these, as they are today."""
        if partners is None:
            Partner = self.env["res.partner"]
            # sudo: who gets a lead does not depend on who may see the partner
            partners = Partner.sudo().search([("is_sales_partner", "=", True)])
        # sudo: see above
        partners = partners.sudo()
        since = fields.Datetime.now() - relativedelta(months=MONTHS)
        self.env.flush_all()
        rows = self.env.execute_query
        results = by_partner(rows(partner_results(since)))
        picks = dict(rows(partner_picks(since)))
        loads = dict(rows(partner_loads()))
        today = fields.Date.context_today(self)
        absences = self.env["res.partner.absence"]
        # sudo: see above
        absent = absences.sudo()._on(partners, today)
        return [
            partner._sales_candidate(
                results.get(partner.id, {}),
                load=loads.get(partner.id, 0),
                picked=picks.get(partner.id, 0),
                absent=partner.id in absent,
            )
            for batch in split_every(1000, partners.ids, partners.browse)
            for partner in batch
        ]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _sales_candidate(self, results, load, picked, absent):
        """What matching must know of a partner."""
        grade = self.grade_id
        return Candidate(
            id=self.id,
            territories=frozenset(self.territory_ids.ids),
            categs=frozenset(self.sales_categ_ids.ids),
            level=grade.sequence if grade else None,
            languages=frozenset(map(_language, self.sales_lang_ids)),
            company=self.company_id.id or None,
            capacity=self.sales_capacity,
            load=load,
            absent=absent,
            paused=self.sales_paused,
            blocked=self.sales_blocked,
            owes=self.feedback_state in OWING,
            picked=picked,
            results=results,
        )


def _path(record):
    """The ids from the topmost one down to this record."""
    return tuple(map(int, (record.parent_path or "").split("/")[:-1]))


def _language(lang):
    """de for German, wherever it is spoken."""
    return lang.code.split("_")[0] if lang else None
