from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .territory_case import TerritoryCase


@tagged("post_install", "-at_install")
class TestTerritory(TerritoryCase):
    def test_a_lead_belongs_by_its_own_address_else_by_its_customer(self):
        customer = self.customer_at("20095")
        self.assertEqual(self.lead_at("80331").territory_id, self.south)
        self.assertEqual(self.lead(partner_id=customer.id).territory_id, self.north)
        elsewhere = self.lead_at("80331", partner_id=customer.id)
        self.assertEqual(elsewhere.territory_id, self.south)
        self.assertFalse(self.lead_at("50667").territory_id)
        self.assertFalse(self.lead(zip="80331").territory_id)  # of which country?

    def test_an_address_that_changes_takes_the_lead_along(self):
        lead = self.lead_at("80331")
        lead.zip = "20095"
        self.assertEqual(lead.territory_id, self.north)
        customer = self.customer_at("20095")
        lead.write({"partner_id": customer.id, "zip": False, "country_id": False})
        customer.zip = "80331"
        self.assertEqual(lead.territory_id, self.south)

    def test_what_is_chosen_by_hand_stays_until_the_choice_is_taken_back(self):
        lead = self.lead_at("80331")
        lead.territory_id = self.north
        self.assertTrue(lead.territory_is_manual)
        lead.zip = "80999"
        self.claim(self.south, "9")
        self.assertEqual(lead.territory_id, self.north)
        lead.territory_is_manual = False
        self.assertFalse(lead.territory_id)
        self.assertFalse(
            self.lead_at("20095", territory_id=self.north.id).territory_is_manual
        )
        self.assertTrue(
            self.lead_at("20095", territory_id=self.south.id).territory_is_manual
        )

    def test_the_form_of_a_lead_knows_what_is_by_hand(self):
        with Form(
            self.env["crm.lead"].with_context(default_type="opportunity")
        ) as form:
            form.name = "Lead"
            form.country_id = self.germany
            form.zip = "80331"
            self.assertEqual(form.territory_id, self.south)
            form.territory_id = self.north
            form.zip = "80999"
        lead = form.save()
        self.assertEqual(
            (lead.territory_id, lead.territory_is_manual), (self.north, True)
        )

    def test_a_customer_belongs_by_the_address_of_its_company(self):
        company = self.customer_at("80331")
        contact = self.env["res.partner"].create(
            {
                "name": "Contact",
                "parent_id": company.id,
                "type": "delivery",
                "country_id": self.germany.id,
                "zip": "20095",
                "company_id": self.company.id,
            }
        )
        self.assertEqual(company.kpi_territory_id, self.south)
        self.assertEqual(contact.kpi_territory_id, self.south)
        company.write({"country_id": False, "zip": False})
        self.assertEqual(contact.kpi_territory_id, self.north)

    def test_changed_territories_are_applied_to_leads_and_customers(self):
        leads = self.lead_at("80331") | self.lead_at("81999") | self.lead_at("20095")
        leads[1].action_archive()
        customer = self.customer_at("80331")
        self.env["crm.territory.area"].create(
            {"territory_id": self.north.id, "country_id": self.germany.id, "zips": "80"}
        )
        self.assertEqual(leads[0].territory_id, self.south)
        self.env["crm.territory"]._apply()
        self.assertEqual(leads.territory_id, self.north | self.south)
        self.assertEqual(leads[0].territory_id, self.north)
        self.assertEqual(customer.kpi_territory_id, self.north)
        self.assertEqual(self.env["crm.territory"]._apply(), (0, 0))

    def test_an_archived_or_deleted_territory_claims_nothing(self):
        everywhere = self.territory("Germany", False)
        lead, chosen = self.lead_at("80331"), self.lead_at("80331")
        chosen.territory_id = self.north
        self.south.active = False
        self.env["crm.territory"]._apply()
        self.assertEqual(lead.territory_id, everywhere)
        self.north.unlink()
        self.assertEqual(
            (chosen.territory_id, chosen.territory_is_manual), (everywhere, False)
        )
        self.assertFalse(self.lead_at("20095").territory_id != everywhere)

    def test_the_scheduled_action_follows_a_change(self):
        lead = self.lead_at("80331")
        job = self.env.ref("sales_kpi.ir_cron_territory")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)])
        self.south.area_ids.zips = "9"
        self.assertGreater(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", job.id)]),
            triggers,
        )
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        lead.invalidate_recordset()
        self.assertFalse(lead.territory_id)

    def test_applying_many_leads_takes_few_queries(self):
        self.env["crm.lead"].create(
            [
                {
                    "name": f"Lead {number}",
                    "company_id": self.company.id,
                    "country_id": self.germany.id,
                    "zip": f"80{number:03}",
                }
                for number in range(300)
            ]
        )
        self.env.flush_all()
        self.south.area_ids.zips = "9"
        with self.assertQueryCount(__system__=40):
            self.assertEqual(self.env["crm.territory"]._apply(), (300, 0))


