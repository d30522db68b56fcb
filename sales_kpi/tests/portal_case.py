"""What tests of the partner portal need: who knocks at the door, and what is secret."""

from odoo.http import Request
from odoo.tests import HttpCase
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .offer_case import OfferCase

#: What only the partner learns who accepted the lead; the words occur nowhere else.
SECRETS = {
    "name": "Heatpump for Quastelmayr",
    "partner_name": "Zwickelbrau Ltd",
    "contact_name": "Korbinian Quastelmayr",
    "function": "Obermaltmeister",
    "email_from": "korbinian@zwickelbrau.example",
    "phone": "+49 8031 777123",
    "street": "Hopfengasse 99",
    "city": "Unterzwickling",
    "zip": "83917",
    "website": "https://zwickelbrau.example",
    "description": "<p>Wants Malzdarre</p>",
    "partner_dossier": "<p>Ask for Weizenbock</p>",
}
#: Who reports what is refused.
LOGGERS = ("odoo.http", "odoo.addons.web.controllers.export")
#: Words by which each of these is recognized in a page.
WORDS = (
    "Quastelmayr",
    "wickelbrau",
    "Obermaltmeister",
    "777123",
    "Hopfengasse",
    "Unterzwickling",
    "83917",
    "Malzdarre",
    "Weizenbock",
    "Gerstenkorn",  # in a message and an attachment of the lead
)


class PortalCase(HttpCase, OfferCase):
    """A lead is on offer to the partners A and B since a moment ago."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        portal = "base.group_portal"
        cls.user_a = cls.user("portal_a", portal, name="Partner A", partner_id=cls.a.id)
        cls.contact_a = cls.user("contact_a", portal, name="Contact of A")
        cls.contact_b = cls.user("contact_b", portal, name="Contact of B")
        cls.outsider = cls.user("portal_outsider", portal)
        cls.seller = cls.user("portal_seller")
        cls.contact_a.partner_id.parent_id = cls.a
        cls.contact_b.partner_id.parent_id = cls.b
        cls.on_offer = cls._on_offer(**SECRETS)
        cls.offer_a, cls.offer_b = cls.on_offer.offer_ids.sorted("partner_id")
        cls.on_offer.message_post(body="Gerstenkorn")
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": "Gerstenkorn.txt",
                "raw": b"Gerstenkorn",
                "res_model": "crm.lead",
                "res_id": cls.on_offer.id,
            }
        )

    @classmethod
    def _on_offer(cls, **values):
        lead = cls.env["crm.lead"].create(
            {
                "name": "Lead",
                "type": "opportunity",
                "company_id": cls.company.id,
                "team_id": cls.south.id,
                "user_id": False,
                **values,
            }
        )
        lead.action_offer_to_partners()
        return lead

    def become(self, user):
        """Sign in, or be anybody: None."""
        self.authenticate(user and user.login, user and user.login)

    def get(self, path, **options):
        self.env.flush_all()
        with mute_logger(*LOGGERS):
            answer = self.url_open(path, **options)
        self.env.invalidate_all()
        return answer

    def post(self, path, follow=False, csrf=True, **values):
        """Send a form, by default with its token and without following the redirect."""
        if csrf:
            values["csrf_token"] = Request.csrf_token(self)
        # something must be in it, otherwise it would be no POST
        values.setdefault("tap", "1")
        return self.get(path, data=values, allow_redirects=follow)

    def call(self, model, method, *args, **kwargs):
        """Call a method over the network; an error is returned as its words."""
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.rpc("/web/dataset/call_kw", params)

    def rpc(self, route, params):
        self.env.flush_all()
        try:
            with mute_logger(*LOGGERS):
                return self.make_jsonrpc_request(route, params)
        except JsonRpcException as error:
            return f"refused: {error}"
        finally:
            self.env.invalidate_all()

    def accepted(self):
        """A has the lead."""
        self.offer_a.with_user(self.contact_a).action_accept()
        self.env.cr.flush()

    def state(self):
        """All that a visitor could change."""
        self.env.cr.flush()  # what is tracked becomes a message
        self.env.invalidate_all()
        lead, offers = self.on_offer, self.on_offer.offer_ids.sorted("id")
        return (
            lead.read(
                ["routing_state", "sales_partner_id", "won_status", "write_date"]
            ),
            offers.read(
                ["state", "date_contacted", "feedback_status", "date_last_word"]
            ),
            len(offers.report_ids),
            len(lead.message_ids),
        )

    def assertNoSecret(self, answer):
        """Neither the page nor its source, address or headers tell who the customer is."""
        texts = [answer.text, answer.url, str(answer.headers)]
        texts += [str(earlier.headers) for earlier in answer.history]
        for text in texts:
            for word in WORDS:
                self.assertNotIn(word, text, answer.url)

    def assertTellsNothing(self, result):
        for word in WORDS:
            self.assertNotIn(word, str(result))
