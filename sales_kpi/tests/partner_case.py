"""What tests of partner KPIs need: leads that go from partner to partner."""

from .golden import GoldenCase
from .offer_case import OfferCase

#: 16 and 20 March 2026 are a Monday and a Friday.
MARCH = ("2026-03-01", "2026-03-31")
APRIL = ("2026-04-01", "2026-04-30")


class PartnerCase(OfferCase, GoldenCase):
    """The company and its partners work Monday to Friday from 8 to 18, no break."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar.attendance_ids.write({"hour_from": 8, "hour_to": 18})
        cls.company.resource_calendar_id = cls.calendar
        cls.south.night_pause = False
        cls.a, cls.b, cls.c, cls.d = cls.sellers

    def handed(self, partner, at, **values):
        """A lead that a partner got at a moment without being asked."""
        with self.at(at):
            lead = self.lead(**{"team_id": self.south.id, **values})
            lead.action_hand_over(partner)
        return lead

    def accept(self, lead, partner, at):
        with self.at(at):
            self.offer(lead, partner)._accept(partner)

    def decline(self, lead, partner, at):
        with self.at(at):
            self.offer(lead, partner)._decline(partner, self.reason)

    def reclaim(self, lead, at):
        with self.at(at):
            lead.action_reclaim("Silent")

    def report(self, leads, partner, at, status, **words):
        """What the partner tells of leads that he has, or had."""
        with self.at(at):
            for lead in leads:
                self.offer(lead, partner)._give_feedback(partner, status, **words)

    def by_partner(self, code, first, last, **options):
        """Values of a KPI by the letter of the partner."""
        found = self.figures(code, first, last, groupby="sales_partner_id", **options)
        letters = {partner.id: partner.name[-1] for partner in self.sellers}
        return {letters.get(partner): value for partner, value in found.items()}
