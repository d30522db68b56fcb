"""Journal rows of leads, written from crm_lead by one statement each."""

from odoo import api, models
from odoo.tools import SQL

from ..sources.journal_kinds import CONTACT_KINDS

#: State columns of a lead's journal row and where the row takes them from.
LEAD_STATE = SQL(
    """
    SELECT lead.id AS res_id, lead.id AS lead_id,
           COALESCE(lead.company_id, team.company_id, owner.company_id, main.id)
               AS company_id,
           lead.team_id, lead.user_id, lead.stage_id,
           customer.commercial_partner_id AS customer_id,
           lead.source_id, lead.medium_id, lead.campaign_id, lead.country_id,
           lead.territory_id, lead.sales_partner_id,
           lead.type = 'opportunity' AS is_opportunity,
           lead.type = 'opportunity' OR stage.is_sales_qualified IS TRUE
               OR lead.date_qualified IS NOT NULL
               AS is_qualified,
           lead.active IS TRUE AS is_active,
           lead.active IS TRUE AND lead.is_parked IS NOT TRUE
               AND COALESCE(lead.won_status, 'pending') = 'pending' AS is_open,
           CASE WHEN lead.won_status IN ('won', 'lost') THEN lead.won_status
                WHEN lead.is_parked IS NOT TRUE THEN 'pending'
                WHEN lead.is_parked_initially THEN 'parked_initial'
                ELSE 'parked' END AS outcome,
           COALESCE(lead.expected_revenue, 0) AS amount
      FROM crm_lead lead
 LEFT JOIN crm_team team ON team.id = lead.team_id
 LEFT JOIN res_users owner ON owner.id = lead.user_id
 LEFT JOIN crm_stage stage ON stage.id = lead.stage_id
 LEFT JOIN res_partner customer ON customer.id = lead.partner_id
CROSS JOIN (SELECT MIN(id) AS id FROM res_company) AS main
    """
)
LEAD_COLUMNS = (
    "res_id",
    "lead_id",
    "company_id",
    "team_id",
    "user_id",
    "stage_id",
    "customer_id",
    "source_id",
    "medium_id",
    "campaign_id",
    "country_id",
    "territory_id",
    "sales_partner_id",
    "is_opportunity",
    "is_qualified",
    "is_active",
    "is_open",
    "outcome",
    "amount",
)
#: A change of one of these is a new state; other columns only describe the record.
STATE_COLUMNS = (
    "company_id",
    "team_id",
    "user_id",
    "stage_id",
    "territory_id",
    "sales_partner_id",
    "is_opportunity",
    "is_qualified",
    "is_active",
    "is_open",
    "outcome",
    "amount",
)


