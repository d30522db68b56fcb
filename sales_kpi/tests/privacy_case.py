"""Two large teams and a small one, for the tests of decision 33."""

from odoo.tests import new_test_user

from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"
JANUARY = ("2026-01-01", "2026-01-31")
NOW = "2026-02-20 12:00"


class PrivacyCase(SalesKpiCase):
    """North and East have five people, each contacts one lead in January; South one.

    Lea leads North and South without being a member.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.members = [cls.user(f"kpi_member_{number}") for number in range(11)]
        cls.lea = cls.user("kpi_lea")
        cls.boss = cls.user("kpi_boss", groups=MANAGER)
        cls.plain = new_test_user(cls.env, "kpi_plain", groups="base.group_user")
        cls.portal = new_test_user(cls.env, "kpi_portal", groups="base.group_portal")
        users = cls.env["res.users"].union
        cls.north = cls.team("North", users(*cls.members[:5]), user_id=cls.lea.id)
        cls.east = cls.team("East", users(*cls.members[5:10]), user_id=False)
        cls.south = cls.team("South", cls.members[10], user_id=cls.lea.id)
        cls.anna, cls.sam = cls.members[0], cls.members[10]
        cls.env["sales.kpi"].create(
            {
                "name": "Contacts",
                "code": "contacts",
                "unit": "count",
                "formula": "lead_contacted.count",
            }
        )

    def setUp(self):
        super().setUp()
        for person in self.members[:10]:
            self.contacted(person)
        self.refresh(NOW)

    def contacted(self, person, team=None):
        team = team or person.crm_team_ids
        with self.at("2026-01-05 09:00"):
            lead = self.lead(team_id=team.id, user_id=person.id)
        with self.at("2026-01-05 10:00"):
            self.env["sales.kpi.journal"]._record_contact(lead.ids)
        return lead

    def works(self, person, team):
        self.contacted(person, team)
        self.refresh(NOW)

    def show_persons(self):
        self.company.write(
            {"kpi_show_persons": True, "kpi_persons_agreement": "Agreement 1"}
        )

    def env_of(self, user):
        return self.env(
            user=user,
            su=False,
            context={"allowed_company_ids": self.company.ids},
        )

    def person(self, *people):
        return [("user_id", "in", [person.id for person in people])]

    def figures(self, user, domain=None, groupby=None, code="contacts", days=JANUARY):
        """``{group or None: value}`` of one KPI as a user gets it from evaluate."""
        with self.at(NOW):
            rows = self.env_of(user)["sales.kpi"].evaluate(
                [code], *days, None, groupby, domain
            )["rows"]
        return {
            row["group"] and row["group"][0]: row["values"][code]["value"]
            for row in rows
        }

    def figure(self, user, domain=None, **options):
        return self.figures(user, domain, **options)[None]
