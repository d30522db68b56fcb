from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestMatching(SalesKpiCase):
    """Leads go to partners who sell there, sell that, and can take them (S3-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # partners of others would be matched as well
        cls.env["res.partner"].search([("is_sales_partner", "=", True)]).write(
            {"is_sales_partner": False}
        )
        germany = cls.env.ref("base.de")
        cls.munich, cls.hamburg = cls.env["crm.territory"].create(
            [
                {
                    "name": name,
                    "company_id": cls.company.id,
                    "area_ids": [
                        Command.create({"country_id": germany.id, "zips": zips})
                    ],
                }
                for name, zips in (("Munich", "80-81"), ("Hamburg", "20-22"))
            ]
        )
        cls.pumps = cls.env["product.category"].create({"name": "Pumps"})
        cls.dosing = cls.env["product.category"].create(
            {"name": "Dosing pumps", "parent_id": cls.pumps.id}
        )
        cls.gold, cls.silver = cls.env["res.partner.grade"].create(
            [{"name": "Gold", "sequence": 1}, {"name": "Silver", "sequence": 2}]
        )
        cls.seller = cls.user("match_seller")
        cls.manager = cls.user(
            "match_manager",
            "sales_team.group_sale_salesman_all_leads,sales_kpi.group_partner_manager",
        )
        cls.team_routing = cls.team(
            "Routing", cls.seller, partner_routing="manual", offers_per_wave=2
        )
        cls.south = cls.dealer("South", territory_ids=cls.munich.ids)
        cls.north = cls.dealer("North", territory_ids=cls.hamburg.ids)

    @classmethod
    def dealer(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "is_sales_partner": True, **values}
        )

    def lead_from(self, zip_code, **values):
        return self.lead(
            **{
                "country_id": self.env.ref("base.de").id,
                "zip": zip_code,
                "team_id": self.team_routing.id,
                "user_id": self.seller.id,
                **values,
            }
        )

    def accept(self, partner, leads):
        """A partner has accepted leads."""
        leads.write({"sales_partner_id": partner.id, "routing_state": "accepted"})
        now = self.env.cr.now()
        self.env["crm.lead.offer"].create(
            [
                {
                    "lead_id": lead.id,
                    "partner_id": partner.id,
                    "round": 1,
                    "wave": 1,
                    "state": "accepted",
                    "date_offered": now,
                    "date_accepted": now,
                }
                for lead in leads
            ]
        )

    def match(self, lead, n=5):
        return self.env["res.partner"].browse(lead._match_partners(n)[lead.id])

    def test_a_munich_partner_gets_no_hamburg_lead(self):
        lead = self.lead_from("20095")
        self.assertEqual(lead.territory_id, self.hamburg)
        self.assertEqual(self.match(lead), self.north)
        self.assertEqual(lead._partner_obstacle(self.south), "region")
        self.assertIsNone(lead._partner_obstacle(self.north))
        self.assertEqual(self.match(self.lead_from("80331")), self.south)

    def test_who_sells_pumps_sells_dosing_pumps(self):
        self.south.sales_categ_ids = self.dosing
        asks = [Command.set(self.pumps.ids)]
        lead = self.lead_from("80331", required_categ_ids=asks)
        self.assertFalse(self.match(lead))
        self.south.sales_categ_ids = self.pumps
        lead.required_categ_ids = self.dosing
        self.assertEqual(self.match(lead), self.south)

    def test_gold_is_higher_than_silver(self):
        lead = self.lead_from("80331", required_grade_id=self.silver.id)
        self.assertFalse(self.match(lead))
        self.south.grade_id = self.gold
        self.assertEqual(self.match(lead), self.south)
        self.south.grade_id = self.silver
        lead.required_grade_id = self.gold
        self.assertFalse(self.match(lead))

    def test_who_is_full_absent_paused_or_blocked_gets_nothing(self):
        lead = self.lead_from("80331")
        held = self.lead_from("80331")
        self.south.sales_capacity = 1
        self.assertEqual(self.match(lead), self.south)
        self.accept(self.south, held)
        self.assertEqual(lead._partner_obstacle(self.south), "capacity")
        held.action_set_lost()
        self.assertIsNone(lead._partner_obstacle(self.south))
        self.south.sales_paused = True
        self.assertEqual(lead._partner_obstacle(self.south), "paused")
        self.south.write({"sales_paused": False, "sales_blocked": True})
        self.assertEqual(lead._partner_obstacle(self.south), "blocked")

    def test_an_absence_counts_on_its_days(self):
        lead = self.lead_from("80331")
        self.south.sales_absence_ids = [
            Command.create({"date_from": "2026-08-01", "date_to": "2026-08-14"})
        ]
        for day, reason in (("07-31", None), ("08-01", "absent"), ("08-14", "absent")):
            with self.at(f"2026-{day} 12:00"):
                self.assertEqual(lead._partner_obstacle(self.south), reason)
        with self.at("2026-08-15 12:00"):
            self.assertEqual(self.match(lead), self.south)

    def test_who_declined_is_not_asked_again(self):
        lead = self.lead_from("80331")
        everywhere = self.dealer("Everywhere")
        found = lead._match_partners(5, {lead.id: {self.south.id}})
        self.assertEqual(found, {lead.id: everywhere.ids})

    def test_who_owes_reports_gets_a_teaser_where_the_team_asks_for_reports(self):
        self.south.feedback_state = "blocked"
        lead = self.lead_from("80331")
        self.assertEqual(self.match(lead), self.south)
        self.team_routing.block_by_feedback = True
        self.assertFalse(self.match(lead))
        other = self.lead_from("20095")
        teasers = (lead + other)._teaser_partners()
        self.assertEqual(teasers, {lead.id: self.south.ids, other.id: []})

    def test_who_won_such_leads_before_comes_first(self):
        second = self.dealer("Second", territory_ids=self.munich.ids)
        for partner, won in ((self.south, 1), (second, 5)):
            held = self.env["crm.lead"].union(
                *(self.lead_from("80331") for _each in range(6))
            )
            self.accept(partner, held)
            held[:won].action_set_won()
            held[won:].action_set_lost()
            held[won:-1].offer_ids.date_reclaimed = self.env.cr.now()
        lead = self.lead_from("80331")
        self.assertEqual(self.match(lead), second + self.south)
        reasons = [
            partner["reasons"]
            for partner in lead.with_user(self.manager).get_partner_match()["chosen"]
        ]
        told = "Won %s of 6 leads of this product line and territory."
        self.assertEqual(reasons, [[told % 5], [told % 1]])

    def test_many_leads_take_as_many_queries_as_one(self):
        """Each partner and lead that came one by one would show as queries."""
        for number in range(20):
            self.dealer(f"Dealer {number}", sales_categ_ids=self.pumps.ids)
        leads = self.env["crm.lead"].union(
            *(
                self.lead_from(zip_code, required_categ_ids=self.dosing.ids)
                for zip_code in ("80331", "20095") * 15
            )
        )
        leads._match_partners(3)  # what is cached for good
        counts = []
        for batch in (leads[:1], leads):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(batch._match_partners(3)), len(batch))
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_the_dialog_says_why_and_why_not(self):
        lead = self.lead_from("80331")
        found = lead.with_user(self.manager).get_partner_match()
        self.assertEqual([one["name"] for one in found["chosen"]], ["South"])
        self.assertEqual(
            [(one["name"], one["reasons"]) for one in found["rejected"]],
            [("North", ["Does not sell in this territory."])],
        )
        self.assertIn("Territory: Munich", found["need"])
        self.assertFalse(found["hint"])
        self.south.is_sales_partner = self.north.is_sales_partner = False
        found = lead.with_user(self.manager).get_partner_match()
        self.assertIn("There is no sales partner yet", found["hint"])

    def test_figures_of_partners_are_for_partner_managers(self):
        held = self.lead_from("80331")
        self.accept(self.south, held)
        held.action_set_won()
        lead = self.lead_from("80331")
        told = {
            user.login: lead.with_user(user).get_partner_match()["chosen"][0]["reasons"]
            for user in (self.seller, self.manager)
        }
        self.assertIn("Won 1 of 1 leads", told["match_manager"][-1])
        self.assertNotIn("Won", " ".join(told["match_seller"]))

    def test_who_may_not_read_the_lead_learns_nothing(self):
        lead = self.lead_from("80331", user_id=self.manager.id)
        portal = self.env["res.users"].create(
            {
                "name": "Portal",
                "login": "match_portal",
                "partner_id": self.south.id,
                "group_ids": [Command.set(self.env.ref("base.group_portal").ids)],
            }
        )
        for user in (self.seller, portal):
            with self.assertRaises(AccessError):
                lead.with_user(user).get_partner_match()
        with self.assertRaises(AccessError):
            self.south.with_user(portal).read(["sales_blocked_reason"])

    def test_the_forms_open(self):
        """As a partner manager, in the views that users see."""
        with Form(self.south.with_user(self.manager)) as form:
            form.sales_capacity = 4
            with form.sales_absence_ids.new() as absence:
                absence.date_from = "2026-08-01"
                absence.date_to = "2026-08-14"
        self.assertEqual(self.south.sales_absence_ids.mapped("note"), [False])
        lead = self.lead_from("80331")
        with Form(lead.with_user(self.manager)) as form:
            form.temperature = "hot"
            form.share_with_partners = "consent"
            self.assertEqual(form.temperature_origin, "claimed")
        self.assertEqual(
            (lead.temperature, lead.temperature_origin), ("hot", "claimed")
        )
        self.assertTrue(lead.share_date)
        with Form(self.team_routing) as form:
            form.wave_hours = 1
        self.assertEqual(self.team_routing.wave_hours, 1)
