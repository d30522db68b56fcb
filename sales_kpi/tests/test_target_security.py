from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .target_agreement_case import NOW, TargetAgreementCase

MARKETING = "base.group_user,sales_kpi.group_marketing"
OPERATIONS = "base.group_user,sales_kpi.group_operations"
PARTNERS = "base.group_user,sales_kpi.group_partner_manager"


@tagged("post_install", "-at_install")
class TestTargetSecurity(TargetAgreementCase):
    """Who sees whose targets."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        boss = {"user": cls.boss}
        cls.of_anna = cls.target()
        cls.of_ben = cls.target(user_id=cls.ben.id, scope="user")
        cls.of_sam = cls.target(user_id=cls.sam.id, scope="user", **boss)
        cls.of_north = cls.target(scope="team", team_id=cls.north.id, **boss)
        cls.of_south = cls.target(scope="team", team_id=cls.south.id, **boss)
        cls.of_company = cls.target(scope="company", **boss)
        cls.of_customer = cls.target(
            scope="customer", customer_id=cls.partner(cls).id, **boss
        )
        cls.of_partner = cls.target(
            scope="sales_partner", sales_partner_id=cls.partner(cls).id, **boss
        )
        cls.all = cls.env["sales.kpi.target"].search(
            [("company_id", "=", cls.company.id)]
        )

    def seen(self, user):
        found = self.as_user(user).search([])
        every = self.env["sales.kpi.target"].search([("id", ">=", min(self.all.ids))])
        self.assertEqual(found, self.as_user(user, every)._filtered_access("read"))
        return found.sudo()

    def role(self, login, groups):
        return self.user(login, groups=groups)

    def assertSees(self, user, *targets):
        expected = self.env["sales.kpi.target"].union(*targets)
        self.assertEqual(set(self.seen(user).ids), set(expected.ids))

    def test_salesperson_sees_the_own_the_teams_and_the_companys(self):
        self.assertSees(self.anna, self.of_anna, self.of_north, self.of_company)
        self.assertSees(self.ben, self.of_ben, self.of_north, self.of_company)

    def test_leader_sees_those_of_the_people(self):
        self.assertSees(
            self.lea, self.of_anna, self.of_ben, self.of_north, self.of_company
        )

    def test_manager_sees_all(self):
        self.assertSees(self.boss, self.all)

    def test_marketing_sees_no_person(self):
        self.assertSees(
            self.role("target_marketing", MARKETING),
            self.of_north,
            self.of_south,
            self.of_company,
            self.of_customer,
            self.of_partner,
        )

    def test_operations_sees_persons_where_the_company_says_so(self):
        user = self.role("target_operations", OPERATIONS)
        self.assertNotIn(self.of_anna, self.seen(user))
        self.company.kpi_show_results = True
        self.assertSees(user, self.all)

    def test_partner_manager_sees_sales_partners(self):
        self.assertSees(
            self.role("target_partners", PARTNERS), self.of_partner, self.of_company
        )

    def test_others_see_nothing(self):
        for login, group in (
            ("target_portal", "base.group_portal"),
            ("target_plain", "base.group_user"),
        ):
            user = new_test_user(self.env, login, groups=group)
            target = self.of_company.with_user(user)
            for call in (
                lambda target=target: target.search([]),
                target.read,
                target.action_propose,
                target.action_accept,
                target.action_approve,
                lambda target=target: target.action_decline("no"),
                lambda target=target: target.action_revise("no", target_value=1),
                lambda target=target: target.action_cancel("no"),
            ):
                with self.assertRaises(AccessError):
                    call()

    def test_nobody_reads_groups_of_targets_of_others(self):
        rows = self.as_user(self.anna).formatted_read_group(
            [], ["user_id"], ["__count"]
        )
        self.assertEqual(
            {row["user_id"] and row["user_id"][0] for row in rows},
            {False, self.anna.id},
        )

    def test_how_a_person_works_is_that_persons_alone(self):
        """Decision 33: no leader and no manager, until the company decides."""
        kpi = self.env.ref("sales_kpi.sales_kpi_meetings_held")
        target = self.target(user=self.anna, kpi_id=kpi.id)
        self.assertIn(target.sudo(), self.seen(self.anna))
        for user in (self.lea, self.boss):
            self.assertNotIn(target.sudo(), self.seen(user))
            with self.assertRaises(AccessError):
                self.as_user(user, target).read(["target_value"])
        self.company.write(
            {"kpi_show_persons": True, "kpi_persons_agreement": "Agreement 1"}
        )
        self.assertIn(target.sudo(), self.seen(self.lea))
        self.assertNotIn(target.sudo(), self.seen(self.ben))

    def test_costs_are_for_managers(self):
        kpi = self.env.ref("sales_kpi.sales_kpi_cac")
        target = self.target(user=self.boss, scope="company", kpi_id=kpi.id)
        self.assertIn(target.sudo(), self.seen(self.boss))
        for user in (self.anna, self.lea, self.role("target_ops", OPERATIONS)):
            self.assertNotIn(target.sudo(), self.seen(user))

    def test_a_broken_kpi_closes_nothing_else(self):
        """Rules look into all KPIs; one that cannot be computed hides itself only."""
        kpi = self.env["sales.kpi"].create(
            {"name": "Broken", "code": "target_broken", "formula": "won_value"}
        )
        self.env.cr.execute(
            "UPDATE sales_kpi SET formula = 'no_such_kpi' WHERE id = %s", [kpi.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertIn(self.of_anna.sudo(), self.seen(self.anna))
        self.assertIn(self.of_anna.sudo(), self.seen(self.lea))

    def test_revisions_are_seen_with_their_target(self):
        target = self.agreed()
        with self.at(NOW):
            target.action_revise("A customer left", target_value=200_000)
        revision = target.revision_ids.sudo()
        revisions = self.env["sales.kpi.target.revision"]
        for user, sees in ((self.anna, True), (self.lea, True), (self.ben, False)):
            rows = revisions.with_env(self.as_user(user).env)
            self.assertEqual(bool(rows.search([])), sees)
            self.assertEqual(rows.browse(revision.ids).has_access("read"), sees)
        with self.assertRaises(AccessError):
            revision.with_user(self.boss).write({"target_value": 1})

    def test_other_companies_are_closed(self):
        other = self.env["res.company"].create({"name": "Other KPI company"})
        with self.at(NOW):
            target = self.env["sales.kpi.target"].create(
                {"kpi_id": self.kpi.id, "scope": "company", "company_id": other.id}
            )
        self.assertNotIn(target, self.seen(self.boss))

    def test_a_wish_opens_nobodys_figures(self):
        """Whoever names a customer learns what others sold there only once management
        has confirmed that."""
        target = self.target(
            user=self.ben,
            scope="customer",
            customer_id=self.partner().id,
            user_id=False,
            owner_id=self.ben.id,
        )
        with self.at(NOW):
            for state in ("draft", "proposed", "accepted"):
                self.assertEqual(target.state, state)
                target.invalidate_recordset()
                target.sudo()._update_values()
                self.assertTrue(target.curve["is_hidden"])
                self.assertIn("confirmed", target.curve["reason"])
                self.assertFalse(target.has_value)
                with self.assertRaises(UserError):
                    target.get_breakdown("month")
                if state == "draft":
                    target.action_propose()
                elif state == "proposed":
                    target.action_accept()
            self.assertFalse(self.as_user(self.boss, target).curve["is_hidden"])
            self.as_user(self.boss, target).action_approve()
            target.invalidate_recordset()
            self.assertFalse(target.curve["is_hidden"])

    def test_whose_targets_there_are_is_not_deleted(self):
        """What was agreed and reached stays; neither a customer nor a sales partner is
        deleted with it."""
        for partner in (self.of_customer.customer_id, self.of_partner.sales_partner_id):
            with self.assertRaisesRegex(UserError, "Archive the contact"):
                partner.unlink()
            partner.action_archive()
        self.assertTrue((self.of_customer | self.of_partner).exists())
