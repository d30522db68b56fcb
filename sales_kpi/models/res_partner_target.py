from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    kpi_target_count = fields.Integer(
        "Sales targets",
        compute="_compute_kpi_target_count",
        groups="sales_kpi.group_user",
    )
    kpi_target_ids = fields.Many2many(
        "sales.kpi.target",
        string="Targets of the customer",
        compute="_compute_kpi_target_ids",
        groups="sales_kpi.group_user",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_kpi_target_count(self):
        """How many targets for the customer, or the sales partner, the user may see."""
        targets = self.env["sales.kpi.target"]
        counts = {}
        for name in ("customer_id", "sales_partner_id"):
            rows = targets._read_group(
                [(name, "in", self.commercial_partner_id.ids)], [name], ["__count"]
            )
            for partner, count in rows:
                counts[partner.id] = counts.get(partner.id, 0) + count
        for partner in self:
            partner.kpi_target_count = counts.get(partner.commercial_partner_id.id, 0)

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_kpi_target_ids(self):
        """Those that the user may see, and that are not given up, with their figures."""
        companies = self.commercial_partner_id
        whose = Domain("customer_id", "in", companies.ids) | Domain(
            "sales_partner_id", "in", companies.ids
        )
        found = self.env["sales.kpi.target"].search(
            whose & Domain("state", "!=", "cancelled")
        )
        for partner in self:
            company = partner.commercial_partner_id
            partner.kpi_target_ids = found.filtered(
                lambda target, company=company: (
                    company in target.customer_id | target.sales_partner_id
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_targets(self):
        """What was agreed, and what came of it, is kept."""
        # sudo: also targets that the user does not see
        targets = self.env["sales.kpi.target"].sudo()
        whose = Domain("customer_id", "in", self.ids) | Domain(
            "sales_partner_id", "in", self.ids
        )
        if target := targets.search(whose, limit=1):
            partner = target.customer_id | target.sales_partner_id
            raise UserError(
                self.env._(
                    "There are sales targets for “%s”, and they are kept with their "
                    "results. Archive the contact instead of deleting it.",
                    (partner & self)[:1].display_name,
                )
            )

    def action_kpi_targets(self):
        """The targets for the customer or sales partner."""
        self.check_access("read")
        company = self.ensure_one().commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "sales_kpi.sales_kpi_target_action"
        )
        domain = Domain("customer_id", "=", company.id) | Domain(
            "sales_partner_id", "=", company.id
        )
        return {
            **action,
            "domain": list(domain),
            "context": {"default_scope": "customer", "default_customer_id": company.id},
        }
