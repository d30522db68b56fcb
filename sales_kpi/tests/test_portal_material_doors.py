"""Black box over HTTP: no door but the own page leads to a file of partners."""

import json

from odoo.http import Request
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .portal_material_case import LIST, PortalMaterialCase

MODELS = (
    "sales.kpi.material",
    "sales.kpi.material.version",
    "sales.kpi.material.download",
)


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
