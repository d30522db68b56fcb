from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestOfferMatched(SalesKpiCase):
    """The matching chooses who gets an offer: those who fit, and each once."""

    def test_only_partners_that_fit_are_asked(self):
        line, other = self.env["product.category"].create(
            [{"name": "Pumps"}, {"name": "Doors"}]
        )
        fits, full, elsewhere = (
            self.partner(name, is_sales_partner=True, sales_categ_ids=categ.ids)
            for name, categ in (("Fits", line), ("Paused", line), ("Doors", other))
        )
        full.sales_paused = True
        team = self.team("Partners", partner_routing="manual", wave_hours=4)
        lead = self.lead(
            team_id=team.id, required_categ_ids=line.ids, name="Needs a pump"
        )
        known = fits | full | elsewhere
        lead.action_offer_to_partners()
        self.assertEqual(lead.offer_ids.partner_id & known, fits)
        offer = lead.offer_ids.filtered(lambda offer: offer.partner_id == fits)
        offer.action_decline("No")
        self.assertEqual(offer.state, "declined")
        self.assertEqual(
            len(lead.offer_ids.filtered(lambda o: o.partner_id == fits)), 1
        )
