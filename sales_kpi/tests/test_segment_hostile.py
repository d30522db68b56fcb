"""What segments and filters by them refuse, in clear words."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .segment_case import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentHostile(SegmentCase):
    def test_what_a_condition_may_not_say(self):
        author = self.user("kpi_seg_author")
        segments = self.env["sales.kpi.segment"].with_user(author)
        for domain in (
            [("user_ids.password", "=like", "a%")],
            [("user_ids", "any", [("login", "=", "admin")])],
            [("parent_id.user_id.login", "=", "admin")],
            [("user_id.login", "=", "admin")],
            [("signup_type", "=", "x")],
            [("nothing", "=", 1)],
            [("category_id.parent_id.name", "=", "x")],
            [("category_id", "any", [("name", "=", "x")])],
            [("name", "=", ["a", ["b"]])],
            [("country_id.name", "=", "Germany")],  # differs by language
            [("display_name", "=", "Ada")],  # not stored
            [("name", "=", "x")] * 60,
            "[('name', '=', uid)]",
            "__import__('os').system('true')",
            "[" * 300,
            "[('name', '=', '" + "x" * 5000 + "')]",
            "nonsense",
        ):
            text = domain if isinstance(domain, str) else repr(domain)
            with self.subTest(domain=text[:60]), self.assertRaises(ValidationError):
                segments.create({"name": "Bad", "domain": text})

    def test_what_a_condition_may_say(self):
        germany = self.env.ref("base.de")
        self.ada.write({"country_id": germany.id, "zip": "80331"})
        for domain in (
            [("country_id", "=", germany.id)],
            [("country_id.code", "=", "DE")],
            ["&", ("zip", "=like", "8%"), "|", ("name", "ilike", "ad"), ("id", "=", 0)],
            ["!", ("country_id", "!=", germany.id), ("name", "=", "Ada")],
        ):
            with self.subTest(domain=domain):
                found = self.segment(domain)
                self.assertEqual(self.won([("segment_id", "=", found.id)]), 1000)
        tags = self.segment([("category_id", "child_of", self.vip.ids)])
        self.assertEqual(self.won([("segment_id", "=", tags.id)]), 1200)

    def test_what_a_filter_may_not_say(self):
        for condition in (
            ("segment_id", "=", "Segment"),
            ("segment_id", "=", True),
            ("segment_id", "!=", self.vips.id),
            ("segment_id", "=", False),
            ("segment_id", "in", [self.vips.id, "x"]),
            ("segment_id.user_id", "=", self.env.uid),
            ("segment_id", "any", [("name", "=", "Segment")]),
        ):
            with (
                self.subTest(condition=condition),
                self.assertRaises(UserError),
            ):
                self.won([condition])
        with self.assertRaises(UserError):
            self.won([("segment_id", "=", 2**30)])
        with self.assertRaises(ValidationError):
            self.won([], groupby="segment_id")

    def test_a_field_that_is_gone_is_named(self):
        self.env.cr.execute(
            "UPDATE sales_kpi_segment SET domain = %s WHERE id = %s",
            ("[('gone_field', '=', 1)]", self.vips.id),
        )
        self.vips.invalidate_recordset()
        with self.assertRaisesRegex(ValidationError, "gone_field"):
            self.won([("segment_id", "=", self.vips.id)])
