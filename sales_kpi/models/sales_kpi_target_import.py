"""Targets and budgets are imported by Odoo's own importer."""

from odoo import api, models

#: What an empty cell leaves to the suggestion of the field.
SUGGESTED = frozenset(
    {
        "baseline_period",
        "company_id",
        "name",
        "owner_id",
        "period_kind",
        "rhythm",
        "target_type",
        "team_id",
    }
)


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    @api.model_create_multi
    def create(self, vals_list):
        """An empty cell of an import stands for what is suggested."""
        if self.env.context.get("import_file"):
            vals_list = [
                {
                    name: value
                    for name, value in vals.items()
                    if value or name not in SUGGESTED
                }
                for vals in vals_list
            ]
        return super().create(vals_list)

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Targets"),
                "template": "/sales_kpi/static/xls/sales_kpi_target.xlsx",
            }
        ]


class SalesKpi(models.Model):
    _inherit = "sales.kpi"
    # a file may name KPIs by their code, which is the same in every language
    _rec_names_search = ["name", "code"]
