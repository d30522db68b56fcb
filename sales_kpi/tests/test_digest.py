"""Digest mails hold the KPIs that their receiver sees on the dashboard."""

from lxml import html

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..models.kpi_format import KpiFormat
from .privacy_case import NOW, PrivacyCase

CODES = ("deals_closed", "won_value", "win_rate", "new_leads")
YESTERDAY, WEEK, MONTH = "Yesterday", "Last 7 Days", "Last 30 Days"


@tagged("post_install", "-at_install")
class TestDigest(PrivacyCase):
    """20 February: what happened up to the 19th, compared with as many days before."""

    def setUp(self):
        super().setUp()
        for day, person, amount, is_won in (
            ("2026-02-20", self.anna, 64000, True),  # today is not over
            ("2026-02-19", self.anna, 2000, True),
            ("2026-02-18", self.anna, 1000, True),
            ("2026-02-14", self.anna, 900, False),
            ("2026-02-13", self.members[5], 4000, True),
            ("2026-02-10", self.anna, 500, True),
        ):
            self._close(day, person, amount, is_won)
        self.contacts = self.env["sales.kpi"].create(
            {
                "name": "Contacts",
                "code": "digest_contacts",
                "formula": "lead_contacted.count",
                "unit": "count",
            }
        )
        self.kpis = self.env["sales.kpi"].search([("code", "in", CODES)])
        self.kpis.company_ids = [Command.link(self.company.id)]
        self.digest = self.env["digest.digest"].create(
            {
                "name": "Weekly figures",
                "company_id": self.company.id,
                "sales_kpi_ids": [Command.set((self.kpis + self.contacts).ids)],
            }
        )
        self.refresh(NOW)

    def _close(self, day, person, amount, is_won):
        team = person.crm_team_ids
        with self.at(f"{day} 07:00"):
            lead = self.lead(
                team_id=team.id, user_id=person.id, expected_revenue=amount
            )
        with self.at(f"{day} 08:00"):
            lead.action_set_won() if is_won else lead.action_set_lost()

    def mail(self, user, digest=None):
        """``{kpi or field: {time frame: [value, change?]}}`` as the mail shows it."""
        self.env["mail.mail"].search([]).unlink()
        digest = digest or self.digest
        digest.user_ids = user
        with self.at(NOW):
            digest.action_send_manual()
        self.body = self.env["mail.mail"].search([]).body_html
        return {
            table.get("data-field").removeprefix("sales_kpi_"): {
                label: texts
                for cell in table.xpath(".//td[contains(@class, 'kpi_cell')]")
                for label, texts in [self._cell(cell)]
                if label
            }
            for table in html.fromstring(self.body).xpath("//table[@data-field]")
        }

    def _cell(self, cell):
        value, label = (
            cell.xpath(f".//span[contains(@class, '{name}')]")[0].text_content().strip()
            for name in ("kpi_border_col", "kpi_value_label")
        )
        changes = cell.xpath(".//td[contains(@class, 'kpi_margin')]")
        return label, [value, *(" ".join(c.text_content().split()) for c in changes)]

    def test_manager_gets_the_figures_of_the_company(self):
        """Won in 7 days: 3 deals, in the 7 before: 1."""
        mail = self.mail(self.boss)
        self.assertEqual(
            mail["deals_closed"],
            {
                YESTERDAY: ["1"],
                WEEK: ["3", "⬆ +200%"],
                MONTH: ["4"],
            },
        )
        self.assertEqual(
            mail["won_value"],
            {
                YESTERDAY: ["2,000\N{NO-BREAK SPACE}€", "⬆ +100%"],
                WEEK: ["7,000\N{NO-BREAK SPACE}€", "⬆ +1,300%"],
                MONTH: ["7,500\N{NO-BREAK SPACE}€"],
            },
        )

    def test_salesperson_gets_the_own_figures(self):
        mail = self.mail(self.anna)
        self.assertEqual(mail["deals_closed"][WEEK][0], "2")
        self.assertEqual(mail["won_value"][MONTH][0], "3,500\N{NO-BREAK SPACE}€")
        # how she works she may know by the day: one contact on 5 January
        self.assertEqual(list(mail["digest_contacts"]), [YESTERDAY, WEEK, MONTH])
        self.assertEqual(mail["digest_contacts"][MONTH][0], "0")

    def test_leader_gets_the_teams_and_nothing_of_how_they_work(self):
        mail = self.mail(self.lea)
        self.assertEqual(mail["deals_closed"][WEEK][0], "2")
        self.assertNotIn("digest_contacts", mail)

    def test_how_others_work_is_told_by_whole_months(self):
        """Ten people contacted a lead each in January; days would tell whose."""
        mail = self.mail(self.boss)
        self.assertEqual(mail["digest_contacts"], {"January 2026": ["10"]})

    def test_four_people_are_too_few_to_tell_how_they_work(self):
        """Beside two large teams a team of four works, then one of five."""
        more = [self.user(f"kpi_digest_{number}") for number in range(4)]
        for person in more[:3]:
            self.env["crm.team.member"].create(
                {"crm_team_id": self.south.id, "user_id": person.id}
            )
        self.works(self.sam, self.south)
        self.assertNotIn("digest_contacts", self.mail(self.boss))
        self.env["crm.team.member"].create(
            {"crm_team_id": self.south.id, "user_id": more[3].id}
        )
        self.refresh(NOW)
        self.assertEqual(
            self.mail(self.boss)["digest_contacts"], {"January 2026": ["11"]}
        )

    def test_no_value_is_a_dash_and_few_cases_are_said(self):
        mail = self.mail(self.boss)
        self.assertEqual(
            mail["win_rate"],
            {
                f"{YESTERDAY}, n = 1": ["100%"],
                f"{WEEK}, n = 4": ["75%", "⬇ −25 points"],
                f"{MONTH}, n = 5": ["80%"],
            },
        )
        self.assertEqual(self.mail(self.sam)["win_rate"][WEEK], ["–"])

    def test_worse_is_red_whatever_the_direction(self):
        [kpi] = self.kpis.filtered(lambda kpi: kpi.code == "deals_closed")
        for direction, color in (("up", "#17613a"), ("down", "#712b29")):
            kpi.direction = direction
            self.digest.sales_kpi_ids = kpi
            self.mail(self.boss)
            self.assertIn(f"color: {color}", self.body)

    def test_who_sees_no_figures_gets_none(self):
        self.assertEqual(self.mail(self.plain), {})
        self.plain.company_ids = [Command.link(self.company.id)]
        self.assertEqual(self.mail(self.plain), {})

    def test_figures_of_a_company_are_for_those_who_work_there(self):
        foreign = self.env["res.company"].create({"name": "Foreign KPI company"})
        self.kpis.company_ids = [Command.link(foreign.id)]
        self.digest.company_id = foreign
        self.assertEqual(self.mail(self.boss), {})
        self.digest.company_id = False  # the company of the receiver
        self.assertEqual(self.mail(self.boss)["deals_closed"][WEEK][0], "3")

    def test_only_what_the_dashboard_offers(self):
        self.kpis[0].company_ids = [Command.unlink(self.company.id)]
        self.kpis[1].active = False
        found = self.mail(self.boss)
        self.assertEqual(set(found), {*self.kpis[2:].mapped("code"), "digest_contacts"})

    def test_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.anna.lang = "de_DE"
        with self.at(NOW):
            rows = self.digest._compute_kpis(self.company, self.anna)
            env = self.env_of(self.anna)
            write = KpiFormat(env(context={"lang": "de_DE"}), self.company.currency_id)
        [row] = [row for row in rows if row["kpi_name"] == "sales_kpi_won_value"]
        self.assertEqual(row["kpi_col3"]["value"], "3.500\N{NO-BREAK SPACE}€")
        kpi = self.env["sales.kpi"].search([("code", "=", "won_value")])
        self.assertEqual(row["kpi_fullname"], kpi.with_context(lang="de_DE").name)
        for unit, value, text in (
            ("percent", 0.125, "12,5\N{NO-BREAK SPACE}%"),
            ("money", 999.5, "999,50\N{NO-BREAK SPACE}€"),
            ("ratio", 3.0, "3"),
            ("count", 12345, "12.345"),
        ):
            self.assertEqual(write.value(value, unit), text)
        self.assertTrue(write.value(12.34, "days").startswith("12,3 "))
        self.assertTrue(write.value(0.25, "hours").startswith("0,25 "))

    def test_link_shows_the_same_figures_on_the_dashboard(self):
        mail = self.mail(self.boss)
        links = html.fromstring(self.body).xpath("//a/@href")
        [link] = [link for link in links if link.endswith("kpi=win_rate")]
        self.assertIn("/odoo/action-kpi-dashboard?", link)
        words = dict(pair.split("=") for pair in link.split("?")[1].split("&"))
        with self.at(NOW):
            data = self.env_of(self.boss)["sales.kpi"].dashboard_data(
                {
                    "period": words["period"],
                    "date_from": words["from"],
                    "date_to": words["to"],
                }
            )
        self.assertEqual(words["to"], "2026-02-19")
        [tile] = [t for t in data["tiles"] if t["code"] == "win_rate"]
        shown = mail["win_rate"][f"{MONTH}, n = {tile['n']}"]
        self.assertEqual(shown, [f"{tile['value']:.0%}"])

    def test_digest_without_kpis_is_as_it_was(self):
        plain = self.env["digest.digest"].create(
            {"name": "Plain", "kpi_crm_lead_created": True}
        )
        self.assertFalse(plain.sales_kpi_ids)
        self.assertEqual(list(self.mail(self.anna, plain)), ["kpi_crm_lead_created"])
        standard = self.env.ref("digest.digest_digest_default", False)
        if standard:
            self.assertFalse(standard.sales_kpi_ids, "mails are off by default")

    def test_other_rows_of_a_digest_stay(self):
        self.digest.kpi_crm_opportunities_won = True
        mail = self.mail(self.anna)
        self.assertEqual(next(iter(mail)), "kpi_crm_opportunities_won")
        self.assertIn("deals_closed", mail)

    def test_chosen_in_the_form(self):
        with Form(self.digest) as form:
            form.sales_kpi_ids.remove(id=self.contacts.id)
        self.assertEqual(self.digest.sales_kpi_ids, self.kpis)

    def test_queries_do_not_grow_with_kpis(self):
        kpis = self.env["sales.kpi"].search([])
        kpis.company_ids = [Command.link(self.company.id)]
        twice = kpis + kpis.copy()
        self._queries(twice)  # formulas are read once
        self.assertEqual(self._queries(kpis), self._queries(twice))

    def _queries(self, kpis):
        self.digest.sales_kpi_ids = kpis
        self.env.flush_all()
        self.env.invalidate_all()
        with self.at(NOW):
            before = self.env.cr.sql_log_count
            rows = self.digest._sales_kpi_rows(self.company, self.boss)
            self.assertTrue(rows)
            return self.env.cr.sql_log_count - before
