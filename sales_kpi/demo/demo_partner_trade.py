"""What goes with partner sales: what partners buy, materials, holidays, ratings."""

import base64
from datetime import timedelta

from odoo.fields import Command

from . import demo_words as words
from .demo_date import date_orders
from .demo_invoice import invoice_orders

#: Customers who say how satisfied they were: so many of those whose lead was decided.
RATED = 0.5


class PartnerTrade:
    def __init__(self, desk):
        self.desk = desk
        self.env = desk.env
        self.now = desk.now
        self.dice = desk.dice
        self.demo = desk.demo

    def run(self):
        self.order()
        self.hand_out()
        self.rate()
        best = self.demo("res_partner_nordwerk")
        best.sales_offer_contact_ids = best.child_ids
        today = self.now.date()
        self.demo("res_partner_tirol").sales_absence_ids = [
            Command.create(
                {
                    "date_from": today - timedelta(days=3),
                    "date_to": today + timedelta(days=11),
                    "note": words.HOLIDAY,
                }
            )
        ]

    def order(self):
        """Who won a lead buys from us what he delivers, at the price of his level."""
        self.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM sales_kpi_journal")
        [last_id] = self.env.cr.fetchone()
        moments = {
            offer: at + timedelta(hours=3)
            for offer, at in self.desk.won.items()
            if at + timedelta(hours=3) < self.now
        }
        orders = self.env["sale.order"].create(
            [self.order_values(offer, at) for offer, at in moments.items()]
        )
        orders.action_confirm()
        placed = dict(zip(orders, moments.values(), strict=True))
        for order, at in placed.items():
            order.date_order = at
        self.env.flush_all()
        self.desk.date_orders(placed, last_id)
        date_orders(self.env, self.desk.partners)
        invoice_orders(self.env, self.desk.partners, self.dice)

    def order_values(self, offer, at):
        partner, lead = offer.partner_id, offer.lead_id
        products = self.desk.products(lead.required_categ_ids)
        product = self.dice.choice(list(products))
        share = lead.expected_revenue
        discount = partner.grade_id.partner_discount
        price = product.list_price * (1 - discount)
        return {
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "team_id": self.desk.team.id,
            "user_id": self.desk.petra.id,
            "client_order_ref": lead.name,
            "date_order": at,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": max(1, round(share / price)),
                        "discount": 100 * discount,
                    }
                )
            ],
        }

    def hand_out(self):
        """Materials in their versions, and a quotation for one lead."""
        Material = self.env["sales.kpi.material"]
        for kind, name, description, notes in words.MATERIALS:
            material = Material.create(
                {"name": name, "kind": kind, "description": description}
            )
            self.upload(material, notes)
            if kind == "contract":
                material.grade_ids = self.env.ref(
                    "partnership.res_partner_grade_data_gold"
                )
            self.fetch(material)
        leads = self.env["crm.lead"].concat(*self.desk.enquiries)
        held = leads.filtered(lambda lead: lead.routing_state == "accepted")
        for lead in held[-2:]:
            material = Material.create(
                {"name": words.DRAFT, "kind": "quotation", "lead_id": lead.id}
            )
            self.upload(material, (words.DRAFT_NOTE,))

    def upload(self, material, notes):
        self.env["sales.kpi.material.version"].create(
            [
                {
                    "material_id": material.id,
                    "content": base64.b64encode(pdf(material.name, note)),
                    "file_name": f"{material.name}.pdf",
                    "note": note,
                }
                for note in notes
            ]
        )

    def fetch(self, material):
        """Partners have fetched it, some of them again."""
        Download = self.env["sales.kpi.material.download"]
        for partner in self.desk.partners:
            for _time in range(self.dice.randrange(3)):
                Download._count(material.version_ids[:1], partner)

    def rate(self):
        """What customers said of the partners."""
        decided = [
            (offer, lead)
            for lead in self.desk.enquiries
            for offer in lead.offer_ids
            if offer.state == "accepted" and offer.date_closed and offer.date_contacted
        ]
        self.env["rating.rating"].create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id("crm.lead"),
                    "res_id": lead.id,
                    "rated_partner_id": offer.partner_id.id,
                    "rating": self.mark(offer),
                    "consumed": True,
                    "rated_on": min(offer.date_closed + timedelta(days=2), self.now),
                }
                for offer, lead in decided
                if self.dice.random() < RATED
            ]
        )

    def mark(self, offer):
        """Who calls soon gets the better marks."""
        best = 5 if self.desk.dealer(offer).calls_in < 2 else 4
        return max(1, best - self.dice.choice((0, 0, 0, 1, 1, 2)))


def pdf(title, text):
    """A page with two lines, as small as a PDF can be."""
    lines = f"BT /F1 20 Tf 60 760 Td ({title}) Tj 0 -40 Td /F1 12 Tf ({text}) Tj ET"
    stream = lines.encode("cp1252", "replace")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica"
        b" /Encoding /WinAnsiEncoding >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer << /Size %d /Root 1 0 R >>\n" % size
        + b"startxref\n%d\n%%%%EOF\n" % len(body)
    )
