from base64 import b64encode

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import groupby

RECORD = Markup("<p><small>{model}: {record}</small>{texts}</p>")
TEXT = Markup("<br/><strong>{label}:</strong> {text}")


class SalesKpiPersonalData(models.TransientModel):
    """What KPIs and partner sales keep of persons in words; for them, or to be erased."""

    _name = "sales.kpi.personal.data"
    _description = "Personal data"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Persons",
        required=True,
        default=lambda self: self._default_partner_ids(),
        help="Customers, or people of sales partners. Leads are found by the contact "
        "and by the e-mail address.",
    )
    found = fields.Html(compute="_compute_found", help="What the export holds, too.")
    workbook = fields.Binary(readonly=True)

    @api.model
    def _default_partner_ids(self):
        context = self.env.context
        if context.get("active_model") != "res.partner":
            return False
        return self.env["res.partner"].browse(context.get("active_ids", ()))

    @api.depends("partner_ids")
    def _compute_found(self):
        """Read anew each time: the dialog keeps no word of it."""
        for dialog in self:
            rows = dialog.partner_ids._origin._personal_data_rows()
            dialog.found = Markup().join(
                RECORD.format(
                    model=model,
                    record=record,
                    texts=Markup().join(
                        TEXT.format(label=label, text=text)
                        for _model, _record, label, text in texts
                    ),
                )
                for (model, record), texts in groupby(rows, key=lambda row: row[:2])
            )

    def action_export(self):
        """Hand out what there is as a workbook.

        :raise AccessError: for users who are not KPI managers
        """
        self.ensure_one()
        name, content = self.partner_ids._personal_data_xlsx()
        self.workbook = b64encode(content)
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/workbook/{name}?download=1",
            "target": "self",
        }

    def action_erase(self):
        """Erase what there is; the figures stay.

        :raise AccessError: for users who are not KPI managers
        """
        self.ensure_one()
        erased = self.partner_ids._erase_personal_data()
        self.workbook = False
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._(
                    "%s texts and documents were erased. All figures are as before.",
                    erased,
                ),
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
