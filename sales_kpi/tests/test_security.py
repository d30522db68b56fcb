from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"


class SecurityCase(SalesKpiCase):
    """North (Anna, Ben, Cem, Dora, Ede; led by Lea) and South (Sam), a month of work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = ("anna", "ben", "cem", "dora", "ede", "lea", "sam")
        cls.anna, cls.ben, cls.cem, cls.dora, cls.ede, cls.lea, cls.sam = (
            cls.user(f"kpi_{name}") for name in names
        )
        cls.manager = cls.user("kpi_boss", groups=MANAGER)
        north = cls.anna | cls.ben | cls.cem | cls.dora | cls.ede
        cls.north = cls.team("North", north, user_id=cls.lea.id)
        cls.south = cls.team("South", cls.sam, user_id=False)
        cls.foreign = cls.env["res.company"].create({"name": "Foreign KPI company"})

    def setUp(self):
        super().setUp()
        self.leads = {
            name: self.contacted(team, user)
            for name, team, user in (
                ("anna", self.north, self.anna),
                ("ben", self.north, self.ben),
                ("sam", self.south, self.sam),
                ("north", self.north, self.env["res.users"]),
                ("south", self.south, self.env["res.users"]),
            )
        }
        with self.at("2026-01-05 09:00"):
            self.leads["foreign"] = self.lead(company_id=self.foreign.id)
        self.refresh()

    def contacted(self, team, user):
        with self.at("2026-01-05 09:00"):
            lead = self.lead(team_id=team.id, user_id=user.id)
        with self.at("2026-01-05 10:00"):
            self.env["sales.kpi.journal"]._record_contact(lead.ids)
        return lead

    def read_as(self, user, event, model="sales.kpi.fact", **context):
        """Who owns the facts of an event that a user reads, "-" for nobody."""
        found = (
            self.env[model]
            .with_user(user)
            .with_context(allowed_company_ids=self.company.ids, **context)
            .search([("event", "=", event)])
        )
        names = {user.id: user.login.removeprefix("kpi_") for user in self.everyone()}
        # whose they are may be hidden, see test_privacy_matrix
        return sorted(names.get(fact.user_id.id, "-") for fact in found.sudo())

    def everyone(self):
        return self.anna | self.ben | self.lea | self.sam | self.manager

    def show_persons(self):
        self.company.write(
            {"kpi_show_persons": True, "kpi_persons_agreement": "Agreement 1"}
        )


@tagged("post_install", "-at_install")
class TestFactRules(SecurityCase):
    def test_a_seller_reads_the_own_results_and_what_is_nobodys(self):
        self.assertEqual(self.read_as(self.anna, "lead_created"), ["-", "anna"])
        self.assertEqual(self.read_as(self.sam, "lead_created"), ["-", "sam"])

    def test_a_leader_reads_the_team(self):
        self.assertEqual(self.read_as(self.lea, "lead_created"), ["-", "anna", "ben"])

    def test_a_manager_reads_the_company(self):
        self.assertEqual(
            self.read_as(self.manager, "lead_created"), ["-", "-", "anna", "ben", "sam"]
        )

    def test_activity_is_read_by_its_person_only(self):
        self.assertEqual(self.read_as(self.anna, "lead_contacted_own"), ["anna"])
        self.assertEqual(self.read_as(self.sam, "lead_contacted_own"), ["sam"])
        self.assertEqual(self.read_as(self.lea, "lead_contacted_own"), [])
        self.assertEqual(self.read_as(self.manager, "lead_contacted_own"), [])

    def test_activity_without_its_person_is_read_by_nobody(self):
        for user in (self.anna, self.lea, self.sam, self.manager):
            self.assertEqual(self.read_as(user, "lead_contacted"), [])

    def test_with_an_agreement_leaders_and_managers_read_persons(self):
        self.show_persons()
        self.assertEqual(self.read_as(self.anna, "lead_contacted_own"), ["-", "anna"])
        self.assertEqual(
            self.read_as(self.lea, "lead_contacted_own"), ["-", "anna", "ben"]
        )
        self.assertEqual(
            self.read_as(self.manager, "lead_contacted_own"),
            ["-", "-", "anna", "ben", "sam"],
        )

    def test_groups_obey_the_rules(self):
        facts = self.env["sales.kpi.fact"].with_user(self.anna)
        [(count,)] = facts._read_group(
            [("event", "=", "lead_created")], [], ["count:sum"]
        )
        self.assertEqual(count, 2)
        groups = facts.formatted_read_group(
            [("event", "=like", "%contacted_own")], ["user_id"], ["count:sum"]
        )
        self.assertEqual(
            [group["user_id"][0] for group in groups if group["user_id"]],
            [self.anna.id] * len([group for group in groups if group["user_id"]]),
        )

    def test_whose_a_fact_is_cannot_be_asked_through_its_origin(self):
        facts = self.env["sales.kpi.fact"].with_user(self.manager)
        for call in (
            lambda: facts.search_read([], ["source_ref"]),
            lambda: facts.search([("source_ref", "=", self.leads["anna"].id)]),
            lambda: facts._read_group([], ["source_ref"], ["__count"]),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_other_companies_are_not_read(self):
        leads = self.env["sales.kpi.fact"].with_user(self.manager).search([]).lead_id
        self.assertNotIn(self.leads["foreign"], leads)
        stranger = new_test_user(
            self.env,
            "kpi_stranger",
            groups=MANAGER,
            company_id=self.foreign.id,
            company_ids=[Command.set(self.foreign.ids)],
        )
        facts = self.env["sales.kpi.fact"].with_user(stranger)
        found = facts.with_context(allowed_company_ids=self.foreign.ids).search([])
        self.assertEqual(found.sudo().company_id, self.foreign)

    def test_the_analysis_obeys_the_same_rules(self):
        for user in (self.anna, self.lea, self.sam, self.manager):
            self.assertEqual(
                self.read_as(user, "lead_created", "sales.kpi.report"),
                self.read_as(user, "lead_created"),
            )
            self.assertEqual(
                self.read_as(user, "lead_contacted", "sales.kpi.report"),
                self.read_as(user, "lead_contacted_own"),
            )


@tagged("post_install", "-at_install")
class TestAccess(SecurityCase):
    MODELS = (
        "sales.kpi.fact",
        "sales.kpi.journal",
        "sales.kpi.dirty",
        "sales.kpi.workday",
        "sales.kpi.log",
        "sales.kpi.report",
        "sales.kpi.closing",
    )

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_portal_and_plain_users_read_nothing(self):
        portal = new_test_user(self.env, "kpi_portal", groups="base.group_portal")
        plain = new_test_user(self.env, "kpi_plain", groups="base.group_user")
        for user in (portal, plain):
            for model in self.MODELS:
                for call in ("search_read", "search_count"):
                    with self.assertRaises(AccessError):
                        getattr(self.env[model].with_user(user), call)([])
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user)._read_group([], [], ["__count"])

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_writes(self):
        for model in set(self.MODELS) - {"sales.kpi.closing"}:
            records = self.env[model].with_user(self.manager)
            self.assertTrue(records.has_access("read"))
            for operation in ("create", "write", "unlink"):
                self.assertFalse(records.has_access(operation), (model, operation))

    def test_public_methods_check_the_role(self):
        portal = new_test_user(self.env, "kpi_portal", groups="base.group_portal")
        plain = new_test_user(self.env, "kpi_plain", groups="base.group_user")
        for user in (portal, plain):
            with self.assertRaises(AccessError):
                self.env["sales.kpi.fact"].with_user(user).refresh()
        for user in (portal, plain, self.anna, self.lea):
            with self.assertRaises(AccessError):
                self.env["sales.kpi.fact"].with_user(user).rebuild()
            with self.assertRaises(AccessError):
                self.env["sales.kpi.journal"].with_user(user).rebuild_history()
            with self.assertRaises(AccessError):
                self.company.with_user(user).action_kpi_reopen("Please")

    def test_a_seller_may_refresh(self):
        with self.at("2026-01-06"):
            self.lead()
        result = self.env["sales.kpi.fact"].with_user(self.anna).refresh()
        self.assertGreater(result["changed"], 0)

    def test_journal_is_for_managers_and_hides_activity(self):
        rows = self.env["sales.kpi.journal"].with_user(self.manager)
        found = rows.search([("lead_id", "in", [lead.id for lead in self.mine()])])
        self.assertEqual(set(found.mapped("kind")), {"created"})
        self.show_persons()
        found = rows.search([("lead_id", "in", [lead.id for lead in self.mine()])])
        self.assertEqual(set(found.mapped("kind")), {"created", "contacted"})
        self.assertEqual(found.company_id, self.company)
        with self.assertRaises(AccessError):
            self.env["sales.kpi.journal"].with_user(self.anna).search([])

    def mine(self):
        return self.leads.values()
