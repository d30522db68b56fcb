from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: Tiles of who has not chosen any (decision 35), as far as they exist.
DEFAULT_TILES = (
    "revenue",
    "order_intake",
    "win_rate",
    "sales_cycle_median",
    "response_time_median",
    "pipeline_value",
    "new_leads",
)
MAXIMUM_TILES = 7


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    def dashboard_add_tile(self, code):
        """Put a KPI at the end of the user's tiles.

        A manager puts it in use in the company by the same click.

        :raise UserError: if there is no such KPI for the user, or no room for it
        """
        kpis, kpi = self._dashboard_kpis(), self._active_kpi(code)
        if kpi in kpis:
            return
        if len(kpis) >= MAXIMUM_TILES:
            raise UserError(
                self.env._(
                    "There is room for %s tiles. Remove one first.", MAXIMUM_TILES
                )
            )
        kpi._put_in_use()
        self._set_tiles([*kpis, kpi])

    @api.model
    def dashboard_remove_tile(self, code):
        """Take a KPI from the user's tiles.

        :raise UserError: if it is the last one
        """
        kpis = self._dashboard_kpis()
        kept = [kpi for kpi in kpis if kpi.code != code]
        if not kept:
            raise UserError(self.env._("One tile stays. Add another one first."))
        self._set_tiles(kept)

    @api.model
    def dashboard_move_tile(self, code, steps):
        """Move one of the user's tiles, backwards if ``steps`` are negative."""
        kpis = list(self._dashboard_kpis())
        place = next((i for i, kpi in enumerate(kpis) if kpi.code == code), None)
        if place is None:
            return
        kpi = kpis.pop(place)
        kpis.insert(min(max(place + int(steps), 0), len(kpis)), kpi)
        self._set_tiles(kpis)

    @api.model
    def dashboard_reset_tiles(self):
        """Show the default tiles again."""
        self._set_tiles([])

    @api.model
    @api.readonly
    def dashboard_free_tiles(self):
        """The active KPIs that are no tile of the user yet.

        Managers also get those that are not in use in the company.

        :return: list of ``{'code', 'name', 'category', 'is_used'}`` by category
        """
        self.env["sales.kpi.fact"].check_access("read")
        shown, used = set(self._dashboard_kpis()), self._used()
        found = self.search(Domain.TRUE) if self._may_put_in_use() else used
        categories = dict(self._fields["category"]._description_selection(self.env))
        return [
            {
                "code": kpi.code,
                "name": kpi.name,
                "category": categories[kpi.category],
                "is_used": kpi in used,
            }
            for kpi in found.sorted("category")
            if kpi not in shown
        ]

    @api.model
    def _dashboard_kpis(self):
        """The user's tiles, else the default ones, else the first KPIs in use."""
        tiles = self.env["sales.kpi.tile"].search([("user_id", "=", self.env.uid)])
        used = self._used()
        found = tiles.kpi_id & used
        found = found or used.filtered(lambda kpi: kpi.code in DEFAULT_TILES) or used
        return found[:MAXIMUM_TILES]

    @api.model
    def _set_tiles(self, kpis):
        """Make these the tiles of the user, in this order.

        :raise AccessError: for who may not see figures
        """
        self.env["sales.kpi.fact"].check_access("read")
        Tile = self.env["sales.kpi.tile"]
        Tile.search([("user_id", "=", self.env.uid)]).unlink()
        Tile.create(
            [{"kpi_id": kpi.id, "sequence": place} for place, kpi in enumerate(kpis)]
        )

    @api.model
    def _active_kpi(self, code):
        kpi = self.search([("code", "=", code)])
        if not kpi:
            raise UserError(self.env._("There is no KPI “%s”.", code))
        return kpi
