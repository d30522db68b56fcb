from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.territory import Claim, TerritoryMap
from ..engine.zip_code import ZipError, ZipRange, normal_zip, parse_zips

DE, AT, GB = 1, 2, 3
CODES = {DE: "DE", AT: "AT", GB: "GB"}
BAVARIA = 7
steady = settings(max_examples=150, derandomize=True, deadline=None, database=None)


def claims(number, zips=None, country=DE, **values):
    """The claims of a territory; ``zips`` as a user types them."""
    return [
        Claim(path=values.pop("path", (number,)), country=country, zips=one, **values)
        for one in (parse_zips(zips, CODES[country]) if zips else (None,))
    ]


def territory(found):
    return found and found.territory


@tagged("post_install", "-at_install")
class TestZipCodes(BaseCase):
    def assertRefused(self, text, reason, country="DE"):
        with self.assertRaises(ZipError) as caught:
            parse_zips(text, country)
        self.assertEqual(caught.exception.reason, reason)

    def test_codes_are_read_as_people_write_them(self):
        for text in ("80331", " 80331 ", "D-80331", "D 80331", "DE-80331"):
            self.assertEqual(normal_zip(text, "DE"), "80331")
        self.assertEqual(normal_zip("CH-8001", "CH"), "8001")
        self.assertEqual(normal_zip("A-1010", "AT"), "1010")
        self.assertEqual(normal_zip("1234 ab", "NL"), "1234AB")
        self.assertEqual(normal_zip("00-950", "PL"), "00950")
        self.assertEqual(normal_zip("", "DE"), "")
        self.assertEqual(normal_zip(False, "DE"), "")

    def test_a_leading_zero_that_a_spreadsheet_dropped_comes_back(self):
        self.assertEqual(normal_zip("1067", "DE"), "01067")
        self.assertEqual(normal_zip("1067", "AT"), "1067")

    def test_prefixes_codes_and_ranges(self):
        self.assertEqual(
            parse_zips("7, 10-19; 20095 , 80000–81999", "DE"),
            (
                ZipRange("7", "7"),
                ZipRange("10", "19"),
                ZipRange("20095", "20095"),
                ZipRange("80000", "81999"),
            ),
        )
        self.assertEqual(parse_zips("D-80*", "DE"), (ZipRange("80", "80"),))
        self.assertEqual(parse_zips("", "DE"), ())

    def test_what_is_no_code_is_refused_with_the_reason(self):
        self.assertRefused("80, all", "unreadable", "GB")
        self.assertRefused("80-81-82", "unreadable")
        self.assertRefused("8?", "unreadable")
        self.assertRefused("-80", "unreadable")
        self.assertRefused("80-8199", "length")
        self.assertRefused("81-80", "order")
        self.assertRefused("1000AA-1000BB", "letters", "NL")
        self.assertRefused("11111", "unreadable", "GB")

    def test_british_districts_do_not_swallow_their_neighbours(self):
        """N1 is no part of N10, and N is none of NW."""
        territories = TerritoryMap(
            [*claims(1, "N1", GB), *claims(2, "N", GB), *claims(3, "SW1-SW3", GB)],
            CODES,
        )

        def find(code):
            return territory(territories.find(GB, None, code))

        self.assertEqual([find("N1 4AB"), find("n14ab"), find("N1")], [1, 1, 1])
        self.assertEqual([find("N10 1AA"), find("N101AA"), find("N2 1AA")], [2, 2, 2])
        self.assertEqual([find("NW1 1AA"), find("SW10 1AA")], [None, None])
        self.assertEqual([find("SW1A 1AA"), find("SW3 1AA")], [3, 3])

    @steady
    @given(st.integers(0, 999), st.integers(0, 999))
    def test_prefixes_cover_exactly_the_range(self, one, other):
        low, high = sorted((f"{one:03}", f"{other:03}"))
        prefixes = tuple(ZipRange(low, high).prefixes())
        for number in range(1000):
            code = f"{number:03}"
            covering = [prefix for prefix in prefixes if code.startswith(prefix)]
            self.assertEqual(len(covering), int(low <= code <= high))

    @steady
    @given(
        st.text(alphabet="0189DEN .-*–,;é", max_size=12), st.sampled_from(("DE", "GB"))
    )
    def test_any_text_is_read_or_refused(self, text, country):
        try:
            found = parse_zips(text, country)
        except ZipError as error:
            self.assertIn(error.part, text)
        else:
            for one in found:
                self.assertLessEqual(one.low, one.high)
                self.assertGreater(one.share, 0)


