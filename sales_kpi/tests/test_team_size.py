from datetime import date

from odoo.tests import tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestTeamSize(SalesKpiCase):
    """Protected facts name a team of at least five people, and only such a team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["res.users"].union(
            *(cls.user(f"kpi_person_{number}") for number in range(5))
        )
        cls.north = cls.team("North", cls.people[:4])

    def setUp(self):
        super().setUp()
        with self.at("2026-01-05 09:00"):
            self.contacted = self.lead(team_id=self.north.id, user_id=self.people[0].id)
        with self.at("2026-01-05 10:00"):
            self.env["sales.kpi.journal"]._record_contact(self.contacted.ids)
        self.refresh()
        self.env.cr.execute("DELETE FROM sales_kpi_dirty")

    def named(self):
        """How often public and own half name the team."""
        self.assertVerified()
        public = self.facts("lead_contacted", team_id=self.north).count
        own = self.facts("lead_contacted_own", team_id=self.north).count
        return public, own

    def join(self):
        return self.env["crm.team.member"].create(
            {"crm_team_id": self.north.id, "user_id": self.people[4].id}
        )

    def queued(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT DISTINCT source, ref FROM sales_kpi_dirty")
        return self.env.cr.fetchall()

    def test_the_fifth_person(self):
        self.assertEqual(self.named(), (0, 1))
        membership = self.join()
        self.assertEqual(self.queued(), [("lead", self.contacted.id)])
        self.assertEqual(self.named(), (1, 1))
        membership.action_archive()
        self.assertEqual(self.named(), (0, 1))
        membership.action_unarchive()
        self.assertEqual(self.named(), (1, 1))
        membership.unlink()
        self.assertEqual(self.named(), (0, 1))

    def test_a_person_who_leaves_the_company(self):
        self.join()
        self.assertEqual(self.named(), (1, 1))
        self.people[3].action_archive()
        self.assertEqual(self.named(), (0, 1))

    def test_a_deactivated_user(self):
        self.join()
        self.named()
        self.people[3].active = False
        self.assertEqual(self.named(), (0, 1))

    def test_a_deleted_user(self):
        self.join()
        self.named()
        self.people[3].unlink()
        self.assertEqual(self.named(), (0, 1))

    def test_a_member_who_changes_the_team(self):
        south = self.team("South")
        membership = self.join()
        self.named()
        membership.crm_team_id = south
        self.assertEqual(self.named(), (0, 1))

    def test_a_new_member_of_a_small_team_queues_nothing(self):
        somebody = self.user("kpi_person_6")
        self.named()
        self.team("South", somebody)
        somebody.write({"active": False})
        self.assertEqual(self.queued(), [])

    def test_closed_months_are_not_corrected(self):
        self.join()
        self.named()
        with self.at("2026-02-16"):
            self.company._kpi_close_until(date(2026, 1, 31))
        self.people[3].active = False
        self.assertEqual(self.queued(), [])
        self.env["crm.lead"]._kpi_mark(self.contacted.ids)
        self.assertEqual(self.named(), (1, 1))
        self.assertEqual(
            self.env["sales.kpi.fact"].search_count([("correction", "=", True)]), 0
        )
