"""What a change of the territories means for leads, customers and facts.

Every distinct address is asked once, and what moves is written by few statements. The
new territory holds for all time that is not closed: journal rows of closed time, and
with them its facts, keep the one they have (decision 21).
"""

from functools import partial

from odoo import api, models
from odoo.service.model import retrying
from odoo.tools import SQL, split_every

from ..sources.journal_kinds import is_state

#: Leads or contacts that move in one transaction of the scheduled action.
BATCH = 20_000


class CrmTerritory(models.Model):
    _inherit = "crm.territory"

    def action_apply(self):
        """Give all leads and customers their territory now."""
        self.check_access("write")
        # sudo: who gets a lead does not depend on who may see it
        leads, customers = self.sudo()._apply()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Leads in another territory: %(leads)s. Contacts: %(customers)s. "
                    "Their KPIs follow.",
                    leads=leads,
                    customers=customers,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _apply(self):
        """Move all leads and contacts that are in the wrong territory; how many."""
        return tuple(
            sum(
                self._move(name, batch)
                for batch in split_every(BATCH, self._moves(name), list)
            )
            for name in ("crm.lead", "res.partner")
        )

    @api.model
    def _cron_apply(self):
        """The same, a transaction per batch: users go on working on their leads."""
        commit = self.env["ir.cron"]._commit_progress
        todo = [
            (name, batch)
            for name in ("crm.lead", "res.partner")
            for batch in split_every(BATCH, self._moves(name), list)
        ]
        commit(remaining=len(todo))
        for name, batch in todo:
            retrying(partial(self._move, name, batch), self.env)
            if not commit(1):
                break

    @api.model
    def _moves(self, name):
        """Which records must move, as a list of (id, old territory, new one)."""
        find = self._map().find
        self.env.flush_all()
        self.env.cr.execute(self.env[name]._territory_places())
        moves = []
        for country, state, zip_code, company, old, ids in self.env.cr.fetchall():
            claim = find(country, state, zip_code, company)
            new = claim.territory if claim else None
            if new != old:
                moves += ((record_id, old, new) for record_id in ids)
        return sorted(moves, key=lambda move: move[0])

    @api.model
    def _move(self, name, moves):
        """Move records and queue their facts; those that somebody else moved stay."""
        Model = self.env[name]
        column = "territory_id" if name == "crm.lead" else "kpi_territory_id"
        self.env.cr.execute(
            SQL(
                """
                UPDATE %(table)s AS record
                   SET %(column)s = move.new
                  FROM (%(moves)s) AS move(id, old, new)
                 WHERE record.id = move.id
                   AND record.%(column)s IS NOT DISTINCT FROM move.old
             RETURNING record.id
                """,
                table=SQL.identifier(Model._table),
                column=SQL.identifier(column),
                moves=_rows(moves),
            ),
            log_exceptions=False,
        )
        moved = {record_id for (record_id,) in self.env.cr.fetchall()}
        Model.invalidate_model([column])
        records = Model.browse(sorted(moved))
        if records and name == "crm.lead":
            self.env["sales.kpi.journal"]._relabel_territories(
                _rows(move for move in moves if move[0] in moved)
            )
            records._kpi_follow_territory()
        elif records:
            records._kpi_mark_territory()
        return len(moved)

    def unlink(self):
        """Leads that were here by hand go where their address says."""
        # sudo: of all companies
        leads = self.env["crm.lead"].sudo().with_context(active_test=False)
        chosen = leads.search(
            [("territory_id", "in", self.ids), ("territory_is_manual", "=", True)]
        )
        result = super().unlink()
        chosen.territory_is_manual = False
        return result


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _kpi_follow_territory(self):
        """Journal the new territory of open leads, and queue the facts of all."""
        Journal = self.env["sales.kpi.journal"]
        self.env.cr.execute(
            SQL(
                """
                SELECT lead.id
                  FROM crm_lead lead
            CROSS JOIN LATERAL (
                       SELECT is_open, territory_id
                         FROM sales_kpi_journal journal
                        WHERE journal.res_model = 'crm.lead'
                          AND journal.res_id = lead.id
                          AND %s
                     ORDER BY journal.at DESC, journal.id DESC
                        LIMIT 1
                       ) AS latest
                 WHERE lead.id = ANY(%s)
                   AND latest.is_open
                   AND latest.territory_id IS DISTINCT FROM lead.territory_id
                """,
                is_state("journal"),
                self.ids,
            )
        )
        if moved := [lead_id for (lead_id,) in self.env.cr.fetchall()]:
            Journal._record_leads(dict.fromkeys(moved, "territory"))
        self._kpi_mark(self.ids)
        self._kpi_mark_meetings()


def _rows(moves):
    """SELECT the moves as rows of three integers."""
    ids, olds, news = zip(*moves, strict=True)
    return SQL(
        "SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])",
        list(ids),
        list(olds),
        list(news),
    )
