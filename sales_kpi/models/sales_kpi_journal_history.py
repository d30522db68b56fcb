"""The journal of leads before ``sales_kpi``, from what Odoo itself kept.

Odoo keeps the present state and a tracking value per change. A change tells the old
and the new value, so the state at any moment is the new value of the last change
before it, else the old value of the first change after it, else the present value.
What has no tracking (imports, mass SQL) is dated by the lead's own dates.
"""

from odoo import api, models
from odoo.tools import SQL

from .sales_kpi_journal_lead import LEAD_COLUMNS

#: Tracked fields that make up a lead's state, and the SQL of their present value.
TRACKED = {
    "stage_id": SQL("lead.stage_id::text"),
    "user_id": SQL("lead.user_id::text"),
    "team_id": SQL("lead.team_id::text"),
    "expected_revenue": SQL("COALESCE(lead.expected_revenue, 0)::float8::text"),
    "active": SQL("COALESCE(lead.active, FALSE)::int::text"),
    "type": SQL("lead.type"),
    "won_status": SQL("COALESCE(lead.won_status, 'pending')"),
}


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
                points=_point_ctes(),
                columns=SQL(", ").join(map(SQL.identifier, LEAD_COLUMNS)),
                rows=_state_rows(),
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


def _point_ctes():
    """``state``: the value of each field at each moment at which one changed."""
    names = list(TRACKED)
    return SQL(
        """
        moment AS (
            SELECT lead_id, at, MAX(actor_id) AS actor_id, %(news)s
              FROM (
                   SELECT lead_id, at, actor_id, name, new, position FROM change
                UNION ALL
                   SELECT id, create_date, create_uid, NULL, NULL, 0 FROM lead
                   ) AS happening
          GROUP BY lead_id, at
        ), initial AS (
            SELECT lead.id AS lead_id, %(initials)s
              FROM lead
         LEFT JOIN (
                   SELECT DISTINCT ON (lead_id, name) lead_id, name, old
                     FROM change
                 ORDER BY lead_id, name, at, position
                   ) AS first_change ON first_change.lead_id = lead.id
          GROUP BY lead.id, %(presents)s
        ), grouped AS (
            SELECT moment.*, %(groups)s
              FROM moment
            WINDOW record AS (PARTITION BY lead_id ORDER BY at)
        ), state AS (
            SELECT grouped.lead_id, grouped.at, grouped.actor_id, %(values)s
              FROM grouped
              JOIN initial USING (lead_id)
        )
        """,
        news=SQL(", ").join(
            SQL(
                """(ARRAY_AGG(ARRAY[new] ORDER BY position DESC)
                        FILTER (WHERE name = %s))[1][1] AS %s,
                   BOOL_OR(name = %s) IS TRUE AS %s""",
                name,
                SQL.identifier(name),
                name,
                _has(name),
            )
            for name in names
        ),
        initials=SQL(", ").join(
            SQL(
                """CASE WHEN BOOL_OR(first_change.name = %(name)s)
                        THEN MAX(first_change.old)
                             FILTER (WHERE first_change.name = %(name)s)
                        ELSE %(present)s END AS %(column)s""",
                name=name,
                present=TRACKED[name],
                column=SQL.identifier(name),
            )
            for name in names
        ),
        presents=SQL(
            "lead.stage_id, lead.user_id, lead.team_id, lead.expected_revenue, "
            "lead.active, lead.type, lead.won_status"
        ),
        groups=SQL(", ").join(
            SQL("COUNT(*) FILTER (WHERE %s) OVER record AS %s", _has(name), _part(name))
            for name in names
        ),
        values=SQL(", ").join(
            SQL(
                """CASE WHEN grouped.%(part)s = 0 THEN initial.%(column)s
                        ELSE FIRST_VALUE(grouped.%(column)s) OVER (
                            PARTITION BY grouped.lead_id, grouped.%(part)s
                                ORDER BY grouped.at) END AS %(column)s""",
                part=_part(name),
                column=SQL.identifier(name),
            )
            for name in names
        ),
    )


def _has(name):
    return SQL.identifier("has_" + name)


def _part(name):
    return SQL.identifier("part_" + name)


def _state_rows():
    """SELECT the journal rows of the states, each with its kind."""
    return SQL(
        """
        SELECT 'crm.lead', 'history',
               CASE WHEN LAG(typed.outcome) OVER record IS NULL THEN 'created'
                    WHEN typed.outcome <> LAG(typed.outcome) OVER record THEN
                         CASE typed.outcome WHEN 'pending' THEN 'reopened'
                              ELSE typed.outcome END
                    WHEN typed.is_active <> LAG(typed.is_active) OVER record THEN
                         CASE WHEN typed.is_active THEN 'restored' ELSE 'archived' END
                    WHEN typed.is_opportunity AND NOT
                         LAG(typed.is_opportunity) OVER record THEN 'qualified'
                    WHEN typed.stage_id IS DISTINCT FROM
                         LAG(typed.stage_id) OVER record THEN 'stage'
                    WHEN (typed.user_id, typed.team_id) IS DISTINCT FROM
                         (LAG(typed.user_id) OVER record,
                          LAG(typed.team_id) OVER record) THEN 'assigned'
                    ELSE 'amount' END,
               typed.at, typed.actor_id, typed.is_inbound,
               typed.lead_id, typed.lead_id, typed.company_id, typed.team_id,
               typed.user_id, typed.stage_id, typed.customer_id, typed.source_id,
               typed.medium_id, typed.campaign_id, typed.country_id,
               typed.is_opportunity, typed.is_opportunity OR typed.is_sales_qualified,
               typed.is_active, typed.is_active AND typed.outcome = 'pending',
               typed.outcome, typed.amount
          FROM (
               SELECT state.lead_id, state.at, state.actor_id,
                      COALESCE(lead.company_id, team.company_id, owner.company_id,
                               main.id) AS company_id,
                      team.id AS team_id, owner.id AS user_id, stage.id AS stage_id,
                      customer.commercial_partner_id AS customer_id,
                      lead.source_id, lead.medium_id, lead.campaign_id,
                      lead.country_id, state.type = 'opportunity' AS is_opportunity,
                      COALESCE(stage.is_sales_qualified, FALSE) AS is_sales_qualified,
                      state.active = '1' AS is_active,
                      COALESCE(state.won_status, 'pending') AS outcome,
                      state.expected_revenue::numeric AS amount,
                      creator.id = 1 OR creator.share IS TRUE AS is_inbound,
                      lead.first_at
                 FROM state
                 JOIN lead ON lead.id = state.lead_id
            LEFT JOIN crm_team team ON team.id = state.team_id::int
            LEFT JOIN res_users owner ON owner.id = state.user_id::int
            LEFT JOIN crm_stage stage ON stage.id = state.stage_id::int
            LEFT JOIN res_partner customer ON customer.id = lead.partner_id
            LEFT JOIN res_users creator ON creator.id = lead.create_uid
           CROSS JOIN (SELECT MIN(id) AS id FROM res_company) AS main
                WHERE lead.first_at IS NULL OR state.at < lead.first_at
               ) AS typed
        WINDOW record AS (PARTITION BY typed.lead_id ORDER BY typed.at)
         ORDER BY typed.lead_id, typed.at
        """
    )