@tagged("post_install", "-at_install")
class TestTerritoryDefinition(TerritoryCase):
    def test_places_are_checked_when_they_are_saved(self):
        for zips, message in (
            ("80-8199", "equally long"),
            ("81-80", "before it begins"),
            ("8?", "is no ZIP code of Germany"),
        ):
            with self.subTest(zips), self.assertRaisesRegex(ValidationError, message):
                self.south.area_ids.zips = zips
        tirol = self.env["res.country.state"].create(
            {"name": "Tirol", "code": "T", "country_id": self.austria.id}
        )
        with self.assertRaisesRegex(ValidationError, "Tirol is not in Germany"):
            self.south.area_ids.state_id = tirol

    def test_overlaps_are_reported_on_both_sides_and_can_be_listed(self):
        self.assertFalse(self.south.overlap_text)
        rival = self.territory("Alps", "80-89, 01")
        self.assertEqual(self.south.overlap_ids, rival)
        self.assertEqual(rival.overlap_text, "South: DE 80-89")
        self.assertEqual(
            self.env["crm.territory"].search(
                [("overlap_ids", "!=", False), ("company_id", "=", self.company.id)]
            ),
            self.south | rival,
        )
        self.assertEqual(
            self.lead_at("80331").territory_id, self.south
        )  # the older one
        rival.area_ids.zips = "80-88"
        self.assertFalse(self.south.overlap_ids)

    def test_a_territory_is_no_part_of_itself(self):
        self.south.parent_id = self.north
        with self.assertRaises(UserError):
            self.north.parent_id = self.south

    def test_a_company_has_its_own_territories(self):
        other = self.env["res.company"].create({"name": "Other company"})
        theirs = self.territory("Theirs", "8", company_id=other.id)
        common = self.territory("Common", "8", "5", company_id=False)
        lead = {
            "name": "L",
            "country_id": self.germany.id,
            "zip": "80331",
            "user_id": False,
        }
        Lead = self.env["crm.lead"]
        team = self.env["crm.team"].create({"name": "Theirs", "company_id": other.id})
        found = Lead.create({**lead, "company_id": other.id, "team_id": team.id})
        self.assertEqual(found.territory_id, theirs)
        self.assertEqual(Lead.create({**lead, "team_id": False}).territory_id, common)
        self.assertEqual(self.lead_at("80331").territory_id, self.south)
        self.assertEqual(self.lead_at("50667").territory_id, common)
        self.assertFalse(self.south.overlap_ids)
        anna = self.user("kpi_anna")
        visible = self.env["crm.territory"].with_user(anna).search([])
        self.assertIn(common, visible)
        self.assertNotIn(theirs, visible)
        self.assertFalse(
            self.env["crm.territory.area"]
            .with_user(anna)
            .search([("territory_id", "=", theirs.id)])
        )

    def test_salespeople_read_and_operations_define(self):
        anna = self.user("kpi_anna")
        olga = self.user(
            "kpi_olga", "sales_team.group_sale_salesman,sales_kpi.group_operations"
        )
        south = self.south.with_user(anna)
        self.assertEqual(south.name, "South")
        with self.assertRaises(AccessError):
            south.name = "Mine"
        with self.assertRaises(AccessError):
            south.action_apply()
        with self.assertRaises(AccessError):
            south.area_ids.zips = "1"
        lead = self.lead_at("80331", user_id=anna.id)
        south.with_user(olga).area_ids.zips = "9"
        south.with_user(olga).action_apply()
        self.assertFalse(lead.territory_id)
        guest = new_test_user(self.env, "kpi_guest", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["crm.territory"].with_user(guest).search([])

    def test_the_importer_of_odoo_brings_territories_with_their_places(self):
        wizard = self.env["base_import.import"].create(
            {
                "res_model": "crm.territory",
                "file": b"Name;Country;ZIP\nWest;Germany;40-49\n;Austria;\n",
                "file_type": "text/csv",
                "file_name": "territories.csv",
            }
        )
        result = wizard.execute_import(
            ["name", "area_ids/country_id", "area_ids/zips"],
            [],
            {"quoting": '"', "separator": ";", "has_headers": True},
        )
        self.assertFalse(result["messages"])
        west = self.env["crm.territory"].browse(result["ids"])
        west.invalidate_recordset()
        self.assertEqual(west.places, "AT; DE 40-49")

    def test_the_lookup_says_whose_a_place_is_and_why(self):
        def ask(**values):
            lookup = self.env["crm.territory.lookup"].create(
                {"country_id": self.germany.id, **values}
            )
            return lookup.territory_id, lookup.reason

        self.assertEqual(ask(zip="D-80331"), (self.south, "By its ZIP code: DE 8"))
        nobody = self.env["crm.territory"]
        self.assertEqual(ask(zip="10115"), (nobody, "No territory claims this place."))
        self.territory("Germany", False)
        self.assertIn("By its country", ask(zip="10115")[1])
        asking = {"active_model": "crm.territory", "active_id": self.south.id}
        lookup = self.env["crm.territory.lookup"].with_context(**asking).new({})
        self.assertEqual(lookup.country_id, self.germany)

    def test_the_copy_of_a_territory_has_its_places(self):
        copy = self.south.copy()
        self.assertEqual((copy.name, copy.places), ("South (copy)", "DE 8"))
        self.assertEqual(copy.overlap_ids, self.south)
        self.assertEqual(
            self.south.copy({"name": "Else", "area_ids": [Command.clear()]}).places, ""
        )
