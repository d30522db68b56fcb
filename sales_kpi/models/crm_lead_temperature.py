"""How warm a lead is, by what the customer did: never by what sales hopes."""

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..sources.temperature import DEGREES, temperatures
from .crm_temperature_rule import TEMPERATURES

COLUMNS = {
    "temperature": "varchar",
    "temperature_origin": "varchar",
    "temperature_rule_id": "int4",
}


class CrmLead(models.Model):
    """Rules read the facts; who claims something else is marked as claiming it."""

    _inherit = "crm.lead"

    temperature = fields.Selection(
        TEMPERATURES,
        compute="_compute_temperature",
        inverse="_inverse_temperature",
        store=True,
        readonly=False,
        copy=False,
        help="Found by what the customer did: a download is cold, an answer warm, a "
        "meeting hot. If you choose something else, it is marked as your claim until "
        "the customer proves it.",
    )
    temperature_rule_id = fields.Many2one(
        "crm.temperature.rule",
        "Temperature by",
        compute="_compute_temperature_rule_id",
        store=True,
        copy=False,
        ondelete="set null",
    )
    temperature_origin = fields.Selection(
        [("facts", "By facts"), ("claimed", "Claimed")],
        "Temperature is",
        compute="_compute_temperature",
        store=True,
        copy=False,
    )
    temperature_reason = fields.Char(
        "Why", compute="_compute_temperature_reason", compute_sudo=True
    )
    temperature_claim = fields.Selection(
        TEMPERATURES, "Claimed temperature", readonly=True, copy=False
    )
    temperature_claim_over = fields.Selection(
        TEMPERATURES, "Temperature when it was claimed", readonly=True, copy=False
    )

    def _auto_init(self):
        """What existing leads are is filled by one statement, not computed."""
        for name, kind in COLUMNS.items():
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    @api.depends("date_last_customer_action", "milestone_ids")
    def _compute_temperature_rule_id(self):
        found = self._rules_by_facts()
        for lead in self:
            lead.temperature_rule_id = found.get(lead._origin.id, False)

    @api.depends("temperature_claim", "temperature_claim_over", "temperature_rule_id")
    def _compute_temperature(self):
        for lead in self:
            fact = lead._temperature_by_facts()
            claim = lead.temperature_claim
            stands = claim and claim != fact and lead._outlives(claim, fact)
            lead.temperature = claim if stands else fact
            lead.temperature_origin = "claimed" if stands else "facts"

    @api.depends("temperature_origin", "temperature_rule_id.reason")
    @api.depends_context("lang")
    def _compute_temperature_reason(self):
        for lead in self:
            reason = lead.temperature_rule_id.reason
            if lead.temperature_origin == "claimed":
                # partners read it beside the temperature
                reason = (
                    self.env._("Our own judgement. Known so far: %s", reason)
                    if reason
                    else self.env._("Our own judgement.")
                )
            lead.temperature_reason = reason

    def _inverse_temperature(self):
        """Another temperature than the facts tell is a claim."""
        for lead in self:
            fact = lead._temperature_by_facts()
            chosen = lead.temperature
            claim = chosen if chosen and chosen != fact else False
            lead.temperature_claim = claim
            lead.temperature_claim_over = claim and fact
            lead.temperature = chosen or fact
            lead.temperature_origin = "claimed" if claim else "facts"

    @api.onchange("temperature")
    def _onchange_temperature(self):
        self._inverse_temperature()

    def _temperature_by_facts(self):
        # sudo: what the customer did counts, whoever may see the rules
        return self.sudo().temperature_rule_id.temperature or DEGREES[0]

    def _outlives(self, claim, fact):
        """A claim stands until the customer has done more than was known, and as much."""
        over = self.temperature_claim_over or DEGREES[0]
        hot = DEGREES.index
        return hot(fact) <= hot(over) or hot(fact) < hot(claim)

    def _rules_by_facts(self):
        """``{lead id: rule id}``, by one statement."""
        for model in ("calendar.event", "calendar.attendee", "crm.temperature.rule"):
            self.env[model].flush_model()
        self.env["sales.kpi.journal"].flush_model()
        these = SQL("= ANY(%s)", self._origin.ids)
        rows = temperatures(these, self.env.cr.now())
        self.env.cr.execute(SQL("SELECT lead_id, rule_id FROM (%s) AS found", rows))
        return dict(self.env.cr.fetchall())

    @api.private
    def _note_customer_action(self, at=None, kind=None):
        noted = super()._note_customer_action(at, kind)
        self.modified(["date_last_customer_action"])
        return noted

    def _wake_up(self):
        """Also called when a statement found what the customer did."""
        self.modified(["date_last_customer_action"])
        return super()._wake_up()

    @api.model
    def _fill_temperatures(self):
        """What all leads are, at installation and after a change of the rules."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead lead
                   SET temperature_rule_id = found.rule_id,
                       temperature = CASE WHEN lead.temperature_claim IS NULL
                           THEN COALESCE(found.temperature, 'cold')
                           ELSE lead.temperature END,
                       temperature_origin = COALESCE(lead.temperature_origin, 'facts')
                  FROM crm_lead same
             LEFT JOIN (%s) AS found ON found.lead_id = same.id
                 WHERE lead.id = same.id
                   AND (lead.temperature IS NULL
                        OR lead.temperature_rule_id IS DISTINCT FROM found.rule_id
                        OR lead.temperature IS DISTINCT FROM found.temperature)
                """,
                temperatures(SQL("IS NOT NULL"), self.env.cr.now()),
            )
        )
        self.invalidate_model([*COLUMNS])
        # sudo: claims of everybody are judged anew
        leads = self.sudo().with_context(active_test=False)
        leads.search([("temperature_claim", "!=", False)])._compute_temperature()
