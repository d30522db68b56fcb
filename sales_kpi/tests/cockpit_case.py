"""What tests of the partner cockpit need: leads that partners picked, and who asks."""

from .offer_case import OfferCase

COCKPIT = "sales.partner.cockpit"
MARCH = {"period": "custom", "date_from": "2026-03-01", "date_to": "2026-03-31"}


class CockpitCase(OfferCase):
    """Monday 2 March, 9:00: leads are offered to A and B, who work from 9 to 17."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.user(
            "cockpit_manager", "base.group_user,sales_kpi.group_partner_manager"
        )

    def picked(
        self, partner, at="2026-03-02 09:30", offered="2026-03-02 09:00", **values
    ):
        """The offer of a lead that a partner accepts."""
        lead = self.offered(offered, **values)
        offer = self.offer(lead, partner)
        with self.at(at):
            offer.sudo()._accept(partner)
        return offer

    def asked_by(self, user, method, *args, at="2026-03-31 12:00"):
        self.refresh(at)
        with self.at(at):
            cockpit = self.env[COCKPIT].with_user(user)
            return getattr(cockpit.with_company(self.company), method)(*args)

    def data(self, options=None, user=None, **values):
        return self.asked_by(
            user or self.manager, "cockpit_data", {**MARCH, **(options or {})}, **values
        )

    def row(self, data, partner):
        [row] = [row for row in data["partners"] if row["id"] == partner.id]
        return row
