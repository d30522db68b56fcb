"""The page of materials in the portal, and the files that it hands out."""

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .portal_material_case import LIST, NEW, OLD, PortalMaterialCase


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
