from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.territory import TerritoryMap

#: Writing one of these may give places to another territory.
CLAIM_FIELDS = frozenset({"active", "company_id", "parent_id", "sequence"})
MAP_CACHE = "sales_kpi.territory_map"


class CrmTerritory(models.Model):
    """A sales territory: the places that it claims, and its place in a hierarchy.

    A place belongs to the territory with the most specific claim on it
    (``engine/territory.py``). Leads and customers get theirs from their address.
    """

    _name = "crm.territory"
    _description = "Sales territory"
    _inherit = ["sales.kpi.dimension"]
    _order = "sequence, name, id"
    _parent_store = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="Decides between territories with equally specific claims."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        help="Empty: for the leads and customers of all companies. Otherwise only for "
        "those that belong to this company.",
    )
    parent_id = fields.Many2one(
        "crm.territory",
        "Part of",
        ondelete="restrict",
        index=True,
        domain="[('id', '!=', id), ('company_id', 'in', (False, company_id))]",
        help="Figures of a territory can be shown with all that are part of it.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("crm.territory", "parent_id", "Parts")
    area_ids = fields.One2many(
        "crm.territory.area", "territory_id", "Places", copy=True
    )
    places = fields.Char("Claimed places", compute="_compute_places")
    overlap_ids = fields.Many2many(
        "crm.territory",
        string="Overlaps with",
        compute="_compute_overlap_ids",
        search="_search_overlap_ids",
        help="Territories that claim the same place by an equally specific rule.",
    )
    overlap_text = fields.Char("Overlap", compute="_compute_overlap_ids")

    @api.depends("area_ids.display_name")
    def _compute_places(self):
        for territory in self:
            territory.places = "; ".join(territory.area_ids.mapped("display_name"))

    @api.depends("area_ids.zips", "area_ids.country_id", "area_ids.state_id")
    @api.depends_context("lang")
    def _compute_overlap_ids(self):
        overlaps = self._overlaps()
        for territory in self:
            rivals = overlaps.get(territory._origin.id, {})
            territory.overlap_ids = [*rivals]
            territory.overlap_text = "; ".join(
                f"{rival.name}: {', '.join(sorted(rivals[rival.id]))}"
                for rival in self.browse(rivals)
            )

    @api.model
    def _search_overlap_ids(self, operator, value):
        """Only whether there are any: ``('overlap_ids', '!=', False)``."""
        if operator not in ("in", "not in") or set(value) != {False}:
            return NotImplemented
        given = Domain("id", "in", [*self._overlaps()])
        return given if operator == "not in" else ~given

    @api.model
    def _overlaps(self):
        """The contended places, ``{territory id: {rival's id: {place}}}``."""
        found = {}
        areas = self.env["crm.territory.area"]
        for one, other in self._map().overlaps():
            place = areas._place_text(one, other)
            for mine, theirs in ((one, other), (other, one)):
                rivals = found.setdefault(mine.territory, {})
                rivals.setdefault(theirs.territory, set()).add(place)
        return found

    @api.model
    def _map(self):
        """Who claims what, as known in this transaction."""
        if MAP_CACHE not in self.env.cr.cache:
            # sudo: who gets a lead does not depend on who may see the territory
            areas = self.env["crm.territory.area"].sudo()
            self.env.cr.cache[MAP_CACHE] = TerritoryMap(*areas._claims())
        return self.env.cr.cache[MAP_CACHE]

    @api.model
    def _claims_changed(self):
        """Forget who claims what; leads and customers follow by the scheduled action."""
        self.env.cr.cache.pop(MAP_CACHE, None)
        self.invalidate_model(["overlap_ids", "overlap_text"])
        self.env.ref("sales_kpi.ir_cron_territory")._trigger()

    @api.model_create_multi
    def create(self, vals_list):
        territories = super().create(vals_list)
        self._claims_changed()
        return territories

    def write(self, vals):
        result = super().write(vals)
        if CLAIM_FIELDS & vals.keys():
            self._claims_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self._claims_changed()
        return result

    def copy_data(self, default=None):
        """The places of a copy are for the user to change: both overlap until then."""
        return [
            {**data, "name": self.env._("%s (copy)", territory.name)}
            if not (default or {}).get("name")
            else data
            for territory, data in zip(self, super().copy_data(default), strict=True)
        ]
