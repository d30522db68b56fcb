"""Sales partners get the newest valid version of what is meant for them."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .material_case import PDF, MaterialCase

TODAY = "2026-03-10 12:00"


@tagged("post_install", "-at_install")
class TestMaterialVersions(MaterialCase):
    def test_versions_are_numbered_by_their_upload(self):
        one = self.material("One", PDF, b"second")
        other = self.material("Other", b"first")
        one.version_ids = [Command.create(self.version(b"third"))]
        numbers = sorted(one.version_ids.mapped("number"))
        self.assertEqual((numbers, other.version_ids.number), ([1, 2, 3], 1))

    def test_numbers_go_on_after_a_deletion(self):
        material = self.material("One", PDF, b"second")
        material.version_ids.filtered(lambda v: v.number == 1).unlink()
        material.version_ids = [Command.create(self.version(b"third"))]
        self.assertEqual(sorted(material.version_ids.mapped("number")), [2, 3])

    def test_the_newest_valid_version_counts(self):
        """1 without an end, 2 for a promotion in March, 3 from April on."""
        material = self.material()
        material.version_ids = [
            Command.create(
                self.version(valid_from="2026-03-01", valid_to="2026-03-31")
            ),
            Command.create(self.version(valid_from="2026-04-01")),
        ]
        numbers = []
        for moment in ("2026-02-28", "2026-03-01", "2026-03-31", "2026-04-01"):
            with self.at(f"{moment} 12:00"):
                material.invalidate_recordset(["current_version_id"])
                numbers.append(material.current_version_id.number)
        self.assertEqual(numbers, [1, 2, 2, 3])

    def test_nothing_valid_is_said_and_found(self):
        material = self.material()
        material.version_ids.valid_to = "2026-03-01"
        with self.at(TODAY):
            self.assertFalse(material.current_version_id)
            self.assertNotIn("Price list", self.names(self.a))

    def test_a_file_that_partners_may_have_stays(self):
        material = self.material()
        with self.assertRaisesRegex(UserError, "upload a new one"):
            material.version_ids.content = b"bmV3"
        material.version_ids.note = "Only the words change"

    def test_a_file_is_needed(self):
        with self.assertRaises(ValidationError):
            self.material("Empty", b"")

    @mute_logger("odoo.sql_db")
    def test_validity_runs_forward(self):
        material = self.material()
        with self.assertRaises(CheckViolation), self.cr.savepoint():
            material.version_ids.write(
                {"valid_from": "2026-04-01", "valid_to": "2026-03-01"}
            )
            material.version_ids.flush_recordset()

    def test_size_is_that_of_the_file(self):
        for content in (b"1", b"12", b"123", b"1234"):
            material = self.material("Sized", content)
            self.assertEqual(material.version_ids.file_size, len(content))


@tagged("post_install", "-at_install")
class TestMaterialOfPartner(MaterialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        german, english = cls._lang("de_DE"), cls._lang("en_US")
        cls.swiss = cls._lang("de_CH")
        cls.a.sales_lang_ids = german
        cls.material("For all")
        cls.material("Gold", grade_ids=cls.gold.ids)
        cls.material("Both levels", grade_ids=(cls.gold | cls.silver).ids)
        cls.material("Pumps", categ_ids=cls.pumps.ids)
        cls.material("Machines", categ_ids=cls.machines.ids)
        cls.material("Small pumps", categ_ids=cls._below(cls.pumps).ids)
        cls.material("Valves", categ_ids=cls.valves.ids)
        cls.material("English", lang_ids=english.ids)
        cls.material("Swiss", lang_ids=cls.swiss.ids)
        cls.material("Archived", active=False)

    @classmethod
    def _lang(cls, code):
        return cls.env["res.lang"]._activate_lang(code)

    @classmethod
    def _below(cls, categ):
        return categ.create({"name": "Small pumps", "parent_id": categ.id})

    def test_level_line_and_language_fit(self):
        self.assertEqual(
            self.names(self.a),
            [
                "Both levels",
                "For all",
                "Gold",
                "Machines",
                "Pumps",
                "Small pumps",
                "Swiss",
            ],
        )
        self.assertEqual(
            self.names(self.b),
            ["Both levels", "English", "For all", "Machines", "Swiss", "Valves"],
        )

    def test_contacts_get_what_their_company_gets(self):
        self.assertEqual(self.names(self.contact.partner_id), self.names(self.a))

    def test_who_sells_nothing_for_us_gets_nothing(self):
        self.assertFalse(self.names(self.seller.partner_id))
        self.assertFalse(self.names(self.env.ref("base.public_partner")))
        self.a.is_sales_partner = False
        self.assertFalse(self.names(self.contact.partner_id))

    def test_companies_stay_apart(self):
        foreign = self.env["res.company"].create({"name": "Foreign"})
        self.material("Theirs", company_id=foreign.id)
        self.material("Everybody's", company_id=False)
        self.a.company_id = self.company
        self.assertNotIn("Theirs", self.names(self.a))
        self.assertIn("Everybody's", self.names(self.a))

    def test_search_finds_all_words_and_the_line(self):
        Material = self.env["sales.kpi.material"]
        mine = Material._for_partner(self.a)
        self.assertEqual(mine._portal_search("pumps small", None).name, "Small pumps")
        lines = mine._portal_search("", self.pumps).mapped("name")
        self.assertIn("For all", lines)
        self.assertNotIn("Machines", lines)


@tagged("post_install", "-at_install")
class TestMaterialRights(MaterialCase):
    def test_salespeople_read_and_edit_those_of_own_leads(self):
        general = self.material("General")
        own = self.material("Own", lead_id=self.lead(user_id=self.seller.id).id)
        colleague = self.lead(user_id=self.colleague.id)
        others = self.material("Others", lead_id=colleague.id)
        mine = (general | own | others).with_user(self.seller)
        self.assertEqual(mine.search([("id", "in", mine.ids)]), general | own)
        self.assertEqual(
            (general | own).with_user(self.seller).mapped("may_edit"), [False, True]
        )
        own.with_user(self.seller).name = "Renamed"
        own.with_user(self.seller).version_ids = [Command.create(self.version(b"new"))]
        for attempt in (
            lambda: general.with_user(self.seller).write({"name": "Mine"}),
            lambda: general.with_user(self.seller).version_ids.unlink(),
            lambda: others.with_user(self.seller).version_ids.read(["content"]),
            lambda: mine.create({"name": "General too"}),
            lambda: mine.create({"name": "Foreign", "lead_id": colleague.id}),
            lambda: own.with_user(self.seller).write({"lead_id": False}),
        ):
            with self.assertRaises(AccessError):
                attempt()
                self.env.flush_all()

    def test_partner_managers_edit_all(self):
        Material = self.env["sales.kpi.material"].with_user(self.manager)
        with Form(Material) as form:
            form.name = "New list"
            form.categ_ids = self.pumps
            with form.version_ids.new() as version:
                version.content = "bmV3"
                version.file_name = "new.pdf"
        self.assertEqual(form.record.current_version_id.create_uid, self.manager)
        form.record.unlink()

    def test_partners_have_no_rights_at_all(self):
        material = self.material()
        version = material.version_ids
        self.env["sales.kpi.material.download"]._count(version, self.a)
        for record in (material, version, version.sudo().download_ids):
            as_partner = record.with_user(self.contact).sudo(False)
            for attempt in (
                lambda one=as_partner: one.read(["id"]),
                lambda one=as_partner: one.search([]),
                lambda one=as_partner: one.export_data(["id"]),
                lambda one=as_partner: one.write({}),
                lambda one=as_partner: one.unlink(),
            ):
                # exporting is refused to all of them with another error
                with self.assertRaises(UserError):
                    attempt()

    def test_partners_do_not_reach_the_file_as_an_attachment(self):
        version = self.material().version_ids
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", version._name), ("res_field", "=", "content")]
        )
        attachment = attachment.filtered(lambda one: one.res_id == version.id)
        self.assertEqual(len(attachment), 1)
        for user in (self.contact, self.env.ref("base.public_user")):
            as_user = attachment.with_user(user)
            for attempt in (
                lambda one=as_user: one.read(["raw"]),
                lambda o=as_user: o.raw,
            ):
                with self.assertRaises(AccessError):
                    attempt()
            everything = [("res_field", "!=", False)]
            self.assertNotIn(attachment, as_user.search(everything))


@tagged("post_install", "-at_install")
class TestMaterialDownloads(MaterialCase):
    def test_downloads_count_by_version_and_company(self):
        material = self.material("Price list", PDF, b"second")
        second, first = material.version_ids.sorted("number", reverse=True)
        for version, contact in (
            (first, self.contact.partner_id),
            (second, self.contact.partner_id),
            (second, self.a),
            (second, self.rival.partner_id),
        ):
            version._count_download(contact)
        self.assertEqual((first.download_count, second.download_count), (1, 3))
        self.assertEqual(material.download_count, 4)
        rows = self.env["sales.kpi.material.download"].search(
            [("material_id", "=", material.id)]
        )
        self.assertEqual(
            sorted((row.partner_id.name[-1], row.downloads) for row in rows),
            [("A", 1), ("A", 2), ("B", 1)],
        )

    def test_nothing_but_the_count_is_kept(self):
        stored = {
            name
            for name, field in self.env["sales.kpi.material.download"]._fields.items()
            if field.store
        }
        self.assertEqual(
            stored, {"id", "version_id", "partner_id", "material_id", "downloads"}
        )
