"""A version of a material: a file, who uploaded it and when, and how long it is valid."""

from pathlib import PurePath

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

#: So long a version is marked as new.
NEW_DAYS = 14
#: Who sees how often partners fetch something.
COUNTERS = "sales_kpi.group_partner_manager"


class SalesKpiMaterialVersion(models.Model):
    _name = "sales.kpi.material.version"
    _description = "Version of a material"
    _order = "material_id, number desc"
    _rec_name = "file_name"

    material_id = fields.Many2one(
        "sales.kpi.material", required=True, index=True, ondelete="cascade"
    )
    number = fields.Integer("Version", readonly=True)
    # of no use to partners: they have no rights on the model, the controller hands it out
    content = fields.Binary(
        "File", attachment=True, required=True, groups="base.group_user"
    )
    file_name = fields.Char("File name", required=True)
    file_size = fields.Integer(
        "Size", compute="_compute_file_size", store=True, help="In bytes."
    )
    note = fields.Char("What is new", help="Partners read it below the name.")
    valid_from = fields.Date(help="Empty: from the upload on.")
    valid_to = fields.Date(
        "Valid until", help="The last day on which partners get it. Empty: no end."
    )
    company_id = fields.Many2one(related="material_id.company_id")
    download_ids = fields.One2many(
        "sales.kpi.material.download", "version_id", groups=COUNTERS
    )
    download_count = fields.Integer(
        "Downloads", compute="_compute_download_count", groups=COUNTERS
    )

    _number_unique = models.UniqueIndex(
        "(material_id, number)",
        "Somebody uploaded a version at the same moment. Please try again.",
    )
    _valid_order = models.Constraint(
        "CHECK (valid_from <= valid_to)",
        "A version cannot be valid until a day before it begins.",
    )

    @api.depends("number", "file_name")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "Version %(number)s: %(file)s",
                number=version.number or self.env._("new"),
                file=version.file_name or "",
            )

    @api.depends("content")
    def _compute_file_size(self):
        for version in self.with_context(bin_size=False):
            content = version.content or b""
            version.file_size = len(content) * 3 // 4 - content[-2:].count(b"=")

    @api.depends("download_ids.downloads")
    def _compute_download_count(self):
        counts = self.env["sales.kpi.material.download"]._of_versions(self)
        for version in self:
            version.download_count = counts.get(version._origin, 0)

    @api.constrains("file_size")
    def _check_file(self):
        for version in self:
            if not version.file_size:
                raise ValidationError(
                    self.env._("The file “%s” is empty.", version.file_name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Versions of a material are numbered 1, 2, 3 in the order of their upload."""
        last = self._last_numbers({vals.get("material_id") for vals in vals_list})
        for vals in vals_list:
            material_id = vals.get("material_id")
            last[material_id] = vals["number"] = last.get(material_id, 0) + 1
        return super().create(vals_list)

    def write(self, vals):
        if {"content", "material_id", "number"} & vals.keys():
            raise UserError(
                self.env._(
                    "Partners may have this version already: upload a new one instead."
                )
            )
        return super().write(vals)

    @api.model
    def _last_numbers(self, material_ids):
        # sudo: numbers go on after versions of another company, too
        rows = self.sudo()._read_group(
            [("material_id", "in", list(material_ids))],
            ["material_id"],
            ["number:max"],
        )
        return {material.id: number for material, number in rows}

    @api.model
    def _valid_domain(self):
        today = fields.Date.context_today(self)
        begun = Domain("valid_from", "=", False) | Domain("valid_from", "<=", today)
        going = Domain("valid_to", "=", False) | Domain("valid_to", ">=", today)
        return begun & going

    @api.model
    def _of(self, materials):
        return Domain("material_id", "in", materials.ids)

    def _since(self):
        """The day from which partners get it."""
        uploaded = fields.Datetime.context_timestamp(self, self.create_date).date()
        return max(uploaded, self.valid_from or uploaded)

    def _is_new(self):
        age = relativedelta(days=NEW_DAYS)
        return self._since() + age > fields.Date.context_today(self)

    def _file_type(self):
        """PDF, XLSX: as people call it."""
        return PurePath(self.file_name).suffix[1:].upper()
