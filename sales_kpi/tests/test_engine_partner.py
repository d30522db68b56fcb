"""Ranks of partners: which figures matter, and in which third one stands."""

from odoo.tests import BaseCase, tagged

from ..engine.partner_place import band, mean_places
from ..engine.rank_correlation import rank_correlation, ranks


@tagged("post_install", "-at_install")
class TestRankCorrelation(BaseCase):
    def test_equal_values_share_the_mean_of_their_ranks(self):
        # 5 is first, the two 7 would be second and third, 9 is fourth
        self.assertEqual(ranks([7, 5, 9, 7]), [2.5, 1.0, 4.0, 2.5])

    def test_worked_example(self):
        """Contact times and conversion of six partners, by hand.

        Ranks of the times 1 2 3 4 5 6, of the conversions 5 6 4 3 1 2; differences
        -4 -4 -1 1 4 4, squares 16 16 1 1 16 16 = 66: 1 - 6 * 66 / (6 * 35) = -0.885714.
        """
        times = [0.5, 0.8, 1.2, 3, 7, 20]
        conversions = [0.40, 0.55, 0.30, 0.25, 0.05, 0.10]
        self.assertAlmostEqual(
            rank_correlation(list(zip(times, conversions, strict=True))), -0.885714, 6
        )

    def test_ties_as_the_correlation_of_ranks(self):
        """Ranks 1 2.5 2.5 4 and 1 2 3 4: 4.5 / sqrt(4.5 * 5) = 0.948683."""
        self.assertAlmostEqual(
            rank_correlation([(1, 10), (2, 20), (2, 30), (3, 40)]), 0.948683, 6
        )

    def test_only_the_order_counts(self):
        self.assertEqual(rank_correlation([(1, 1), (2, 10), (3, 10_000)]), 1.0)
        self.assertEqual(rank_correlation([(1, 3), (2, 2), (900, 1)]), -1.0)

    def test_nothing_to_compare(self):
        for pairs in ([], [(1, 1)], [(1, 5), (2, 5), (3, 5)]):
            with self.subTest(pairs=pairs):
                self.assertIsNone(rank_correlation(pairs))


@tagged("post_install", "-at_install")
class TestPartnerPlace(BaseCase):
    UP = {"won": True, "hours": False}

    def test_six_partners_are_two_in_each_third(self):
        figures = {n: {"won": n, "hours": 10 - n} for n in range(6)}
        found = [band(n, figures, self.UP) for n in (5, 4, 3, 2, 1, 0)]
        self.assertEqual(found, ["upper"] * 2 + ["middle"] * 2 + ["lower"] * 2)

    def test_few_hours_are_better(self):
        """A: 1 h, B: 2 h, C: 3 h; the shares of better ones are 0, 1/2 and 1."""
        figures = {"A": {"hours": 1}, "B": {"hours": 2}, "C": {"hours": 3}}
        self.assertEqual(mean_places(figures, self.UP), {"A": 0.0, "B": 0.5, "C": 1.0})

    def test_a_missing_figure_is_no_bad_one(self):
        """Who is first in the one figure that he has is before who is first and last."""
        figures = {
            "A": {"won": 3},
            "B": {"won": 2, "hours": 9},
            "C": {"won": 1, "hours": 1},
        }
        # won: A 0, B 1/2, C 1; hours: C 0, B 1; means: A 0, B 3/4, C 1/2
        self.assertEqual(mean_places(figures, self.UP), {"A": 0.0, "B": 0.75, "C": 0.5})

    def test_below_five_partners_nobody_has_a_band(self):
        figures = {n: {"won": n} for n in range(4)}
        self.assertIsNone(band(3, figures, self.UP))
        figures[4] = {"won": 4}
        self.assertEqual(band(4, figures, self.UP), "upper")

    def test_who_has_no_figures_has_no_band_and_makes_none(self):
        figures = {**{n: {"won": n} for n in range(4)}, "new": {}, "other": {}}
        self.assertIsNone(band("new", figures, self.UP))
        self.assertIsNone(band(3, figures, self.UP))

    def test_all_alike_are_in_the_upper_third(self):
        figures = {n: {"won": 1} for n in range(6)}
        self.assertEqual({band(n, figures, self.UP) for n in range(6)}, {"upper"})
