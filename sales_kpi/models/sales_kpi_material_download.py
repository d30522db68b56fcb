"""How often the company of a partner fetched a version; nothing else is kept of it."""

from odoo import api, fields, models
from odoo.tools import SQL


class SalesKpiMaterialDownload(models.Model):
    """A counter: no person, no day, no address."""

    _name = "sales.kpi.material.download"
    _description = "Downloads of a material"
    _order = "version_id desc, downloads desc"
    _log_access = False

    version_id = fields.Many2one(
        "sales.kpi.material.version", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", "Sales partner", required=True, index=True, ondelete="cascade"
    )
    downloads = fields.Integer(required=True)
    material_id = fields.Many2one(related="version_id.material_id", store=True)
    kind = fields.Selection(related="material_id.kind")

    _once = models.UniqueIndex("(version_id, partner_id)")

    @api.model
    def _count(self, version, partner):
        """One more download by a company; several at once all count."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_material_download AS had
                       (version_id, partner_id, material_id, downloads)
                VALUES (%s, %s, %s, 1)
                ON CONFLICT (version_id, partner_id)
                DO UPDATE SET downloads = had.downloads + 1
                """,
                version.id,
                partner.commercial_partner_id.id,
                version.material_id.id,
            )
        )
        self.invalidate_model(["downloads"])
        version.invalidate_recordset(["download_count", "download_ids"])

    @api.model
    def _of_versions(self, versions):
        return dict(
            self._read_group(
                [("version_id", "in", versions.ids)], ["version_id"], ["downloads:sum"]
            )
        )
