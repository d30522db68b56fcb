"""Black box over HTTP: who gets which file, and that no other door leads to it."""

import json

from odoo.fields import Command
from odoo.http import Request
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from .material_case import MaterialCase

OLD, NEW = b"%PDF-1.4 prices of 2025", b"%PDF-1.4 prices of 2026, secret"
LIST = "Prices of pumps"
MODELS = (
    "sales.kpi.material",
    "sales.kpi.material.version",
    "sales.kpi.material.download",
)


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
        rows = self.env["sales.kpi.material.download"].search([])
        return {(r.version_id.number, r.partner_id.name[-1]): r.downloads for r in rows}


@tagged("post_install", "-at_install")
class TestPortalMaterial(PortalMaterialCase):
    def test_page_shows_what_is_meant_for_the_company(self):
        for user in (self.contact, self.colleague_of_a):
            self.login(user)
            text = self.page()
            for name in (LIST, "Quotation of Miller", "Miller Ltd"):
                self.assertIn(name, text)
            self.assertNotIn("Prices of valves", text)
        self.login(self.rival)
        text = self.page()
        self.assertIn("Prices of valves", text)
        for name in (LIST, "Miller"):
            self.assertNotIn(name, text)

    def test_page_is_empty_for_who_is_no_partner(self):
        for user in (self.seller, self.user("nobody_portal", "base.group_portal")):
            self.login(user)
            self.assertNotIn("Prices", self.page())

    def test_search_and_line(self):
        self.material("Terms")
        self.login(self.contact)
        self.assertNotIn(LIST, self.page("?search=terms"))
        self.assertIn(LIST, self.page(f"?search=PUMPS&line={self.pumps.id}"))
        self.assertNotIn("Miller", self.page("?search=valves"))
        for garbage in ("?line=abc", "?line=99999999999", "?search=%25%27%3Cb%3E"):
            self.page(garbage)

    def test_what_was_typed_is_shown_as_text(self):
        self.material("<script>alert(1)</script>", description="<img src=x>")
        self.login(self.contact)
        text = self.page("?search=%3Cscript%3E")
        self.assertNotIn("<script>alert(1)", text)
        self.assertNotIn("<img src=x>", text)

    def test_the_valid_version_is_handed_out(self):
        self.login(self.contact)
        response = self.get(self.new._portal_url())
        self.assertEqual((response.status_code, response.content), (200, NEW))
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertIn("prices.pdf", response.headers["Content-Disposition"])

    def test_links_to_other_versions_lead_to_it(self):
        self.login(self.contact)
        for number in (self.old.number, 7, 0):
            response = self.get(f"/my/materials/{self.list.id}/{number}")
            self.assertEqual(response.status_code, 303)
            self.assertTrue(response.headers["Location"].endswith("/2"))
            self.assertNotIn(OLD, response.content)

    def test_what_a_browser_could_run_is_saved(self):
        page = self.material("Page")
        page.version_ids = [
            Command.create(self.version(b"<html><script>1</script>", "a.html"))
        ]
        self.login(self.contact)
        response = self.get(page.current_version_id._portal_url())
        self.assertTrue(
            response.headers["Content-Disposition"].startswith("attachment")
        )
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_downloads_count_once_and_only_they(self):
        url = self.new._portal_url()
        self.login(self.rival)
        self.get(url)
        self.login(self.seller)
        self.get(url)
        self.login(self.contact)
        self.get(self.old._portal_url())
        self.url_open(url, method="HEAD")
        self.page()
        self.assertFalse(self.counted())
        self.get(url)
        self.login(self.colleague_of_a)
        self.get(url)
        self.assertEqual(self.counted(), {(2, "A"): 2})

    def test_only_get(self):
        self.login(self.contact)
        with mute_logger("odoo.http"):
            response = self.url_open(self.new._portal_url(), data={"a": 1})
        self.assertEqual(response.status_code, 405)


