from odoo.tests import tagged

from .portal_case import SECRETS, PortalCase


@tagged("post_install", "-at_install")
class TestPortalIsolation(PortalCase):
    """Nobody gets at a lead of others, by whatever door he tries it."""

    def setUp(self):
        super().setUp()
        self.accepted()
        self.post_doors = {
            f"/my/offers/{self.offer_a.id}/accept": {},
            f"/my/offers/{self.offer_a.id}/decline": {"note": "No"},
            f"/my/offers/pick/{self.on_offer.id}": {},
            f"/my/partner-leads/{self.offer_a.id}/contact": {"result": "reached"},
            f"/my/partner-leads/{self.offer_a.id}/feedback": {"status": "meeting"},
        }
        self.get_doors = (
            f"/my/offers/{self.offer_a.id}",
            f"/my/partner-leads/{self.offer_a.id}",
            f"/my/partner-leads/{self.offer_a.id}?access_token=1",
        )
        self.lists = (
            "/my",
            "/my/offers",
            "/my/partner-leads",
            "/my/partner-leads/closed",
            "/my/partner-leads/closed/page/99",
            "/my/partner-kpis",
            f"/my/partner-kpis?partner_id={self.a.id}",
        )

    def strangers(self):
        """All who have no business with the lead of A."""
        return self.contact_b, self.outsider, self.seller, None

    def test_both_people_of_the_partner_see_the_lead(self):
        for user in (self.user_a, self.contact_a):
            self.become(user)
            page = self.get(f"/my/partner-leads/{self.offer_a.id}")
            self.assertIn("Zwickelbrau", page.text)

    def test_pages_of_others_do_not_exist(self):
        for user in self.strangers():
            self.become(user)
            for door in self.get_doors:
                page = self.get(door)
                if user:
                    self.assertEqual(page.status_code, 404, (user.login, door))
                else:
                    self.assertIn("/web/login", page.url)
                self.assertNoSecret(page)
            for door in self.lists:
                self.assertNoSecret(self.get(door))

    def test_an_offer_that_is_none_looks_the_same(self):
        self.become(self.contact_b)
        for number in (self.offer_a.id, self.offer_a.id + 100_000, 0):
            for page in ("offers", "partner-leads"):
                self.assertEqual(self.get(f"/my/{page}/{number}").status_code, 404)
        for nonsense in ("-1", "x", f"{self.offer_a.id}%27", "1.5"):
            self.assertIn(self.get(f"/my/offers/{nonsense}").status_code, (400, 404))

    def test_own_offer_is_no_key_to_the_lead(self):
        """B was asked as well, and lost."""
        self.become(self.contact_b)
        self.assertEqual(
            self.get(f"/my/partner-leads/{self.offer_b.id}").status_code, 404
        )
        before = self.state()
        for action, values in (
            ("contact", {"result": "reached"}),
            ("feedback", {"status": "won", "value": "1"}),
        ):
            answer = self.post(
                f"/my/partner-leads/{self.offer_b.id}/{action}", **values
            )
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self.state(), before)

    def test_others_change_nothing(self):
        before = self.state()
        for user in self.strangers():
            self.become(user)
            for door, values in self.post_doors.items():
                self.assertNoSecret(self.post(door, **values, follow=True))
        self.assertEqual(self.state(), before)

    def test_opening_a_page_changes_nothing(self):
        before = self.state()
        for user in (self.contact_a, self.contact_b, self.seller):
            self.become(user)
            for door in (*self.get_doors[:2], *self.lists[1:4], *self.post_doors):
                self.get(door)
                self.get(door, method="HEAD")
        self.assertEqual(self.state(), before)

    def test_form_without_its_token_is_refused(self):
        before = self.state()
        self.become(self.contact_a)
        for door, values in self.post_doors.items():
            answer = self.post(door, csrf=False, **values)
            self.assertEqual(answer.status_code, 400)
            answer = self.post(door, csrf=False, csrf_token="0o99", **values)
            self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.state(), before)

    def test_other_sites_do_not_frame_or_keep_a_page(self):
        self.become(self.contact_a)
        for door in (*self.get_doors[:2], "/my/offers"):
            headers = self.get(door).headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "same-origin")
            self.assertIn("noindex", headers["X-Robots-Tag"])

    def test_attachments_and_messages_of_a_lead(self):
        """Not even who has the lead gets what is internal."""
        for user in (self.contact_a, *self.strangers()[:2], None):
            self.become(user)
            for door in (
                f"/web/content/{self.attachment.id}",
                f"/web/content/{self.attachment.id}?access_token=false",
                f"/web/content/crm.lead/{self.on_offer.id}/description",
                f"/web/image/crm.lead/{self.on_offer.id}/description",
                f"/mail/view?model=crm.lead&res_id={self.on_offer.id}",
                f"/odoo/crm.lead/{self.on_offer.id}",
                f"/my/leads/{self.on_offer.id}",
                f"/my/opportunity/{self.on_offer.id}",
                f"/report/html/crm.lead/{self.on_offer.id}",
                f"/report/pdf/sales_kpi.report/{self.on_offer.id}",
            ):
                self.assertNoSecret(self.get(door))
            self.assertTellsNothing(self._thread("crm.lead", self.on_offer))
            self.assertTellsNothing(self._thread("crm.lead.offer", self.offer_a))

    def _thread(self, model, record):
        found = []
        for route, params in (
            ("/mail/thread/messages", {"thread_model": model, "thread_id": record.id}),
            ("/discuss/search", {"term": "Gerstenkorn"}),
            ("/mail/chatter_fetch", {"thread_model": model, "thread_id": record.id}),
            ("/portal/chatter_init", {"thread_model": model, "thread_id": record.id}),
        ):
            found.append(self.rpc(route, params))
        return found

    def test_records_by_rpc(self):
        """Who is no employee reads offers of his company, and nothing of leads."""
        for user in (self.contact_a, self.contact_b, self.outsider):
            self.become(user)
            for model, domain in (
                ("crm.lead", [("partner_name", "ilike", "Zwickel")]),
                ("crm.lead.offer.report", []),
                ("crm.lead.offer.notice", []),
                ("sales.kpi.fact", []),
                ("sales.kpi.journal", [("lead_id", "=", self.on_offer.id)]),
                ("sales.kpi.report", []),
                ("sales.kpi.dirty", []),
                ("mail.message", [("model", "=like", "crm.lead%")]),
                ("ir.attachment", [("name", "ilike", "Gerstenkorn")]),
                ("mail.mail", []),
                ("crm.team", [("id", "=", self.south.id)]),
                ("rating.rating", []),
            ):
                for method, more in (
                    ("search_read", {}),
                    ("name_search", {}),
                    ("formatted_read_group", {"aggregates": ["__count"]}),
                ):
                    found = self.call(model, method, domain, **more)
                    self.assertTellsNothing(found)
                    self.assertTrue(
                        _nothing(found), f"{user.login} {model}.{method}: {found}"
                    )
            for method in ("read", "export_data", "web_read", "get_partner_match"):
                args = {"export_data": [["name"]], "web_read": [{"name": {}}]}
                found = self.call(
                    "crm.lead", method, self.on_offer.ids, *args.get(method, [[]])[:1]
                )
                self.assertIn("refused", str(found), method)
                self.assertTellsNothing(found)

    def test_offers_by_rpc(self):
        """Each sees the offers of his company, and in them no word of the lead."""
        everything = [("id", "in", self.on_offer.offer_ids.ids)]
        for user, mine in (
            (self.contact_a, self.offer_a.ids),
            (self.contact_b, self.offer_b.ids),
            (self.outsider, []),
        ):
            self.become(user)
            found = self.call("crm.lead.offer", "search_read", everything)
            self.assertEqual([offer["id"] for offer in found], mine)
            self.assertTellsNothing(found)
            for offer in found:
                self.assertFalse(
                    {"lead_id", "report_ids", "customer_rating"} & {*offer}
                )
            for word in SECRETS:
                hit = self.call(
                    "crm.lead.offer", "search", [(f"lead_id.{word}", "!=", False)]
                )
                self.assertIn("refused", str(hit))
            exported = self.call(
                "crm.lead.offer", "export_data", mine, ["lead_id/partner_name"]
            )
            self.assertTellsNothing(exported)
        self.become(self.contact_b)
        for method in ("read", "export_data", "web_read"):
            args = {"read": [], "export_data": [["state"]], "web_read": [{"state": {}}]}
            found = self.call("crm.lead.offer", method, self.offer_a.ids, *args[method])
            self.assertIn("refused", str(found), method)

    def test_methods_by_rpc(self):
        """Who may not act on a page may not act behind it, and private is private."""
        before = self.state()
        offer, lead = self.offer_a.ids, self.on_offer.ids
        for user in (self.contact_b, self.outsider, self.seller):
            self.become(user)
            for model, method, *args in (
                ("crm.lead.offer", "action_accept", offer),
                ("crm.lead.offer", "action_accept_with_promise", offer),
                ("crm.lead.offer", "action_decline", offer, self.reason.id),
                ("crm.lead.offer", "action_mark_contacted", offer, "reached"),
                ("crm.lead.offer", "action_give_feedback", offer, "lost", "No"),
                ("crm.lead.offer", "write", offer, {"state": "declined"}),
                ("crm.lead.offer", "unlink", offer),
                ("crm.lead.offer", "_accept", offer, self.b.id),
                ("crm.lead.offer", "_dossier", offer),
                ("crm.lead.offer", "_teaser", offer),
                ("crm.lead.offer", "_link", offer, self.b.id),
                ("crm.lead.offer", "_from_link", "x"),
                ("crm.lead.offer", "_materials", offer),
                ("crm.lead.offer", "message_post", offer),
                ("crm.lead", "action_pick_with_promise", lead),
                ("crm.lead", "_teasers", lead),
                ("crm.lead.offer.report", "create", [{"offer_id": offer[0]}]),
                ("res.partner", "_portal_leads", self.a.ids),
                (
                    "res.partner",
                    "_partner_page",
                    self.a.ids,
                    "2026-01-01",
                    "2026-12-31",
                ),
                ("res.partner", "_tell", self.a.ids, "blocked"),
            ):
                found = self.call(model, method, *args)
                self.assertIn("refused", str(found), f"{user.login} {method}")
                self.assertTellsNothing(found)
        for user in (self.contact_a, self.contact_b, self.outsider):
            self.become(user)
            for model, method, *args in (
                ("crm.lead", "action_reclaim", lead),
                ("crm.lead", "action_hand_over", lead, self.b.id),
                ("crm.lead", "action_offer_to_partners", lead),
                ("crm.lead.offer", "action_withdraw", offer),
                ("res.partner", "action_lift_block", self.a.ids, "Please"),
                (
                    "sales.kpi",
                    "evaluate",
                    ["partner_conversion"],
                    "2026-01-01",
                    "2026-12-31",
                ),
                ("sales.kpi", "dashboard_data", {}),
                ("sales.partner.cockpit", "search_read", []),
            ):
                found = self.call(model, method, *args)
                self.assertIn("refused", str(found), f"{user.login} {method}")
                self.assertTellsNothing(found)
        self.assertEqual(self.state(), before)

    def test_export_and_public_rpc(self):
        for user in (self.contact_a, self.contact_b, None):
            self.become(user)
            for path in ("/web/export/csv", "/web/export/xlsx"):
                data = (
                    '{"model": "crm.lead", "fields": [{"name": "partner_name", '
                    '"label": "x", "type": "char"}], "ids": false, "domain": [], '
                    '"import_compat": false, "groupby": []}'
                )
                self.assertNoSecret(self.post(path, data=data, follow=True))
        self.become(None)
        for model, method in (("crm.lead", "search_read"), ("crm.lead.offer", "read")):
            found = self.call(model, method, [])
            self.assertIn("refused", str(found))


def _nothing(found):
    """Whether an answer holds no record."""
    if isinstance(found, str) and found.startswith("refused"):
        return True
    if isinstance(found, dict):
        return not found.get("records")
    if isinstance(found, list) and found and isinstance(found[0], dict):
        return all("__count" in row and not row["__count"] for row in found)
    return not found
