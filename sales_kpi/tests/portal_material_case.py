"""Materials over HTTP: two partners, a file that is for one of them, one of a lead."""

from odoo.tests import HttpCase

from .material_case import MaterialCase

OLD, NEW = b"%PDF-1.4 prices of 2025", b"%PDF-1.4 prices of 2026, secret"
LIST = "Prices of pumps"


class PortalMaterialCase(HttpCase, MaterialCase):
    """Pumps are for A and his contacts, valves for B; A has a lead with a quotation."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague_of_a = cls.user("material_a_too", "base.group_portal")
        cls.colleague_of_a.partner_id.parent_id = cls.a
        cls.list = cls.material(LIST, OLD, NEW, categ_ids=cls.pumps.ids)
        cls.old, cls.new = cls.list.version_ids.sorted("number")
        cls.theirs = cls.material("Prices of valves", categ_ids=cls.valves.ids)

    def setUp(self):
        super().setUp()
        self.deal = self.accepted(self.a, partner_name="Miller Ltd")
        self.quotation = self.material("Quotation of Miller", lead_id=self.deal.id)
        self.env.flush_all()

    def login(self, user):
        login = user.login if user else None
        self.authenticate(login, login and login.ljust(8, "x"))

    def get(self, url, **kwargs):
        return self.url_open(url, allow_redirects=False, **kwargs)

    def page(self, query=""):
        response = self.url_open(f"/my/materials{query}")
        self.assertEqual(response.status_code, 200)
        return response.text

    def counted(self):
        self.env.invalidate_all()
        counters = self.env["sales.kpi.material.download"]
        rows = counters.search([("material_id", "=", self.list.id)])
        return {(r.version_id.number, r.partner_id.name[-1]): r.downloads for r in rows}
