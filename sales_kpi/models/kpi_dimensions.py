from odoo import models


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.team", "sales.kpi.dimension"]


class CrmStage(models.Model):
    _name = "crm.stage"
    _inherit = ["crm.stage", "sales.kpi.dimension"]


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "sales.kpi.dimension"]


class ResCountry(models.Model):
    _name = "res.country"
    _inherit = ["res.country", "sales.kpi.dimension"]


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "sales.kpi.dimension"]


class UtmSource(models.Model):
    _name = "utm.source"
    _inherit = ["utm.source", "sales.kpi.dimension"]


class UtmMedium(models.Model):
    _name = "utm.medium"
    _inherit = ["utm.medium", "sales.kpi.dimension"]


class UtmCampaign(models.Model):
    _name = "utm.campaign"
    _inherit = ["utm.campaign", "sales.kpi.dimension"]


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "sales.kpi.dimension"]
