"""Own events: what happens to the records of any model, defined without code."""

import re

from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..sources.own import PREFIX, UTM, OwnEvent

CODE = re.compile(r"[a-z][a-z0-9_]*")
#: Fields of the definition that name a field of the model, and what they are called.
PARTS = {
    "date_field_id": "date",
    "start_field_id": "start",
    "amount_field_id": "amount",
    "quantity_field_id": "quantity",
    "company_field_id": "company_id",
    "team_field_id": "team_id",
    "user_field_id": "user_id",
    "customer_field_id": "customer_id",
    "product_field_id": "product_id",
}
#: What a change of makes all facts be computed anew.
DEFINING = frozenset({"model_id", "domain", "is_protected", "active", *PARTS})


class SalesKpiEvent(models.Model):
    """Records of a model that count from a date on, as an event for formulas."""

    _name = "sales.kpi.event"
    _description = "Own event of KPIs"
    _inherit = ["mail.thread"]
    _order = "name, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="The name in formulas, as in calls_made.count. It stays as it is.",
    )
    active = fields.Boolean(default=True, tracking=True)
    description = fields.Text(
        translate=True, help="What happens when this event counts; shown in formulas."
    )
    model_id = fields.Many2one(
        "ir.model",
        ondelete="set null",
        tracking=True,
        domain=[("transient", "=", False), ("abstract", "=", False)],
        help="The records that count. You must be allowed to read them.",
    )
    model_name = fields.Char(related="model_id.model", string="Technical name")
    domain = fields.Char(
        "Condition",
        default="[]",
        required=True,
        tracking=True,
        help="Which of the records count, by fields of the record itself.",
    )
    date_field_id = fields.Many2one(
        "ir.model.fields",
        "Counts on",
        ondelete="set null",
        tracking=True,
        help="The date or moment at which the record counts; without it, it does not.",
    )
    start_field_id = fields.Many2one(
        "ir.model.fields",
        "Time runs from",
        ondelete="set null",
        help="A moment before; the time from there on can be measured in hours.",
    )
    amount_field_id = fields.Many2one("ir.model.fields", "Amount", ondelete="set null")
    quantity_field_id = fields.Many2one(
        "ir.model.fields", "Quantity", ondelete="set null"
    )
    company_field_id = fields.Many2one(
        "ir.model.fields",
        "Company",
        ondelete="set null",
        help="Without it: the company of the team, else of the person, else the main one.",
    )
    team_field_id = fields.Many2one(
        "ir.model.fields", "Sales team", ondelete="set null"
    )
    user_field_id = fields.Many2one("ir.model.fields", "Person", ondelete="set null")
    customer_field_id = fields.Many2one(
        "ir.model.fields", "Customer", ondelete="set null"
    )
    product_field_id = fields.Many2one(
        "ir.model.fields", "Product", ondelete="set null"
    )
    is_protected = fields.Boolean(
        "Shows how people work",
        tracking=True,
        help="Seen by the person alone, by others only as a figure of at least five "
        "people.",
    )

    _code_unique = models.Constraint(
        "UNIQUE (code)", "Another own event already has this code."
    )

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._check_definition()
        events._changed()
        return events

    def write(self, vals):
        if "code" in vals and any(event.code != vals["code"] for event in self):
            raise UserError(
                self.env._(
                    "The code of an event stays, because formulas name it. Create "
                    "another event instead."
                )
            )
        if vals.get("active") is False and not self.env.su:
            self._check_unused()
        result = super().write(vals)
        if DEFINING & vals.keys():
            self._check_definition()
            self._changed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def unlink(self):
        self._delete_facts()
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def action_new_kpi(self):
        """Open a new KPI that counts the event."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.kpi",
            "views": [[False, "form"]],
            "context": {
                "default_name": self.name,
                "default_code": self.code,
                "default_formula": f"{self.code}.count",
                "default_unit": "count",
                "default_is_personal": self.is_protected,
            },
        }

    def _check_unused(self):
        """Formulas must not lose an event.

        :raise UserError: naming the KPI that uses it
        """
        events = {event.code: event for event in self}
        kpis = self.env["sales.kpi"].with_context(active_test=False)
        for kpi in kpis.search([("kind", "=", "formula")]):
            for code in events.keys() & set(re.findall(CODE, kpi.formula or "")):
                raise UserError(
                    self.env._(
                        "“%(event)s” is used by the KPI “%(kpi)s”. Change that first.",
                        event=events[code].name,
                        kpi=kpi.name,
                    )
                )

    def _changed(self):
        """Compute the facts anew, in the background where they are many."""
        self.env.registry.clear_cache()
        self._delete_facts()
        sources = self.env["sales.kpi.source"]._sources()
        for event in self:
            source = sources.get(event._source_name())
            if source is not None:
                self.env["sales.kpi.dirty"]._mark_query(
                    event._source_name(), source._refs()
                )
        # sudo: the job belongs to the system
        self.env.ref("sales_kpi.ir_cron_refresh").sudo()._trigger()

    def _source_name(self):
        return f"{PREFIX}{self.id}"

    def _delete_facts(self):
        """Remove the facts outside of closed time, and what waits in the queue."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM sales_kpi_fact fact
                 USING res_company company
                 WHERE company.id = fact.company_id
                   AND fact.source = ANY(%s)
                   AND fact.date > COALESCE(
                       company.kpi_locked_until, '-infinity'::date)
                """,
                [event._source_name() for event in self],
            )
        )
        self.env["sales.kpi.fact"].invalidate_model()

    @api.model
    def _definitions(self):
        """The own events that count, as their sources need them.

        None while apps are installed or removed: the table may lack columns then.
        """
        return self._all_definitions() if self.env.registry.ready else ()

    @api.model
    @tools.ormcache()
    def _all_definitions(self):
        # sudo: definitions hold no figures
        events = self.sudo().search([("model_id", "!=", False)], order="id")
        return tuple(
            event._definition()
            for event in events
            if event.model_name in self.env and event.date_field_id
        )

    def _definition(self):
        self.ensure_one()
        model = self.env[self.model_name]
        found = {part: self[name].name for name, part in PARTS.items() if self[name]}
        amount = model._fields.get(found.get("amount"))
        currency = amount is not None and amount.type == "monetary"
        if currency and model._fields[amount.get_currency_field(model)].column_type:
            found["currency"] = amount.get_currency_field(model)
        for name, comodel in UTM.items():
            field = model._fields.get(name)
            if field is not None and field.store and field.comodel_name == comodel:
                found[name] = name
        return OwnEvent(
            self.id, self.code, self.model_name, self.domain, found, self.is_protected
        )

    @api.model
    def _followed_models(self):
        """The models whose records own events count, ``{model: source names}``."""
        found = {}
        for event in self._definitions():
            found.setdefault(event.model, []).append(event.source)
        return found

    @api.model
    def _unreadable(self):
        """The own events over models that the caller may not read."""
        return [
            event.name
            for event in self._definitions()
            if not self.env[event.model].has_access("read")
        ]

    @api.model
    def _retire_over(self, name, ids):
        """Stop the events whose model or date is going away; KPIs lose their value."""
        if not self._definitions():
            return
        # sudo: whoever removes a field or an app
        events = self.sudo().search([(name, "in", ids)])
        if events:
            events._delete_facts()
            events.active = False
