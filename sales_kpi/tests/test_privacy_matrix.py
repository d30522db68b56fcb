"""Role × kind of KPI × door: who gets a figure about Anna (decision 33)."""

import io

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .privacy_case import JANUARY, NOW, PrivacyCase

RESULT, PERSONAL = "new_leads", "contacts"
DAYS = {"period": "custom", "date_from": JANUARY[0], "date_to": JANUARY[1]}
ROLES = {
    "boss": "sales_kpi.group_manager",
    "operations": "sales_kpi.group_operations",
    "marketing": "sales_kpi.group_marketing",
    "partners": "sales_kpi.group_partner_manager",
}


@tagged("post_install", "-at_install")
class TestPrivacyMatrix(PrivacyCase):
    """Of ten people in North and East each created and contacted one lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, group in ROLES.items():
            if name != "boss":
                user = cls.user(f"kpi_{name}", groups=f"base.group_user,{group}")
                setattr(cls, name, user)
        cls.peer = cls.members[1]
        both = "sales_kpi.group_marketing,sales_kpi.group_partner_manager"
        cls.both = cls.user("kpi_both", groups=f"base.group_user,{both}")
        kpis = cls.env["sales.kpi"].search([("code", "in", (RESULT, PERSONAL))])
        users = cls.anna | cls.peer | cls.lea | cls.boss | cls.both
        users |= cls.operations | cls.marketing | cls.partners
        export = cls.env.ref("base.group_allow_export")
        users.write({"group_ids": [Command.link(export.id)]})
        cls.env["sales.kpi.tile"].create(
            [
                {"user_id": user.id, "kpi_id": kpi.id}
                for user in users | cls.plain
                for kpi in kpis
            ]
        )

    @property
    def people(self):
        names = ("anna", "peer", "lea", *ROLES, "both", "plain", "portal")
        return {name: getattr(self, name) for name in names}

    @property
    def doors(self):
        return {
            "evaluate by filter": self.evaluate_filter,
            "evaluate by group": self.evaluate_group,
            "dashboard": self.dashboard,
            "workbook": self.workbook,
            "pivot by filter": self.pivot_filter,
            "pivot by group": self.pivot_group,
            "list behind a figure": self.rows_of("sales.kpi.report"),
            "list of facts": self.rows_of("sales.kpi.fact"),
            "export of facts": self.export_of("sales.kpi.fact"),
            "export of the analysis": self.export_of("sales.kpi.report"),
            "journal": self.journal,
        }

    # Each door gives what a user learns about Anna: a number, or 0 or None.

    def evaluate_filter(self, env, code):
        [row] = env["sales.kpi"].evaluate(
            [code], *JANUARY, domain=[("user_id", "=", self.anna.id)]
        )["rows"]
        return row["values"][code]["value"]

    def evaluate_group(self, env, code):
        rows = env["sales.kpi"].evaluate([code], *JANUARY, groupby="user_id")["rows"]
        return next(
            (
                row["values"][code]["value"]
                for row in rows
                if row["group"] and row["group"][0] == self.anna.id
            ),
            None,
        )

    def dashboard(self, env, code):
        options = {**DAYS, "scope": [["user_id", self.anna.id]]}
        tiles = env["sales.kpi"].dashboard_data(options)["tiles"]
        [tile] = [tile for tile in tiles if tile["code"] == code]
        if tile["value"] is None:
            self.assertFalse(any(tile["trend"]) or any(tile["trend_n"]))
        return tile["value"]

    def workbook(self, env, code):
        options = {**DAYS, "scope": [["user_id", self.anna.id]]}
        _name, content = env["sales.kpi"]._dashboard_xlsx(options)
        name = env["sales.kpi"].search([("code", "=", code)]).name
        sheets = load_workbook(io.BytesIO(content)).worksheets
        figures = [
            cell.value
            for sheet in sheets[:2]
            for row in sheet.iter_rows()
            if any(cell.value == name for cell in row)
            for cell in row
            if isinstance(cell.value, int | float)
        ]
        return max(figures, default=None)

    def pivot_filter(self, env, code):
        return self.pivot(env, code, [("user_id", "=", self.anna.id)], [])

    def pivot_group(self, env, code):
        return self.pivot(env, code, [], ["user_id"])

    def pivot(self, env, code, domain, groupby):
        measure = {RESULT: "new_leads", PERSONAL: "untouched_leads"}[code] + ":avg"
        rows = env["sales.kpi.report"]._read_group(domain, groupby, [measure])
        values = [row[-1] for row in rows if not groupby or row[0] == self.anna]
        # of the share of untouched leads 0 is a figure, too
        found = [value for value in values if value is not None and value is not False]
        if code == PERSONAL:
            return 1 if found else None
        return sum(found)

    def rows_of(self, model):
        def door(env, code):
            event = self.event(code, model)
            rows = env[model].search_read([("event", "=", event)], [], load=None)
            return sum(row.get("user_id") == self.anna.id for row in rows)

        return door

    def export_of(self, model):
        def door(env, code):
            facts = env[model].search([("event", "=", self.event(code, model))])
            try:
                rows = facts.export_data(["user_id/.id"])["datas"]
            except (AccessError, UserError):
                return None
            return sum(row[0] == str(self.anna.id) for row in rows)

        return door

    def event(self, code, model):
        if code == RESULT:
            return "lead_created"
        own = "_own" if model == "sales.kpi.fact" else ""
        return "lead_contacted" + own

    def journal(self, env, code):
        kind = {RESULT: "created", PERSONAL: "contacted"}[code]
        rows = env["sales.kpi.journal"].search_read(
            [("kind", "=", kind)], [], load=None
        )
        return sum(
            self.anna.id in (row.get("user_id"), row.get("actor_id")) for row in rows
        )

    def learns(self, code, door):
        """Names of those who learn Anna's figure through a door."""
        return {
            name for name in self.people if self.gets(self.people[name], code, door)
        }

    def gets(self, user, code, door):
        try:
            with self.at(NOW), self.env.cr.savepoint():
                return self.doors[door](self.env_of(user), code)
        except (AccessError, UserError):
            return None

    def assertLearn(self, code, names):
        for door in self.doors:
            expected = names - ({"anna", "lea"} if door == "journal" else set())
            with self.subTest(door=door):
                self.assertEqual(self.learns(code, door), expected)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_results_are_for_the_person_and_the_leader(self):
        self.assertLearn(RESULT, {"anna", "lea"})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_results_with_the_switch_are_for_managers_and_operations_too(self):
        self.company.kpi_show_results = True
        names = {"anna", "lea", "boss", "operations"}
        for door in self.doors:
            # the journal is for managers only
            expected = {"boss"} if door == "journal" else names
            with self.subTest(door=door):
                self.assertEqual(self.learns(RESULT, door), expected)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_how_she_works_is_for_herself(self):
        self.assertLearn(PERSONAL, {"anna"})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_the_switch_for_results_says_nothing_about_how_she_works(self):
        self.company.kpi_show_results = True
        self.assertLearn(PERSONAL, {"anna"})

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_with_an_agreement_leaders_and_managers_see_how_she_works(self):
        self.show_persons()
        for door in (
            "evaluate by filter",
            "evaluate by group",
            "dashboard",
            "workbook",
            "list behind a figure",
        ):
            with self.subTest(door=door):
                self.assertEqual(
                    self.learns(PERSONAL, door), {"anna", "lea", "boss", "operations"}
                )

    def test_others_are_one_group_without_a_name(self):
        """Parts and rest add up where persons are hidden."""
        rows = self.figures(self.boss, groupby="user_id", code=RESULT)
        self.assertEqual({k: v for k, v in rows.items() if v}, {None: 10})
        self.east.user_id = self.boss
        rows = self.figures(self.boss, groupby="user_id", code=RESULT)
        east = {person.id: 1 for person in self.members[5:10]}
        self.assertEqual({k: v for k, v in rows.items() if v}, {None: 5, **east})
        with self.at(NOW):
            pivot = self.env_of(self.boss)["sales.kpi.report"]._read_group(
                [], ["user_id"], ["new_leads:avg"]
            )
        self.assertEqual(
            {person.id or None: value for person, value in pivot if value},
            {None: 5, **east},
        )

    def test_a_manager_sees_the_people_he_leads(self):
        self.north.user_id = self.boss
        self.assertEqual(self.figure(self.boss, self.person(self.anna), code=RESULT), 1)
        other = self.person(self.members[5])
        self.assertIsNone(self.figure(self.boss, other, code=RESULT))
        both = [("user_id", "in", [self.anna.id, self.members[5].id])]
        self.assertIsNone(self.figure(self.boss, both, code=RESULT))
        but = [("user_id", "!=", self.anna.id)]
        self.assertIsNone(self.figure(self.boss, but, code=RESULT))

    def test_the_tile_says_why_a_person_is_not_shown(self):
        with self.at(NOW):
            data = self.env_of(self.boss)["sales.kpi"].dashboard_data(
                {**DAYS, "scope": [["user_id", self.anna.id]]}
            )
        hints = {tile["code"]: tile["hint"] for tile in data["tiles"]}
        self.assertIn("leader of the team", hints[RESULT])
        self.assertIn("at least five", hints[PERSONAL])

    def test_the_company_is_there_for_all_who_read_it(self):
        for user in (self.boss, self.operations, self.marketing, self.both):
            self.assertEqual(self.figure(user, code=RESULT), 10)
            self.assertEqual(self.figure(user), 10)
            teams = self.figures(user, groupby="team_id")
            self.assertEqual(
                {k: v for k, v in teams.items() if v}.keys(),
                {self.north.id, self.east.id},
            )

    def test_a_partner_manager_reads_what_partners_brought(self):
        self.assertEqual(self.figure(self.partners, code=RESULT), 0)
        fact = self.env["sales.kpi.fact"].search([("event", "=", "lead_created")])
        fact[:2].sales_partner_id = self.partner()
        self.assertEqual(self.figure(self.partners, code=RESULT), 2)

    def test_marketing_never_sees_persons(self):
        self.company.kpi_show_results = True
        self.show_persons()
        for code in (RESULT, PERSONAL):
            self.assertIsNone(
                self.figure(self.marketing, self.person(self.anna), code=code)
            )
            self.assertEqual(self.figure(self.marketing, code=code), 10)

    def test_operations_define_kpis_and_no_more(self):
        kpis = self.env["sales.kpi"].with_user(self.operations)
        self.assertTrue(kpis.has_access("write"))
        for user in (self.marketing, self.partners, self.lea, self.anna):
            self.assertFalse(self.env["sales.kpi"].with_user(user).has_access("write"))
        for model in ("sales.kpi.closing", "sales.kpi.rebuild", "sales.kpi.journal"):
            self.assertFalse(
                self.env[model].with_user(self.operations).has_access("read"), model
            )

    def test_turning_results_on_is_logged(self):
        self.company.kpi_show_results = True
        self.company.kpi_show_results = False
        log = self.env["sales.kpi.log"].search(
            [("company_id", "=", self.company.id)], order="id"
        )
        self.assertEqual(log.mapped("action"), ["results_shown", "results_hidden"])
