from odoo import api, fields, models


class CrmTerritoryLookup(models.TransientModel):
    """Which territory does a place belong to, and by which claim?"""

    _name = "crm.territory.lookup"
    _description = "Find the sales territory of a place"

    country_id = fields.Many2one(
        "res.country", default=lambda self: self._default_country_id()
    )
    state_id = fields.Many2one(
        "res.country.state", domain="[('country_id', '=', country_id)]"
    )
    zip = fields.Char("ZIP code")
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Whose lead or customer it is.",
    )
    territory_id = fields.Many2one("crm.territory", compute="_compute_territory_id")
    reason = fields.Char(compute="_compute_territory_id")

    @api.model
    def _default_country_id(self):
        """That of the territory from which one asks, else our own."""
        asking = self.env["crm.territory"]
        if self.env.context.get("active_model") == asking._name:
            asking = asking.browse(self.env.context.get("active_id"))
        return asking.area_ids[:1].country_id or self.env.company.country_id

    @api.depends("country_id", "state_id", "zip", "company_id")
    def _compute_territory_id(self):
        Territory = self.env["crm.territory"]
        for lookup in self:
            claim = Territory._map().find(
                lookup.country_id.id,
                lookup.state_id.id,
                lookup.zip,
                lookup.company_id.id,
            )
            lookup.territory_id = claim and claim.territory
            lookup.reason = lookup._reason(claim)

    def _reason(self, claim):
        """Why it is this territory, or none."""
        if not self.country_id:
            return self.env._("Without a country there is no territory.")
        if not claim:
            return self.env._("No territory claims this place.")
        if claim.zips:
            return self.env._(
                "By its ZIP code: %s",
                self.env["crm.territory.area"]._place_text(claim, claim),
            )
        if claim.state:
            return self.env._("By its state: no territory claims the ZIP code.")
        return self.env._("By its country: no territory claims the ZIP code or state.")
