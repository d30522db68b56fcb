"""What the tests of segments share: deals with customers, some of them VIPs."""

from odoo.fields import Command

from .golden import GoldenCase

MARCH = ("2026-03-01", "2026-03-31")
NOW = "2026-03-31 20:00"


class SegmentCase(GoldenCase):
    """Won in March: 1 000 and 200 of two VIPs, 30 of another, 4 of nobody known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kpis = cls.env["sales.kpi"]
        cls.vip = cls.env["res.partner.category"].create({"name": "VIP"})
        tagged_vip = {"category_id": [Command.set(cls.vip.ids)]}
        cls.ada = cls.partner(cls, "Ada", **tagged_vip)
        cls.bob = cls.partner(cls, "Bob", **tagged_vip)
        cls.cleo = cls.partner(cls, "Cleo")
        for partner, amount in (
            (cls.ada, 1000),
            (cls.bob, 200),
            (cls.cleo, 30),
            (cls.env["res.partner"], 4),
        ):
            cls._win(partner, amount)
        with cls.at(cls, NOW):
            cls.env["sales.kpi.fact"]._refresh_queue()
        cls.vips = cls.segment([("category_id", "in", cls.vip.ids)])

    @classmethod
    def _win(cls, partner, amount, **values):
        with cls.at(cls, "2026-03-03 09:00"):
            lead = cls.lead(
                cls, partner_id=partner.id, expected_revenue=amount, **values
            )
        with cls.at(cls, "2026-03-10 09:00"):
            lead.action_set_won()

    @classmethod
    def segment(cls, domain, **values):
        return cls.env["sales.kpi.segment"].create(
            {"name": "Segment", "domain": repr(domain), **values}
        )

    def won(self, domain, code="won_value", user=None, **options):
        kpis = self.kpis.with_user(user or self.env.user)
        with self.at(NOW):
            [row] = kpis.evaluate([code], *MARCH, domain=domain, **options)["rows"]
        return row["values"][code]["value"]
