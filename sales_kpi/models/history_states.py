"""From the changes of a lead's fields to its state at each moment, in SQL."""

from odoo.tools import SQL

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


def point_ctes():
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


def state_rows():
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
               typed.territory_id, NULL::int,
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
                      lead.country_id, lead.territory_id,
                      state.type = 'opportunity' AS is_opportunity,
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
