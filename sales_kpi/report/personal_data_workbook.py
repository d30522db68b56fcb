import io

from odoo import api, fields, models
from odoo.tools import html2plaintext
from odoo.tools.misc import format_datetime

from .workbook import Workbook


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.private
    def _personal_data_rows(self):
        """What is kept of these persons, ``[(kind of record, record, field, text)]``.

        :raise AccessError: for users who are not KPI managers
        """
        return [
            row
            for data in self._personal_data()
            for record in data.records
            for row in self._personal_record_rows(record, data)
        ]

    @api.private
    def _personal_data_xlsx(self):
        """These rows as a workbook: name of the file and its content."""
        content = io.BytesIO()
        book = Workbook(content, {})
        sheet = book.sheet(self.env._("Personal data"), [30, 40, 28, 80])
        sheet.write_title(self.env._("Personal data"))
        for partner in self:
            sheet.write_pair(self.env._("Contact"), partner.display_name)
        sheet.write_pair(
            self.env._("As of"), format_datetime(self.env, fields.Datetime.now())
        )
        sheet.skip()
        sheet.write_header(*self._personal_data_header())
        for row in self._personal_data_rows():
            sheet.write_row(*((text, "wrap") for text in row))
        book.close()
        return f"{self.env._('Personal data')}.xlsx", content.getvalue()

    @api.model
    def _personal_data_header(self):
        return (
            self.env._("What"),
            self.env._("Record"),
            self.env._("Field"),
            self.env._("Text"),
        )

    def _personal_record_rows(self, record, data):
        """Facts are told where there are words, or where the person acted himself."""
        words = [name for name in data.words if record[name]]
        acted = "contact_id" in record and record.contact_id in self
        if not words and not acted:
            return []
        model = self.env["ir.model"]._get(record._name).name
        about = (record.lead_id if "lead_id" in record else None) or record
        return [
            (model, about.display_name, label, text)
            for name in (*words, *data.facts)
            if (text := self._personal_text(record, name))
            for label in [record._fields[name]._description_string(self.env)]
        ]

    def _personal_text(self, record, name):
        field = record._fields[name]
        value = record[name]
        if field.type == "datetime":
            return value and format_datetime(self.env, value)
        if field.type == "html":
            return html2plaintext(value or "")
        if field.relational:
            return value.display_name
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(value, "")
        return value and str(value)
