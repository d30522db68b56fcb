from odoo.fields import Command

from .common import SalesKpiCase


class TerritoryCase(SalesKpiCase):
    """Territories of the test company in Germany: North by 2, South by 8."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany, cls.austria = cls.env.ref("base.de"), cls.env.ref("base.at")
        cls.north, cls.south = cls.territory("North", "2"), cls.territory("South", "8")

    @classmethod
    def territory(cls, name, *zips, **values):
        """A territory that claims ZIP codes of Germany, one text per place."""
        values.setdefault("company_id", cls.company.id)
        return cls.env["crm.territory"].create(
            {
                "name": name,
                "area_ids": [
                    Command.create({"country_id": cls.germany.id, "zips": text})
                    for text in zips
                ],
                **values,
            }
        )

    def lead_at(self, zip_code, **values):
        return self.lead(country_id=self.germany.id, zip=zip_code, **values)

    def customer_at(self, zip_code, **values):
        values.setdefault("company_id", self.company.id)
        return self.partner(country_id=self.germany.id, zip=zip_code, **values)

    def claim(self, territory, zips):
        """The territory claims other places now; leads and customers follow."""
        territory.area_ids.zips = zips
        self.env["crm.territory"]._apply()
