from collections import Counter
from datetime import timedelta

from odoo.tests import BaseCase

from ..demo.demo_clock import is_closed
from ..demo.demo_partner_story import SCENES, enquiries
from ..demo.demo_partner_trade import pdf
from .test_demo import DAYS


class TestDemoPartner(BaseCase):
    """What partners are offered, on whatever day the demo is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.found = {day: enquiries(day) for day in DAYS}

    def test_same_day_same_enquiries(self):
        self.assertEqual(enquiries(DAYS[0]), self.found[DAYS[0]])

    def test_two_years_up_to_these_hours(self):
        """In the order of time, on working days; and the scenes of the last days."""
        for day, found in self.found.items():
            self.assertGreater(len(found), 60, day)
            past, scenes = found[: -len(SCENES)], found[-len(SCENES) :]
            moments = [one.at for one in past]
            self.assertEqual(moments, sorted(moments), day)
            self.assertLess(moments[0], day - timedelta(days=660))
            self.assertLess(max(one.at for one in found), day)
            self.assertTrue(all(one.scene for one in scenes), day)
            self.assertFalse([one for one in past if one.scene], day)
            closed = [one for one in past if is_closed(one.at.date())]
            self.assertFalse(closed, day)

    def test_business_grows_everywhere(self):
        for day, found in self.found.items():
            year = [one for one in found if one.at > day - timedelta(days=365)]
            self.assertGreater(len(year), len(found) - len(year), day)
            self.assertGreaterEqual(len(Counter(one.place for one in found)), 8, day)

    def test_materials_are_real_files(self):
        """A page that a viewer opens: its table tells where each object begins."""
        content = pdf("Price list", "New prices")
        self.assertTrue(content.startswith(b"%PDF-1.4"))
        begins = int(content.split(b"startxref\n")[1].split(b"\n")[0])
        self.assertEqual(content[begins : begins + 4], b"xref")
        first = int(content[begins:].split(b"\n")[3].split()[0])
        self.assertEqual(content[first : first + 7], b"1 0 obj")
