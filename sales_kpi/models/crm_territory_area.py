from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.territory import Claim
from ..engine.zip_code import ZipError, parse_zips


class CrmTerritoryArea(models.Model):
    """Places that a territory claims: a country, or a state or ZIP codes of it."""

    _name = "crm.territory.area"
    _description = "Place of a sales territory"
    _order = "territory_id, country_id, state_id, id"

    territory_id = fields.Many2one(
        "crm.territory", required=True, ondelete="cascade", index=True
    )
    country_id = fields.Many2one("res.country", required=True)
    state_id = fields.Many2one(
        "res.country.state",
        domain="[('country_id', '=', country_id)]",
        help="Empty: the whole country.",
    )
    zips = fields.Char(
        "ZIP codes",
        help="Codes, how they begin, and ranges, separated by commas: "
        "7, 10-19, 20095, 80000-81999. British ones: N, SW1, EC1-EC4. "
        "Empty: all of the state or country.",
    )

    @api.depends("country_id.code", "state_id.name", "zips")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for area in self:
            parts = area.country_id.code, area.state_id.name, area.zips
            area.display_name = " ".join(filter(None, parts))

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.state_id.country_id != self.country_id:
            self.state_id = False

    @api.constrains("country_id", "state_id", "zips")
    def _check_place(self):
        for area in self:
            if area.state_id and area.state_id.country_id != area.country_id:
                raise ValidationError(
                    self.env._(
                        "%(state)s is not in %(country)s. Choose a state of the "
                        "country, or none.",
                        state=area.state_id.name,
                        country=area.country_id.name,
                    )
                )
            try:
                parse_zips(area.zips, area.country_id.code)
            except ZipError as error:
                raise ValidationError(area._refusal(error)) from None

    def _refusal(self, error):
        """What is wrong with the ZIP codes of this place, and how to write them."""
        sentences = {
            "length": self.env._(
                "“%s”: both ends of a range must be equally long, as in 80000-81999 or "
                "80-81. Write a single code without hyphen.",
                error.part,
            ),
            "letters": self.env._(
                "“%s”: the ends of a range may differ only in the digits at their end, "
                "as in EC1-EC4. List the codes one by one instead.",
                error.part,
            ),
            "order": self.env._(
                "“%s”: the range ends before it begins. Write the smaller code first.",
                error.part,
            ),
        }
        return sentences.get(error.reason) or self.env._(
            "“%(part)s” is no ZIP code of %(country)s. Separate codes by commas, as in "
            "7, 10-19, 20095.",
            part=error.part,
            country=self.country_id.name,
        )

    @api.model
    def _claims(self):
        """All claims of active territories, and the codes of their countries."""
        areas = self.search([("territory_id.active", "=", True)])
        codes = {country.id: country.code for country in areas.country_id}
        return [claim for area in areas for claim in area._own_claims()], codes

    def _own_claims(self):
        territory = self.territory_id
        path = tuple(int(part) for part in territory.parent_path.split("/") if part)
        for zips in parse_zips(self.zips, self.country_id.code) or (None,):
            yield Claim(
                path=path,
                country=self.country_id.id,
                state=self.state_id.id or None,
                zips=zips,
                company=territory.company_id.id or None,
                sequence=territory.sequence,
            )

    @api.model
    def _place_text(self, one, other):
        """What two claims have in common, such as “DE 80-85”."""
        country = self.env["res.country"].browse(one.country)
        state = self.env["res.country.state"].browse(one.state or ())
        words = [country.code, state.name]
        if one.zips:
            low, high = (
                max(one.zips.low, other.zips.low),
                min((one.zips.high, other.zips.high), key=lambda high: high + "~"),
            )
            words.append(low if low == high else f"{low}-{high}")
        return " ".join(filter(None, words)).replace(".", "")

    @api.model_create_multi
    def create(self, vals_list):
        areas = super().create(vals_list)
        self.env["crm.territory"]._claims_changed()
        return areas

    def write(self, vals):
        result = super().write(vals)
        self.env["crm.territory"]._claims_changed()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crm.territory"]._claims_changed()
        return result
