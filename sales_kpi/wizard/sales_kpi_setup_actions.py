"""The set-up assistant: its buttons and what they write."""

from odoo import models
from odoo.exceptions import UserError


class SalesKpiSetup(models.TransientModel):
    _inherit = "sales.kpi.setup"

    def action_next(self):
        self._move(1)

    def action_back(self):
        self._move(-1)

    def _move(self, places):
        """Go to another step; the first and the last one have no further."""
        self.ensure_one()
        steps = [key for key, _label in self._fields["step"].selection]
        place = steps.index(self.step) + places
        self.step = steps[min(max(place, 0), len(steps) - 1)]

    def action_undated(self):
        """Show who may have been a customer before the go-live, to enter since when."""
        self.ensure_one()
        self.company_id._kpi_check_setup()
        if not self.go_live:
            raise UserError(self.env._("Enter the go-live day first."))
        return self.company_id._kpi_undated_action(self.go_live)

    def action_skip(self):
        """Leave everything as it is and ask no more."""
        self.ensure_one()
        self.company_id._kpi_skip_setup()
        return self._dashboard()

    def action_finish(self):
        """Write what was chosen; doing so twice changes nothing more."""
        self.ensure_one()
        company = self.company_id
        company._kpi_check_setup()
        if not self.kpi_ids:
            raise UserError(self.env._("Choose at least one KPI to work with."))
        self = self.with_company(company)
        # sudo: KPI managers need not be allowed to edit companies
        company.sudo().write({**self._company_values(), "kpi_setup": "done"})
        self._write_kpis()
        self._write_stages()
        return self._dashboard(is_reloaded=self._write_language())

    def _company_values(self):
        return {
            "kpi_tz": self.tz,
            "kpi_go_live": self.go_live,
            "kpi_revenue_basis": self.revenue_basis,
            "kpi_closing_workday": self.closing_workday,
        }

    def _write_kpis(self):
        used = self.env["sales.kpi"].search([("is_used", "=", True)])
        (self.kpi_ids - used)._set_used(True)
        (used - self.kpi_ids)._set_used(False)

    def _write_stages(self):
        """Mark the qualified stages, and read the past again if that is new."""
        stage = self.qualified_stage_id
        if stage and stage._kpi_qualify_from(self.company_id):
            self.env["sales.kpi.journal"].rebuild_history()

    def _write_language(self):
        """Install and set the language.

        :return: whether the user has another language now
        """
        user, was = self.env.user, self.env.user.lang
        if self.lang not in dict(self.env["res.lang"].get_installed()):
            self._install_language()
        if was != self.lang:
            user.lang = self.lang
        if self.is_default_lang:
            # sudo: the default of this company only, by a KPI manager of it
            self.env["ir.default"].sudo().set(
                "res.partner", "lang", self.lang, company_id=self.company_id.id
            )
        return was != self.lang

    def _install_language(self):
        langs = self.env["res.lang"].with_context(active_test=False)
        lang = langs.search([("code", "=", self.lang)])
        # sudo: one of two languages that we offer, by a KPI manager
        installer = self.env["base.language.install"].sudo()
        installer.create({"lang_ids": lang.ids, "overwrite": False}).lang_install()

    def _dashboard(self, is_reloaded=False):
        """Open the dashboard, with the page anew if its words are others now."""
        if is_reloaded:
            return {
                "type": "ir.actions.act_url",
                "url": "/odoo/kpi-dashboard",
                "target": "self",
            }
        action = self.env["ir.actions.actions"]._for_xml_id(
            "sales_kpi.sales_kpi_dashboard_action"
        )
        return {**action, "target": "main"}
