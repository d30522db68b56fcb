"""How a sales partner sees materials: a list for the phone."""

from odoo import models
from odoo.fields import Domain
from odoo.tools.misc import formatLang

KILO = 1000
ICONS = {
    "PDF": "fa-file-pdf-o",
    "XLS": "fa-file-excel-o",
    "XLSX": "fa-file-excel-o",
    "DOC": "fa-file-word-o",
    "DOCX": "fa-file-word-o",
    "PPT": "fa-file-powerpoint-o",
    "PPTX": "fa-file-powerpoint-o",
    "ZIP": "fa-file-archive-o",
    "JPG": "fa-file-image-o",
    "PNG": "fa-file-image-o",
}


class SalesKpiMaterial(models.Model):
    _inherit = "sales.kpi.material"

    def _portal_search(self, text, line):
        """Those in which all words of a text are found.

        :param line: product line; only those of it, of its parts, or for all lines
        """
        domain = Domain("id", "in", self.ids)
        for word in (text or "").split():
            names = ("name", "description", "version_ids.note", "lead_id.partner_name")
            domain &= Domain.OR(Domain(name, "ilike", word) for name in names)
        if line:
            domain &= Domain("categ_ids", "child_of", line.ids) | Domain(
                "categ_ids", "=", False
            )
        return self.search(domain)

    def _portal_groups(self):
        """Rows under headings, ``[(heading, rows)]``; what is for one lead comes first."""
        kinds = self._fields["kind"]._description_selection(self.env)
        of_leads = self.filtered("lead_id")
        general = self - of_leads
        groups = [
            (self.env._("For your leads"), of_leads),
            *(
                (label, general.filtered_domain([("kind", "=", k)]))
                for k, label in kinds
            ),
        ]
        return [(label, group._portal_rows()) for label, group in groups if group]

    def _portal_rows(self):
        """What a partner reads of materials that he may get."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "name": material.name,
                "description": material.description,
                "kind": kinds[material.kind],
                "lines": material.categ_ids.mapped("name"),
                "customer": material._customer(),
                **version._portal_row(),
            }
            for material in self
            if (version := material.current_version_id)
        ]

    def _customer(self):
        """Whose lead it is for; the partner who has the lead knows."""
        lead = self.lead_id
        return lead.partner_name or lead.contact_name or lead.partner_id.name


class SalesKpiMaterialVersion(models.Model):
    _inherit = "sales.kpi.material.version"

    def _portal_row(self):
        file_type = self._file_type()
        return {
            "note": self.note,
            "file_type": file_type,
            "icon": ICONS.get(file_type, "fa-file-o"),
            "file_size": self.file_size,
            "size": self._size_text(),
            "date": self._since(),
            "is_new": self._is_new(),
            "url": self._portal_url(),
        }

    def _portal_url(self):
        return f"/my/materials/{self.material_id.id}/{self.number}"

    def _size_text(self):
        """So big that one knows whether to load it on the road."""
        kilo = self.file_size / KILO
        if kilo < KILO:
            return self.env._("%s kB", formatLang(self.env, max(kilo, 1), digits=0))
        return self.env._("%s MB", formatLang(self.env, kilo / KILO, digits=1))

    def _count_download(self, contact):
        # sudo: nobody writes counters, downloads do
        self.env["sales.kpi.material.download"].sudo()._count(self, contact)


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    def _materials(self):
        """What the partner of this offer gets for its lead, as rows to show."""
        # sudo: partners do not read the lead of an offer
        lead = self.sudo().lead_id
        Material = self.env["sales.kpi.material"]
        materials = Material._for_partner(self.partner_id, [("lead_id", "=", lead.id)])
        return materials._portal_rows()