@tagged("post_install", "-at_install")
class TestTerritoryMap(BaseCase):
    def test_the_most_specific_wins(self):
        territories = TerritoryMap(
            [
                *claims(1),
                *claims(2, state=BAVARIA),
                *claims(3, "8"),
                *claims(4, "80-81"),
                *claims(5, "80331"),
            ],
            CODES,
        )

        def find(code, state=None):
            return territory(territories.find(DE, state, code))

        self.assertEqual(find(None), 1)
        self.assertEqual(find("20095"), 1)
        self.assertEqual(find(None, BAVARIA), 2)
        self.assertEqual(find("20095", BAVARIA), 2)
        self.assertEqual(find("82000", BAVARIA), 3)
        self.assertEqual(find("81999"), 4)
        self.assertEqual(find("80331", BAVARIA), 5)
        self.assertIsNone(territories.find(AT, None, "80331"))
        self.assertIsNone(territories.find(None, None, "80331"))

    def test_a_claim_by_state_and_code_needs_both(self):
        territories = TerritoryMap(
            [*claims(1, "8"), *claims(2, "8", state=BAVARIA)], CODES
        )
        self.assertEqual(territory(territories.find(DE, BAVARIA, "80331")), 2)
        self.assertEqual(territory(territories.find(DE, None, "80331")), 1)

    def test_companies_child_and_order_break_a_tie(self):
        common, own = claims(1, "8"), claims(2, "8", company=9)
        territories = TerritoryMap([*common, *own], CODES)
        self.assertEqual(territory(territories.find(DE, None, "80331")), 1)
        self.assertEqual(territory(territories.find(DE, None, "80331", 9)), 2)
        self.assertEqual(territory(territories.find(DE, None, "80331", 10)), 1)
        family = TerritoryMap([*claims(1, "8"), *claims(2, "8", path=(1, 2))], CODES)
        self.assertEqual(territory(family.find(DE, None, "80331")), 2)
        ordered = TerritoryMap(
            [*claims(1, "8", sequence=5), *claims(2, "8", sequence=4)], CODES
        )
        self.assertEqual(territory(ordered.find(DE, None, "80331")), 2)

    def overlapping(self, *found):
        pairs = TerritoryMap([one for part in found for one in part], CODES).overlaps()
        return {frozenset((one.territory, other.territory)) for one, other in pairs}

    def test_overlaps_are_equally_specific_claims_on_one_place(self):
        both = {frozenset((1, 2))}
        self.assertEqual(self.overlapping(claims(1), claims(2)), both)
        self.assertEqual(self.overlapping(claims(1, "80-85"), claims(2, "84-89")), both)
        self.assertEqual(self.overlapping(claims(1, "7"), claims(2, "70-79")), both)
        self.assertFalse(self.overlapping(claims(1, "80-85"), claims(2, "86-91")))
        self.assertFalse(self.overlapping(claims(1, "8"), claims(2, "80-81")))
        self.assertFalse(self.overlapping(claims(1), claims(2, country=AT)))
        self.assertFalse(self.overlapping(claims(1, "7, 70-79")))
        self.assertFalse(self.overlapping(claims(1, "7"), claims(2, "7", path=(1, 2))))
        self.assertFalse(self.overlapping(claims(1, "7"), claims(2, "7", company=9)))

    @steady
    @given(
        st.lists(
            st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from((2, 1))),
            max_size=6,
        ),
        st.integers(0, 999),
    )
    def test_the_smallest_range_that_holds_a_code_wins(self, ranges, number):
        """The map agrees with asking each claim by itself."""
        given = []
        for place, (one, other, digits) in enumerate(ranges, 1):
            low, high = sorted(str(end).zfill(2)[:digits] for end in (one, other))
            given += claims(place, f"{low}-{high}")
        code = f"{number:03}".ljust(5, "0")
        holding = [
            claim
            for claim in given
            if claim.zips.low <= code[: len(claim.zips.low)] <= claim.zips.high
        ]
        best = min(holding, key=lambda claim: claim.rank, default=None)
        self.assertEqual(TerritoryMap(given, CODES).find(DE, None, code), best)
