"""What tests of reports need: partners who have leads, and when they fell due."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields

from .offer_case import OfferCase


class FeedbackCase(OfferCase):
    """Partner A, at level Gold with 40 % discount, accepted a lead Friday 16:45."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["res.partner.grade"].create(
            {"name": "Gold", "partner_discount": 0.4}
        )
        cls.a.grade_id = cls.gold
        cls.price = cls.env["crm.lost.reason"].create({"name": "Too expensive"})

    def accepted(self, at="2026-03-06 16:45", partner=None, **values):
        """An offer that a partner accepted, made just before."""
        lead = self.offered(at, **values)
        offer = self.offer(lead, partner or self.a)
        with self.at(at):
            offer.action_accept()
        return offer

    def since_acceptance(self, offer):
        return self.kinds(offer.lead_id)[4:]

    def picked(self, number, reported=0, due="2026-03-02 09:00", partner=None):
        """Leads that a partner accepted and that fell due; some were reported."""
        due = fields.Datetime.to_datetime(due)
        accepted = due - timedelta(days=14)
        leads = self.env["crm.lead"].create(
            [
                {"name": f"Lead {index}", "team_id": self.south.id, "user_id": False}
                for index in range(number)
            ]
        )
        return self.env["crm.lead.offer"].create(
            [
                {
                    "lead_id": lead.id,
                    "partner_id": (partner or self.a).id,
                    "round": 1,
                    "wave": 1,
                    "state": "accepted",
                    "date_offered": accepted,
                    "date_accepted": accepted,
                    "date_last_word": accepted,
                    "date_feedback_due": due,
                    "date_feedback": index < reported and due,
                }
                for index, lead in enumerate(leads)
            ]
        )

    def remind(self, at):
        """Run the scheduler; return what partners were told since then."""
        Offer = self.registry["crm.lead.offer"]
        told = []

        def tell(offers, event, **_values):
            told.extend((event, offer.partner_id.name[-1]) for offer in offers)

        with (
            patch.object(Offer, "_tell", tell),
            self.at(at),
            self.enter_registry_test_mode(),
        ):
            self.env.ref("sales_kpi.ir_cron_partner_feedback").method_direct_trigger()
        return told
