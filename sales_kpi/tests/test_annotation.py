from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .dashboard_case import DashboardCase


@tagged("post_install", "-at_install")
class TestAnnotation(DashboardCase):
    """A campaign, a season: trends and products show what moved the figures."""

    def mark(self, name, first, last, **values):
        return self.env["sales.kpi.annotation"].create(
            {
                "name": name,
                "date_from": first,
                "date_to": last,
                "company_id": self.company.id,
                **values,
            }
        )

    def marks(self, **options):
        return [mark["name"] for mark in self.data(**options)["trend"]["annotations"]]

    def test_trend_shows_what_overlaps_it(self):
        """The trend of this year begins in January and ends in March."""
        self.mark("Old", "2020-01-01", "2020-12-31")
        self.mark("Fair", "2026-02-10", "2026-02-12")
        self.mark("Winter", "2025-12-01", "2026-01-01")
        self.mark("Summer", "2027-06-01", "2027-08-31")
        self.assertEqual(self.marks(period="this_year"), ["Winter", "Fair"])

    def test_of_a_team(self):
        south = self.team("South")
        self.mark("South only", "2026-02-01", "2026-02-28", team_ids=south.ids)
        self.mark("North only", "2026-02-01", "2026-02-28", team_ids=self.north.ids)
        self.mark("Everybody", "2026-02-01", "2026-02-28")
        scope = [["team_id", self.north.id]]
        self.assertEqual(
            self.marks(period="this_year", scope=scope), ["North only", "Everybody"]
        )
        self.assertEqual(len(self.marks(period="this_year")), 3)

    def test_of_another_company(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.mark("Theirs", "2026-02-01", "2026-02-28", company_id=other.id)
        self.mark("All", "2026-02-01", "2026-02-28", company_id=False)
        self.assertEqual(self.marks(period="this_year"), ["All"])

    def test_it_lasts_a_day_unless_told_otherwise(self):
        with Form(self.env["sales.kpi.annotation"]) as form:
            form.name = "Fair"
            form.date_from = "2026-02-10"
        self.assertEqual(form.record.date_to, date(2026, 2, 10))

    def test_it_cannot_end_before_it_begins(self):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.mark("Backwards", "2026-02-10", "2026-02-09")

    def test_products_it_concerns(self):
        shelves = self.env["product.category"].create({"name": "Shelves"})
        small = self.env["product.category"].create(
            {"name": "Small", "parent_id": shelves.id}
        )
        shelf = self.product("Shelf", categ_id=small.id)
        table = self.product("Table")
        every = self.mark("All", "2026-01-01", "2026-01-31")
        category = self.mark(
            "Shelves", "2026-01-01", "2026-01-31", categ_ids=shelves.ids
        )
        single = self.mark("Table", "2026-01-01", "2026-01-31", product_ids=table.ids)
        self.assertEqual(
            [mark._concerns(shelf) for mark in (every, category, single)],
            [True, True, False],
        )
        self.assertEqual(
            [mark._concerns(table) for mark in (every, category, single)],
            [True, False, True],
        )

    def test_product_performance_names_them(self):
        table, chair = self.product("Table"), self.product("Chair")
        with self.at("2026-01-10"):
            self.order((table, 1, 10), (chair, 1, 10)).action_confirm()
        self.refresh("2026-02-01")
        fair = self.mark("Fair", "2026-01-31", "2026-02-12", product_ids=table.ids)
        self.mark("Late", "2026-02-01", "2026-02-12")
        report = self.env["sales.kpi.product"].create(
            {"date_from": "2026-01-01", "date_to": "2026-01-31"}
        )
        report.action_show()
        found = {line.product_id: line.annotation_ids for line in report.line_ids}
        self.assertEqual(found[table], fair)
        self.assertFalse(found[chair])

    def test_salespeople_read_leaders_write(self):
        mark = self.mark("Fair", "2026-02-10", "2026-02-12")
        seller = self.user("mark_seller")
        leader = self.user("mark_leader", "sales_team.group_sale_salesman_all_leads")
        self.assertEqual(mark.with_user(seller).name, "Fair")
        with self.assertRaises(AccessError):
            mark.with_user(seller).name = "Mine"
        mark.with_user(leader).write(
            {"name": "Trade fair", "team_ids": [Command.link(self.north.id)]}
        )
        self.assertEqual(mark.name, "Trade fair")
