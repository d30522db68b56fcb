"""Which materials a sales partner may get."""

from odoo import api, models
from odoo.fields import Domain


class SalesKpiMaterial(models.Model):
    _inherit = "sales.kpi.material"

    @api.model
    def _for_partner(self, partner, domain=()):
        """What a company that sells for us, and each of its contacts, may get today.

        :param domain: only materials of it
        :return: materials with all rights: whose they are is decided here
        """
        # sudo: partners have no rights on materials nor on their own profile
        company = partner.commercial_partner_id.sudo()
        # sudo: see above
        materials = self.sudo()
        if not company.is_sales_partner:
            return materials.browse()
        Version = self.env["sales.kpi.material.version"]
        has_version = Domain("version_ids", "any", Version._valid_domain())
        mine = self._domain_of_partner(company) | self._domain_of_leads(company)
        return materials.search(Domain(list(domain)) & has_version & mine)

    @api.model
    def _domain_of_partner(self, company):
        """What fits the level, product lines and languages of a partner."""
        levels = Domain("grade_ids", "in", company.grade_id.ids)
        domain = Domain("lead_id", "=", False) & _or_empty("grade_ids", levels)
        if categs := company.sales_categ_ids.ids:
            # a list of all pumps is for who sells small pumps, too
            lines = Domain("categ_ids", "child_of", categs)
            lines |= Domain("categ_ids", "parent_of", categs)
            domain &= _or_empty("categ_ids", lines)
        if langs := self._same_languages(company.sales_lang_ids).ids:
            domain &= _or_empty("lang_ids", Domain("lang_ids", "in", langs))
        if company.company_id:
            ours = Domain("company_id", "=", company.company_id.id)
            domain &= _or_empty("company_id", ours)
        return domain

    @api.model
    def _same_languages(self, langs):
        """German is German, wherever it is spoken."""
        spoken = {_language(lang) for lang in langs}
        installed = langs.search([("active", "=", True)])
        return installed.filtered(lambda lang: _language(lang) in spoken)

    @api.model
    def _domain_of_leads(self, company):
        """What is for leads that the partner has, as long as he may see them."""
        # sudo: offers of this partner
        offers = self.env["crm.lead.offer"].sudo()
        offers = offers.search(
            [
                ("partner_id", "=", company.id),
                ("state", "=", "accepted"),
                ("lead_id.material_ids", "!=", False),
            ]
        )
        return Domain("lead_id", "in", offers._with_access().lead_id.ids)


def _or_empty(name, condition):
    return Domain(name, "=", False) | condition


def _language(lang):
    return lang.code.split("_")[0]
