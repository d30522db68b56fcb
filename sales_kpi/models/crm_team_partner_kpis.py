"""Teams that offer leads to partners work with the five partner KPIs (decision 35)."""

from odoo import api, models

#: The five figures of the method; for acceptance the one that is known by partner, too.
FIVE = (
    "acceptance_time",
    "acceptance_time_own",
    "contact_time",
    "processing_time",
    "feedback_rate",
    "partner_conversion",
)


class CrmTeam(models.Model):
    _inherit = "crm.team"

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams.filtered(lambda team: team.partner_routing != "off")._use_partner_kpis()
        return teams

    def write(self, vals):
        before = self.filtered(lambda team: team.partner_routing == "off")
        result = super().write(vals)
        before.filtered(lambda team: team.partner_routing != "off")._use_partner_kpis()
        return result

    def _use_partner_kpis(self):
        """Let the dashboards of their companies offer them; taken out they stay out."""
        if not self:
            return
        companies = self.company_id or self.env.company
        self.env["sales.kpi"]._begin_to_use(FIVE, companies)
