"""Two partners with contacts, and materials for them."""

from base64 import b64encode

from odoo.fields import Command

from .offer_case import OfferCase

PDF = b"%PDF-1.4 prices of 2026"


class MaterialCase(OfferCase):
    """Partner A is Gold and sells pumps, B is Silver and sells valves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.of_others = cls.env["sales.kpi.material"].search([])
        cls.contact, cls.rival = (
            cls.user(f"material_{partner.name[-1].lower()}", "base.group_portal")
            for partner in (cls.a, cls.b)
        )
        cls.contact.partner_id.parent_id = cls.a
        cls.rival.partner_id.parent_id = cls.b
        cls.seller = cls.user("material_seller", "sales_team.group_sale_salesman")
        cls.colleague = cls.user("material_colleague", "sales_team.group_sale_salesman")
        cls.manager = cls.user(
            "material_manager", "base.group_user,sales_kpi.group_partner_manager"
        )
        Categ = cls.env["product.category"]
        cls.machines = Categ.create({"name": "Machines"})
        cls.pumps, cls.valves = Categ.create(
            [
                {"name": name, "parent_id": cls.machines.id}
                for name in ("Pumps", "Valves")
            ]
        )
        cls.gold, cls.silver = cls.env["res.partner.grade"].create(
            [{"name": "Gold"}, {"name": "Silver"}]
        )
        cls.a.write({"grade_id": cls.gold.id, "sales_categ_ids": cls.pumps.ids})
        cls.b.write({"grade_id": cls.silver.id, "sales_categ_ids": cls.valves.ids})

    @classmethod
    def material(cls, name="Price list", *contents, **values):
        """A material with a version for each content."""
        return cls.env["sales.kpi.material"].create(
            {
                "name": name,
                "version_ids": [
                    Command.create(cls.version(content))
                    for content in contents or (PDF,)
                ],
                **values,
            }
        )

    @classmethod
    def version(cls, content=PDF, file_name="prices.pdf", **values):
        return {"content": b64encode(content), "file_name": file_name, **values}

    def names(self, partner):
        """What a partner gets, besides demo data."""
        found = self.env["sales.kpi.material"]._for_partner(partner)
        return sorted((found - self.of_others).mapped("name"))

    def accepted(self, partner, **values):
        """A lead that a partner has accepted."""
        lead = self.offered(**values)
        with self.at("2026-03-06 16:45"):
            self.offer(lead, partner)._accept(partner)
        return lead
