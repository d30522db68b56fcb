from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CrmStage(models.Model):
    _inherit = "crm.stage"

    is_sales_qualified = fields.Boolean(
        "Sales qualified",
        help="A lead that reaches this stage counts as qualified by sales (SQL), "
        "even before it is converted into an opportunity.",
    )

    @api.model
    def _kpi_stages(self, company):
        """The stages that leads of a company pass, in their order."""
        # sudo: stages are common to all companies, so are those of hidden teams
        return self.sudo().search(
            Domain("team_ids", "=", False)
            | Domain("team_ids.company_id", "in", [False, company.id])
        )

    def _kpi_qualify_from(self, company):
        """Mark this stage and all after it as qualified, and none before it.

        :return: whether that changed anything
        :raise UserError: if leads of the company do not pass this stage
        """
        stages = self._kpi_stages(company)
        if self not in stages:
            raise UserError(
                self.env._(
                    "The leads of %(company)s do not pass the stage “%(stage)s”. "
                    "Choose another one.",
                    company=company.name,
                    stage=self.name,
                )
            )
        qualified = stages[list(stages).index(self) :]
        changed = stages.filtered(
            lambda stage: stage.is_sales_qualified != (stage in qualified)
        )
        (changed & qualified).is_sales_qualified = True
        (changed - qualified).is_sales_qualified = False
        return bool(changed)