@tagged("post_install", "-at_install")
class TestPortalMaterialDoors(PortalMaterialCase):
    """Everybody tries every door; only the page's own links open, to the own company."""

    def strangers(self):
        return (self.rival, self.seller, self.user("other_portal", "base.group_portal"))

    def test_foreign_and_missing_materials_look_the_same(self):
        answers = set()
        for user in self.strangers():
            self.login(user)
            for material_id in (self.list.id, self.quotation.id, 2**31 + 5):
                response = self.get(f"/my/materials/{material_id}/1")
                answers.add((response.status_code, response.headers["Location"]))
                self.assertNotIn(b"prices", response.content)
        self.assertEqual(len(answers), 1, answers)

    def test_public_has_to_sign_in(self):
        self.login(None)
        for url in ("/my/materials", self.new._portal_url()):
            response = self.get(url)
            self.assertEqual(response.status_code, 303)
            self.assertIn("/web/login", response.headers["Location"])

    def test_lead_materials_end_with_the_lead(self):
        """Closed in March, the access of 30 days is over today."""
        url = self.quotation.current_version_id._portal_url()
        self.login(self.contact)
        self.assertEqual(self.get(url).status_code, 200)
        with self.at("2026-03-10 12:00"):
            self.deal.action_set_lost()
        self.assertEqual(self.get(url).status_code, 303)
        self.assertNotIn("Miller", self.page())

    def test_lead_materials_end_when_it_is_taken_back(self):
        self.deal.action_reclaim("silent")
        self.env.flush_all()
        self.login(self.contact)
        url = self.quotation.current_version_id._portal_url()
        self.assertEqual(self.get(url).status_code, 303)

    def test_expired_materials_are_gone(self):
        self.list.version_ids.write({"valid_to": "2026-03-01"})
        self.env.flush_all()
        self.login(self.contact)
        self.assertEqual(self.get(self.new._portal_url()).status_code, 303)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_binary")
    def test_files_are_not_reached_by_web_content(self):
        versions = self.old | self.new | self.quotation.version_ids
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", versions._name),
                ("res_field", "=", "content"),
                ("res_id", "in", versions.ids),
            ]
        )
        self.assertEqual(len(attachments), 3)
        urls = [
            f"/web/{route}/{path}"
            for route in ("content", "image")
            for path in (
                *(f"{versions._name}/{version.id}/content" for version in versions),
                *map(str, attachments.ids),
                f"{attachments[0].id}?access_token=a",
                f"{attachments[0].id}-{attachments[0].checksum}",
                f"?model={versions._name}&id={self.new.id}&field=content",
            )
        ]
        for user in (None, self.contact, self.rival):
            self.login(user)
            for url in urls:
                response = self.get(url)
                self.assertNotIn(b"prices", response.content, url)
                self.assertNotIn(b"%PDF", response.content, url)

    @mute_logger("odoo.http")
    def test_nothing_is_reached_by_remote_calls(self):
        self.get_as(self.contact, self.new._portal_url())  # a counter exists
        for user in (self.contact, self.rival):
            self.login(user)
            for model in MODELS:
                one = self.env[model].search([], limit=1)
                for method, args in (
                    ("search_read", [[], ["id"]]),
                    ("web_search_read", [[], {"id": {}}]),
                    ("read", [one.ids, ["id"]]),
                    ("web_read", [one.ids, {"display_name": {}}]),
                    ("name_search", [""]),
                    ("search_count", [[]]),
                    ("formatted_read_group", [[], [], ["__count"]]),
                    ("export_data", [one.ids, ["id"]]),
                    ("copy", [one.ids]),
                    ("write", [one.ids, {"name": "x"}]),
                    ("unlink", [one.ids]),
                ):
                    with self.assertRaises(JsonRpcException, msg=f"{model}.{method}"):
                        self.call(model, method, *args)

    @mute_logger("odoo.http")
    def test_private_methods_are_no_doors(self):
        self.login(self.rival)
        for model, method, args in (
            ("sales.kpi.material", "_for_partner", [self.a.id]),
            ("sales.kpi.material", "action_open_downloads", [[self.list.id]]),
            ("sales.kpi.material.version", "_portal_row", [[self.new.id]]),
            ("crm.lead.offer", "_materials", [self.deal.offer_ids.ids]),
            ("res.partner", "_personal_data", [self.a.ids]),
            ("res.partner", "_erase_personal_data", [self.a.ids]),
        ):
            try:
                answer = self.call(model, method, *args)
            except JsonRpcException:
                continue
            self.assertNotIn(LIST, json.dumps(answer), method)
            self.assertNotIn("prices", json.dumps(answer), method)

    @mute_logger("odoo.http")
    def test_nothing_is_guessed_by_conditions(self):
        """Neither attachments nor offers are searched by what a material says."""
        self.login(self.contact)
        found = self.call(
            "ir.attachment", "search_read", [["res_field", "!=", False]], ["res_model"]
        )
        self.assertFalse({row["res_model"] for row in found} & set(MODELS))
        for model, path in (
            ("crm.lead.offer", "lead_id.material_ids.name"),
            ("crm.lead", "material_ids.name"),
        ):
            with self.assertRaises(JsonRpcException):
                self.call(model, "search_count", [[path, "ilike", "a"]])

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_nothing_is_exported(self):
        self.login(self.contact)
        for kind in ("xlsx", "csv"):
            data = {
                "model": "sales.kpi.material",
                "fields": [{"name": "name", "label": "Name"}],
                "ids": [self.list.id],
                "domain": [],
                "import_compat": False,
            }
            response = self.url_open(
                f"/web/export/{kind}",
                data={"data": json.dumps(data), "csrf_token": self.token()},
            )
            self.assertGreaterEqual(response.status_code, 400)
            self.assertNotIn(LIST.encode(), response.content)

    def call(self, model, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": {}},
        )

    def get_as(self, user, url):
        self.login(user)
        return self.get(url)

    def token(self):
        return Request.csrf_token(self)