class SalesKpiJournal(models.Model):
    _inherit = "sales.kpi.journal"

    @api.model
    def _lead_states(self, lead_ids):
        """The journal state of leads as stored now, ``{id: state columns}``.

        Leads being created in this very transaction are left out: their first row is
        written once they are complete.
        """
        self.env.cr.execute(
            SQL(
                """
                SELECT %(columns)s
                  FROM (%(state)s WHERE lead.id = ANY(%(ids)s)
                           AND (lead.create_date IS DISTINCT FROM %(now)s OR EXISTS (
                               SELECT FROM sales_kpi_journal journal
                                WHERE journal.res_model = 'crm.lead'
                                  AND journal.res_id = lead.id))) AS state
                """,
                columns=_columns("state", ("res_id", *STATE_COLUMNS)),
                state=LEAD_STATE,
                ids=list(lead_ids),
                now=self.env.cr.now(),
            )
        )
        return {row[0]: row[1:] for row in self.env.cr.fetchall()}

    @api.model
    def _record_lead_changes(self, before):
        """Write one row per lead whose state differs from ``before``.

        The kind names the weightiest part of the net change; the state says it all.

        :param before: what :meth:`_lead_states` returned before the change
        """
        after = self._lead_states(before)
        kinds = {
            lead_id: _kind(before[lead_id], state)
            for lead_id, state in after.items()
            if state != before[lead_id]
        }
        if kinds:
            self._record_leads(kinds)

    @api.model
    def _record_leads(self, kinds, at=None, actor_id=None, **extra):
        """Write a row with the present state for each lead.

        :param kinds: ``{lead id: kind}``
        :param at: UTC moment, default now
        :param actor_id: user who did it, default the current one
        :param extra: more columns, or other values than the present state; SQL may
            name the columns of ``state``
        """
        kept = tuple(column for column in LEAD_COLUMNS if column not in extra)
        names = ("kind", "at", "origin", "actor_id", *extra)
        values = (
            SQL("given.kind"),
            SQL("%s::timestamp", at or self.env.cr.now()),
            SQL("'live'"),
            SQL("%s::int", actor_id or self.env.uid),
            *(SQL("%s", value) for value in extra.values()),
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (res_model, %(columns)s, %(names)s)
                SELECT 'crm.lead', %(state_columns)s, %(values)s
                  FROM (%(state)s WHERE lead.id = ANY(%(ids)s)) AS state
                  JOIN unnest(%(ids)s::int[], %(kinds)s::varchar[])
                       AS given(id, kind) ON given.id = state.res_id
                """,
                columns=SQL(", ").join(map(SQL.identifier, kept)),
                names=SQL(", ").join(map(SQL.identifier, names)),
                state_columns=_columns("state", kept),
                values=SQL(", ").join(values),
                state=LEAD_STATE,
                ids=list(kinds),
                kinds=list(kinds.values()),
            )
        )

    @api.model
    def _record_contact(self, lead_ids, kind="contacted", at=None):
        """Note that leads were contacted, answered (``engaged``) or mailed to."""
        if lead_ids:
            self._record_leads(dict.fromkeys(lead_ids, kind), at=at)
            self.env["crm.lead"]._kpi_mark(lead_ids)

    @api.model
    def _copy_contacts(self, from_ids, to_id):
        """Give a merged lead's contacts to the survivor as well."""
        copied = [
            name
            for name, field in self._fields.items()
            if field.store and name not in ("id", "res_id", "lead_id")
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_journal (res_id, lead_id, %(columns)s)
                SELECT %(to_id)s, %(to_id)s, %(columns)s
                  FROM sales_kpi_journal
                 WHERE res_model = 'crm.lead'
                   AND res_id = ANY(%(from_ids)s)
                   AND kind = ANY(%(kinds)s)
                """,
                columns=SQL(", ").join(map(SQL.identifier, copied)),
                to_id=to_id,
                from_ids=list(from_ids),
                kinds=list(CONTACT_KINDS),
            )
        )


def _columns(alias, names):
    return SQL(", ").join(SQL.identifier(alias, name) for name in names)


def _kind(before, after):
    """The name of a net change, the weightiest part first."""
    old = dict(zip(STATE_COLUMNS, before, strict=True))
    new = dict(zip(STATE_COLUMNS, after, strict=True))
    if old["outcome"] != new["outcome"]:
        return _outcome_kind(old, new)
    if old["is_active"] != new["is_active"]:
        return "restored" if new["is_active"] else "archived"
    if new["is_qualified"] and not old["is_qualified"]:
        return "qualified"
    if old["stage_id"] != new["stage_id"]:
        return "stage"
    owner = ("company_id", "team_id", "user_id")
    if any(old[column] != new[column] for column in owner):
        return "assigned"
    if old["sales_partner_id"] != new["sales_partner_id"]:
        return "partner"
    if old["amount"] == new["amount"]:
        return "territory"
    return "amount"


def _outcome_kind(old, new):
    if new["outcome"] == "pending":
        return "revived" if old["outcome"].startswith("parked") else "reopened"
    if new["outcome"].startswith("parked"):
        return "parked"
    if new["outcome"] == "lost" and not (old["is_qualified"] or new["is_qualified"]):
        return "disqualified"
    return new["outcome"]
