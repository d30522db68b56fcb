"""What an own event would count, while it is being defined."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_amount, format_date, formatLang

MONTHS = 6
EXAMPLES = 5
#: Names under which models usually have a part of the definition.
PROPOSALS = {
    "date_field_id": "create_date",
    "company_field_id": "company_id",
    "team_field_id": "team_id",
    "user_field_id": "user_id",
    "customer_field_id": "partner_id",
    "product_field_id": "product_id",
}


class SalesKpiEvent(models.Model):
    _inherit = "sales.kpi.event"

    preview = fields.Text(
        compute="_compute_preview",
        help="What counts as it is defined now, as far as you may see it.",
    )

    @api.depends(
        "model_id", "domain", "date_field_id", "amount_field_id", "start_field_id"
    )
    def _compute_preview(self):
        for event in self:
            event.preview = event._preview_text()

    @api.onchange("model_id")
    def _onchange_model_id(self):
        """Propose the fields that most models have."""
        self.domain = "[]"
        for part in self._parts():
            self[part] = False
        if not self.model_id:
            return
        fields_by_name = {
            field.name: field
            for field in self.env["ir.model.fields"].search(
                [
                    ("model_id", "=", self.model_id._origin.id),
                    ("name", "in", list(PROPOSALS.values())),
                    ("store", "=", True),
                ]
            )
        }
        for part, name in PROPOSALS.items():
            self[part] = fields_by_name.get(name, False)

    def _preview_text(self):
        """Sentences about number, time and examples, or what is wrong."""
        if not self.model_id or not self.date_field_id:
            return self.env._("Choose what counts, and on which date.")
        try:
            self._check_model()
            self._check_parts()
            domain = self._parsed_domain()
        except (ValidationError, AccessError) as error:
            return str(error.args[0])
        return "\n".join(self._preview_lines(domain))

    def _preview_lines(self, domain):
        records = self.env[self.model_name].with_context(active_test=False)
        date = self.date_field_id.name
        dated = domain & Domain(date, "!=", False)
        [(count, first, last)] = records._read_group(
            dated, [], ["__count", f"{date}:min", f"{date}:max"]
        )
        if not count:
            yield self.env._("No record counts so far.")
            return
        yield self.env._(
            "%(count)s records count, archived ones too, from %(first)s to %(last)s.",
            count=formatLang(self.env, count, digits=0),
            first=format_date(self.env, first),
            last=format_date(self.env, last),
        )
        undated = records.search_count(domain & Domain(date, "=", False))
        if undated:
            yield self.env._("%s have no date and do not count.", undated)
        yield from self._preview_months(records, dated, date)
        examples = records.search(dated, order=f"{date} desc", limit=EXAMPLES)
        yield self.env._("The latest: %s", "; ".join(examples.mapped("display_name")))

    def _preview_months(self, records, dated, date):
        """The last months with count and amount."""
        month = fields.Date.context_today(self).replace(day=1)
        since = month - relativedelta(months=MONTHS - 1)
        amount = self.amount_field_id.name
        measures = ["__count", *([f"{amount}:sum"] if amount else [])]
        rows = records._read_group(
            dated & Domain(date, ">=", since), [f"{date}:month"], measures
        )
        for start, number, *amounts in rows:
            text = formatLang(self.env, number, digits=0)
            if amounts:
                currency = self.env.company.currency_id
                text += f" · {format_amount(self.env, amounts[0] or 0, currency)}"
            yield f"{format_date(self.env, start, date_format='MMM y')}: {text}"

    @api.model
    def _parts(self):
        return (*PROPOSALS, "start_field_id", "amount_field_id", "quantity_field_id")
