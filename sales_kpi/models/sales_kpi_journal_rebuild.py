from odoo import api, models
from odoo.tools import SQL

#: So many leads are rebuilt at once; more are left to the scheduled action.
AT_ONCE = 50_000
PROGRESS = "sales_kpi.history_rebuilt_until"


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def rebuild_history(self):
        """Rebuild what happened before it was recorded live, e.g. after an import.

        Reads leads, their tracking, messages, meetings and orders. Rows recorded live
        stay, and history never adds a kind that a live row covers. Up to
        :data:`AT_ONCE` leads are done at once, more in batches by the scheduled
        action, which starts by itself; facts follow then.

        :return: number of journal rows written by this call
        :raise AccessError: for users who are not KPI managers
        """
        self.env["sales.kpi.fact"]._check_manager()
        journal = self.sudo()  # sudo: history is written for everyone
        self.env.flush_all()
        written = journal._rebuild_history_orders() or 0
        first, last, count = journal._lead_range()
        if count <= AT_ONCE:
            written += journal._rebuild_history_range(first, last)
            journal._set_progress(False)
        else:
            journal._set_progress(first - 1)
            self.env.ref("sales_kpi.ir_cron_history")._trigger()
        self.invalidate_model()
        journal.env["sales.kpi.fact"]._queue_everything()
        return written

    @api.model
    def _rebuild_history_range(self, first_id, last_id):
        """Rebuild the history of a range of leads: states, contacts, meetings.

        What they passed of stages that are milestones no longer stays as it was.
        """
        stages = self.env["crm.stage"]._stage_values()
        milestones = [stage.id for stage in stages if stage.is_milestone]
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM sales_kpi_journal journal
                 USING crm_lead lead
                 WHERE journal.lead_id = lead.id
                   AND lead.id BETWEEN %s AND %s
                   AND journal.res_model IN ('crm.lead', 'calendar.event')
                   AND journal.origin = 'history'
                   AND (journal.milestone_id IS NULL
                        OR journal.milestone_id = ANY(%s))
                """,
                first_id,
                last_id,
                milestones,
            )
        )
        written = (
            self._rebuild_history_leads(first_id, last_id)
            + self._rebuild_history_contacts(first_id, last_id)
            + self._rebuild_history_meetings(first_id, last_id)
        )
        self._record_passed_milestones(milestones, first_id, last_id)
        return written

    @api.model
    def _lead_range(self):
        """First and last id of the leads, and how many there are."""
        self.env.cr.execute(
            "SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1), COUNT(*) FROM crm_lead"
        )
        return self.env.cr.fetchone()

    @api.model
    def _set_progress(self, lead_id):
        """Remember up to which lead the history is rebuilt; False: all done."""
        # sudo: an internal mark, only written by the rebuild
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(PROGRESS, lead_id if lead_id is not False else False)

    @api.model
    def _progress(self):
        """The last lead rebuilt so far, None if no rebuild is under way."""
        # sudo: an internal mark
        value = self.env["ir.config_parameter"].sudo().get_param(PROGRESS)
        return int(value) if value else None

    @api.model
    def _progress_percent(self):
        """How much of the history is rebuilt, 0 to 100; None if no rebuild is on."""
        done = self._progress()
        if done is None:
            return None
        first, last, _count = self._lead_range()
        share = (done - first + 1) / max(last - first + 1, 1)
        return round(100 * min(max(share, 0), 1))

    @api.model
    def _cron_rebuild_history(self):
        """Go on with a large rebuild, a batch per transaction, from where it is."""
        done = self._progress()
        if done is None:
            return
        last = self._lead_range()[1]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=max(last - done, 0))
        while done < last:
            upto = min(done + AT_ONCE, last)
            self._rebuild_history_range(done + 1, upto)
            self.env["crm.lead"]._kpi_mark(range(done + 1, upto + 1))
            self.env["sales.kpi.fact"]._refresh_queue(limit=2 * AT_ONCE)
            self._set_progress(upto if upto < last else False)
            left = commit(upto - done)
            done = upto
            if not left:
                return
