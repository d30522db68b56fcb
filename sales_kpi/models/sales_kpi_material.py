"""What sales partners get to sell with: price lists, presentations, contracts."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class SalesKpiMaterial(models.Model):
    """A document in its versions; partners get the newest one that is valid today.

    Partners have no rights on materials: what they may get is decided in
    :meth:`_for_partner`, and a controller hands it out.
    """

    _name = "sales.kpi.material"
    _description = "Material for sales partners"
    _order = "sequence, name, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("price_list", "Price list"),
            ("quotation", "Quotation"),
            ("configuration", "Result of a configurator"),
            ("presentation", "Presentation"),
            ("contract", "Contract"),
            ("other", "Other"),
        ],
        default="price_list",
        required=True,
    )
    description = fields.Char(
        help="What it is good for; partners read it below the name."
    )
    version_ids = fields.One2many(
        "sales.kpi.material.version", "material_id", string="Versions"
    )
    current_version_id = fields.Many2one(
        "sales.kpi.material.version",
        "Partners get",
        compute="_compute_current_version_id",
        help="The newest version that is valid today. Links to other versions lead to it.",
    )
    categ_ids = fields.Many2many(
        "product.category",
        string="Product lines",
        help="For partners who sell one of them. Empty: for all.",
    )
    grade_ids = fields.Many2many(
        "res.partner.grade",
        string="Partner levels",
        help="For partners of these levels. Empty: for all.",
    )
    lang_ids = fields.Many2many(
        "res.lang",
        string="Languages",
        help="For partners who speak one of them. Empty: for all.",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Only for the lead",
        index="btree_not_null",
        ondelete="cascade",
        help="Only the partner who has this lead gets it, as long as he may see the "
        "customer's data.",
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        help="For partners of this company and those of all. Empty: for all.",
    )
    download_count = fields.Integer(
        "Downloads",
        compute="_compute_download_count",
        groups="sales_kpi.group_partner_manager",
        help="How often partners fetched it, over all versions.",
    )

    may_edit = fields.Boolean(compute="_compute_may_edit")
    may_be_general = fields.Boolean(compute="_compute_may_edit")

    @api.depends_context("uid")
    @api.depends("lead_id")
    def _compute_may_edit(self):
        """Salespeople edit what is for their leads, partner managers everything."""
        user = self.env.user
        editable = self._origin._filtered_access("write")
        for material in self:
            material.may_edit = not material._origin or material._origin in editable
            material.may_be_general = user.has_group("sales_kpi.group_partner_manager")

    @api.depends("lead_id")
    def _compute_company_id(self):
        """What belongs to a lead belongs to its company."""
        for material in self:
            material.company_id = (
                material.lead_id.company_id
                if material.lead_id
                else material.company_id or self.env.company
            )

    @api.depends("version_ids.number", "version_ids.valid_from", "version_ids.valid_to")
    def _compute_current_version_id(self):
        current = self._current_versions()
        for material in self:
            material.current_version_id = current.get(material._origin)

    @api.depends("version_ids.download_count")
    def _compute_download_count(self):
        for material in self:
            material.download_count = sum(material.version_ids.mapped("download_count"))

    @api.constrains("lead_id", "company_id")
    def _check_company_of_lead(self):
        for material in self:
            if material.lead_id and material.company_id != material.lead_id.company_id:
                raise ValidationError(
                    self.env._(
                        "“%s” is for a lead: it belongs to the company of the lead.",
                        material.name,
                    )
                )

    def write(self, vals):
        """Who may edit materials of his leads makes none for everybody of them."""
        result = super().write(vals)
        if "lead_id" in vals:
            self.check_access("write")
        return result

    def _current_versions(self):
        """The newest version of each material that is valid today, ``{material: it}``."""
        Version = self.env["sales.kpi.material.version"]
        found = Version.search(
            Version._valid_domain() & Version._of(self), order="number"
        )
        return {version.material_id: version for version in found}

    def action_open_downloads(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Downloads"),
            "res_model": "sales.kpi.material.download",
            "view_mode": "list,pivot",
            "domain": [("material_id", "in", self.ids)],
        }
