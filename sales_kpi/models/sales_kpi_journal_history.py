"""The journal of leads before ``sales_kpi``, from what Odoo itself kept.

Odoo keeps the present state and a tracking value per change. A change tells the old
and the new value, so the state at any moment is the new value of the last change
before it, else the old value of the first change after it, else the present value.
What has no tracking (imports, mass SQL) is dated by the lead's own dates.
"""

from odoo import api, models
from odoo.tools import SQL

from .history_states import TRACKED, point_ctes, state_rows
from .sales_kpi_journal_lead import LEAD_COLUMNS


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _rebuild_history_leads(self, first_id, last_id):
        """Write the states of a range of leads before their first live row.

        :return: number of rows written
        """
        self.env.cr.execute(
            SQL(
                """
                WITH lead AS MATERIALIZED (
                    SELECT lead.*, live.first_at
                      FROM crm_lead lead
                 LEFT JOIN LATERAL (
                           SELECT MIN(at) AS first_at
                             FROM sales_kpi_journal
                            WHERE res_model = 'crm.lead'
                              AND res_id = lead.id
                              AND origin = 'live'
                              AND kind <> 'milestone'
                           ) AS live ON TRUE
                     WHERE lead.id BETWEEN %(first)s AND %(last)s
                ), %(changes)s, %(points)s
                INSERT INTO sales_kpi_journal (
                    res_model, origin, kind, at, actor_id, is_inbound, %(columns)s)
                %(rows)s
                """,
                first=first_id,
                last=last_id,
                changes=_change_ctes(),
                points=point_ctes(),
                columns=SQL(", ").join(map(SQL.identifier, LEAD_COLUMNS)),
                rows=state_rows(),
            )
        )
        return self.env.cr.rowcount


def _change_ctes():
    """``change``: one row per change of a tracked field, told or inferred.

    Tracking that a merge moved in (its message got a subject) tells about another
    lead and is skipped. Labels of selections are stored in the language of whoever
    wrote them, so they are looked up in all languages.
    """
    return SQL(
        """
        label AS (
            SELECT option.field_id, option.value, translation.value AS text
              FROM ir_model_fields_selection option
              JOIN ir_model_fields field ON field.id = option.field_id
        CROSS JOIN LATERAL jsonb_each_text(option.name) AS translation
             WHERE field.model = 'crm.lead'
               AND field.name IN ('type', 'won_status')
          GROUP BY 1, 2, 3
        ), told AS (
            SELECT lead.id AS lead_id, tracking.id AS position, field.name,
                   GREATEST(message.date, lead.create_date) AS at,
                   message.create_uid AS actor_id,
                   CASE field.ttype
                        WHEN 'many2one' THEN NULLIF(tracking.old_value_integer, 0)::text
                        WHEN 'boolean' THEN COALESCE(tracking.old_value_integer, 0)::text
                        WHEN 'selection' THEN old_label.value
                        ELSE COALESCE(tracking.old_value_float, 0)::float8::text
                   END AS old,
                   CASE field.ttype
                        WHEN 'many2one' THEN NULLIF(tracking.new_value_integer, 0)::text
                        WHEN 'boolean' THEN COALESCE(tracking.new_value_integer, 0)::text
                        WHEN 'selection' THEN new_label.value
                        ELSE COALESCE(tracking.new_value_float, 0)::float8::text
                   END AS new
              FROM lead
              JOIN mail_message message
                ON message.model = 'crm.lead' AND message.res_id = lead.id
              JOIN mail_tracking_value tracking
                ON tracking.mail_message_id = message.id
              JOIN ir_model_fields field
                ON field.id = tracking.field_id AND field.name = ANY(%(tracked)s)
         LEFT JOIN label old_label
                ON old_label.field_id = field.id
               AND old_label.text = tracking.old_value_char
         LEFT JOIN label new_label
                ON new_label.field_id = field.id
               AND new_label.text = tracking.new_value_char
             WHERE message.subject IS NULL
        ), told_outcome AS (
            SELECT DISTINCT lead_id FROM told WHERE name = 'won_status'
        ), by_stage AS (
            SELECT told.lead_id, told.position, told.at, told.actor_id,
                   COALESCE(old_stage.is_won, FALSE) AS was_won,
                   COALESCE(new_stage.is_won, FALSE) AS is_won
              FROM told
         LEFT JOIN crm_stage old_stage ON old_stage.id = told.old::int
         LEFT JOIN crm_stage new_stage ON new_stage.id = told.new::int
             WHERE told.name = 'stage_id'
               AND told.lead_id NOT IN (SELECT lead_id FROM told_outcome)
        ), known AS (
            SELECT lead_id, name, at, position, actor_id, old, new FROM told
         UNION ALL
            SELECT lead_id, 'won_status', at, position, actor_id,
                   CASE WHEN was_won THEN 'won' ELSE 'pending' END,
                   CASE WHEN is_won THEN 'won' ELSE 'pending' END
              FROM by_stage
             WHERE was_won <> is_won
         UNION ALL
            SELECT lead.id, 'type', lead.date_conversion, 0, lead.create_uid,
                   'lead', 'opportunity'
              FROM lead
             WHERE lead.type = 'opportunity'
               AND lead.date_conversion > lead.create_date + INTERVAL '1 second'
               AND lead.id NOT IN (SELECT lead_id FROM told WHERE name = 'type')
        ), last_known AS (
            SELECT DISTINCT ON (lead_id, name) lead_id, name, at, new
              FROM known
          ORDER BY lead_id, name, at DESC, position DESC
        ), change AS (
            SELECT * FROM known
         UNION ALL
            SELECT lead.id, present.name,
                   GREATEST(
                       lead.create_date, last_known.at,
                       CASE WHEN present.name IN ('won_status', 'active')
                            THEN COALESCE(lead.date_closed,
                                          lead.date_last_stage_update)
                            ELSE lead.write_date END),
                   2147483647, lead.create_uid,
                   COALESCE(last_known.new, present.initial), present.value
              FROM lead
        CROSS JOIN LATERAL (VALUES %(present)s) AS present(name, value, initial)
         LEFT JOIN last_known
                ON last_known.lead_id = lead.id AND last_known.name = present.name
             WHERE COALESCE(last_known.new, present.initial)
                       IS DISTINCT FROM present.value
               AND (last_known.lead_id IS NOT NULL OR present.initial IS NOT NULL)
        )
        """,
        tracked=list(TRACKED),
        present=SQL(", ").join(
            SQL("(%s, %s, %s)", name, value, _untold_initial(name))
            for name, value in TRACKED.items()
        ),
    )


def _untold_initial(name):
    """The value at creation of a field whose changes nobody told: no outcome yet."""
    if name == "won_status":
        return SQL("'pending'")
    if name == "active":
        return SQL("'1'")
    return SQL("NULL")
