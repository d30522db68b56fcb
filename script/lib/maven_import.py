"""Loads the Maven CRM data into a database, for `odoo shell` (see script/import-maven).

The deals are written by SQL with their dates in the past, as if the company had worked
with Odoo all along; then journal and facts are rebuilt, as at installation.
"""

import os
import sys
from datetime import datetime, timedelta

from odoo.tools import SQL, split_every

sys.path.insert(0, os.environ["MAVEN_LIB"])
from maven_files import read

DONE = "import_maven.done"
QUIET = {"tracking_disable": True, "no_reset_password": True, "mail_create_nolog": True}
COUNTRIES = {"Philipines": "Philippines", "Korea": "South Korea"}
SECTORS = {"technolgy": "technology"}


INSERT_ORDERS = """
    WITH given AS (
        SELECT * FROM (VALUES %s) AS deal(lead, code, partner, team, person, company,
               currency, value, sent, day, state, product, label, unit)
    ), written AS (
        INSERT INTO sale_order (
               name, state, company_id, partner_id, partner_invoice_id,
               partner_shipping_id, currency_id, currency_rate, user_id, team_id,
               opportunity_id, date_order, create_date, write_date, amount_untaxed,
               amount_tax, amount_total, invoice_status)
        SELECT code, state, company, partner, partner, partner, currency, 1, person,
               team, lead, day, sent, day, value, 0, value,
               CASE state WHEN 'sale' THEN 'to invoice' ELSE 'no' END
          FROM given
     RETURNING id, opportunity_id
    )
    INSERT INTO sale_order_line (
           order_id, sequence, company_id, currency_id, order_partner_id, salesman_id,
           product_id, product_uom_id, state, name, product_uom_qty, price_unit,
           technical_price_unit, discount, price_subtotal, price_tax, price_total,
           price_reduce_taxexcl, price_reduce_taxinc, qty_to_invoice, qty_invoiced,
           qty_delivered, invoice_status, customer_lead, create_date, write_date)
    SELECT written.id, 10, company, currency, partner, person, product, unit, state,
           label, 1, value, value, 0, value, 0, value, value, value,
           (state = 'sale')::int, 0, 0,
           CASE state WHEN 'sale' THEN 'to invoice' ELSE 'no' END, 0, sent, day
      FROM written
      JOIN given ON given.lead = written.opportunity_id
"""
INSERT_TRACKING = """
    WITH message AS (
        INSERT INTO mail_message (
               model, res_id, date, create_date, message_type, author_id, create_uid)
        SELECT 'sale.order', sale.id, sale.create_date, sale.create_date,
               'notification', person.partner_id, person.id
          FROM sale_order sale
          JOIN res_users person ON person.id = sale.user_id
         WHERE sale.partner_id = ANY(%(partners)s)
           AND sale.name = ANY(%(codes)s)
     RETURNING id
    )
    INSERT INTO mail_tracking_value (
           mail_message_id, field_id, old_value_char, new_value_char)
    SELECT id, %(field)s, 'Quotation', 'Quotation Sent' FROM message
"""


class MavenImport:
    def __init__(self, env, data, shift):
        self.env = env
        self.data = data
        self.shift = shift
        self.company = env.company

    def run(self):
        """Load everything; returns the number of deals."""
        teams = self.teams()
        products = self.products()
        partners = self.partners()
        self.env.flush_all()
        leads = self.leads(teams, products, partners)
        self.orders(leads, products)
        # the data hold no invoices: revenue is what was ordered
        self.company.kpi_revenue_basis = "orders"
        self.env["ir.config_parameter"].set_param(DONE, "1")
        self.env.invalidate_all()
        return len(leads)

    def teams(self):
        """``{agent: (team, user)}``; a manager leads the team that is named after him."""
        salesman = self.env.ref("sales_team.group_sale_salesman")
        managers = sorted({row["manager"] for row in self.data.agents})
        agents = [row["sales_agent"] for row in self.data.agents]
        offices = {row["manager"]: row["regional_office"] for row in self.data.agents}
        users = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": f"{name.lower().replace(' ', '.')}@maven.example",
                    "email": f"{name.lower().replace(' ', '.')}@maven.example",
                    "company_id": self.company.id,
                    "company_ids": [(6, 0, self.company.ids)],
                    "group_ids": [(6, 0, salesman.ids)],
                }
                for name in managers + agents
            ]
        )
        user = dict(zip(managers + agents, users, strict=True))
        teams = self.env["crm.team"].create(
            [
                {
                    "name": f"{offices[name]}: {name}",
                    "user_id": user[name].id,
                    "company_id": self.company.id,
                }
                for name in managers
            ]
        )
        team = dict(zip(managers, teams, strict=True))
        self.env["crm.team.member"].create(
            [
                {
                    "crm_team_id": team[row["manager"]].id,
                    "user_id": user[row["sales_agent"]].id,
                }
                for row in self.data.agents
            ]
        )
        return {
            row["sales_agent"]: (team[row["manager"]].id, user[row["sales_agent"]].id)
            for row in self.data.agents
        }

    def products(self):
        """``{product: record}`` with its series as category."""
        series = sorted({row["series"] for row in self.data.products})
        categories = self.env["product.category"].create(
            [{"name": name} for name in series]
        )
        category = dict(zip(series, categories.ids, strict=True))
        products = self.env["product.product"].create(
            [
                {
                    "name": row["product"],
                    "list_price": float(row["sales_price"]),
                    "categ_id": category[row["series"]],
                    "type": "service",
                }
                for row in self.data.products
            ]
        )
        return {product.name: product for product in products}

    def partners(self):
        """``{account: record}`` with sector, country, parent and key figures."""
        sectors = sorted({self.sector(row) for row in self.data.accounts})
        tags = self.env["res.partner.category"].create(
            [{"name": name} for name in sectors]
        )
        tag = dict(zip(sectors, tags.ids, strict=True))
        countries = {
            country.name: country.id
            for country in self.env["res.country"].with_context(lang="en_US").search([])
        }
        partners = self.env["res.partner"].create(
            [
                {
                    "name": row["account"],
                    "is_company": True,
                    "country_id": countries.get(
                        COUNTRIES.get(row["office_location"], row["office_location"])
                    ),
                    "category_id": [(6, 0, [tag[self.sector(row)]])],
                    "comment": f"Employees: {row['employees']}. "
                    f"Revenue: {row['revenue']} million USD.",
                }
                for row in self.data.accounts
            ]
        )
        partner = {record.name: record for record in partners}
        for row in self.data.accounts:
            if row["subsidiary_of"] in partner:
                partner[row["account"]].parent_id = partner[row["subsidiary_of"]]
        return partner

    def sector(self, row):
        return SECTORS.get(row["sector"], row["sector"]).capitalize() or "Other"

    def leads(self, teams, products, partners):
        """Write the deals; returns ``[(lead id, deal, value)]``."""
        last = max(
            day
            for deal in self.data.deals
            for day in (deal.engaged, deal.closed)
            if day
        )
        reason = self.env["crm.lost.reason"].search([], limit=1)
        stages = self.env["crm.stage"].search([("team_ids", "=", False)])
        won = stages.filtered("is_won")[:1]
        first, middle = (stages - won)[:1], (stages - won)[1:2]
        stage = {"Prospecting": first, "Engaging": middle, "Won": won, "Lost": middle}
        rows = []
        for deal in self.data.deals:
            team, user = teams[deal.agent]
            partner = partners.get(deal.account, self.env["res.partner"])
            is_won, is_lost = deal.stage == "Won", deal.stage == "Lost"
            engaged = (deal.engaged or last) + self.shift
            closed = deal.closed and deal.closed + self.shift
            value = deal.value if is_won else products[deal.product].list_price
            rows.append(
                (
                    f"{deal.product} {deal.code}",
                    partner.id or None,
                    partner.name or None,
                    partner.country_id.id or None,
                    team,
                    user,
                    self.company.id,
                    stage[deal.stage].id,
                    value,
                    engaged,
                    closed,
                    not is_lost,
                    100 if is_won else 0 if is_lost else 20,
                    "won" if is_won else "lost" if is_lost else "pending",
                    reason.id if is_lost else None,
                )
            )
        ids = []
        for chunk in split_every(1000, rows, list):
            ids += self.env.cr.execute_values(
                """
                INSERT INTO crm_lead (
                       name, partner_id, partner_name, country_id, team_id, user_id,
                       company_id, stage_id, expected_revenue, create_date, date_closed,
                       active, probability, won_status, lost_reason_id, type, priority,
                       automated_probability, date_open, date_conversion,
                       date_last_stage_update, write_date, create_uid, write_uid)
                SELECT name, partner, customer, country, team, person, company, stage,
                       value, began, ended, open, chance, status, reason, 'opportunity',
                       '0', chance, began, began, COALESCE(ended, began),
                       COALESCE(ended, began), person, person
                  FROM (VALUES %s) AS deal(name, partner, customer, country, team, person,
                       company, stage, value, began, ended, open, chance, status, reason)
             RETURNING id
                """,
                chunk,
                template="(%s,%s::int,%s,%s::int,%s,%s,%s,%s,%s::numeric,%s::timestamp,"
                "%s::timestamp,%s,%s::float8,%s,%s::int)",
                page_size=1000,
                fetch=True,
            )
        found = zip((lead_id for (lead_id,) in ids), self.data.deals, rows, strict=True)
        return [(lead_id, deal, row) for lead_id, deal, row in found]

    def orders(self, leads, products):
        """Write an order with one line for each closed deal with a customer.

        That a deal was engaged is taken as: a quotation was sent that day. It was
        confirmed the day the deal was won.
        """
        currency = self.company.currency_id.id
        closed = [
            (
                lead_id,
                deal.code,
                row[1],
                row[4],
                row[5],
                row[6],
                currency,
                row[8],
                row[9],
                row[10] if deal.stage == "Won" else row[9],
                "sale" if deal.stage == "Won" else "sent",
                products[deal.product].id,
                deal.product,
                products[deal.product].uom_id.id,
            )
            for lead_id, deal, row in leads
            if deal.stage in ("Won", "Lost") and row[1]
        ]
        for chunk in split_every(1000, closed, list):
            self.env.cr.execute_values(
                INSERT_ORDERS,
                chunk,
                template="(%s,%s,%s,%s,%s,%s,%s,%s::numeric,%s::timestamp,"
                "%s::timestamp,%s,%s,%s,%s)",
                page_size=1000,
            )
        field = self.env["ir.model.fields"]._get("sale.order", "state")
        self.env.cr.execute(
            SQL(
                INSERT_TRACKING,
                partners=[row[2] for row in closed],
                field=field.id,
                codes=[row[1] for row in closed],
            )
        )


def fail(sentence):
    print(f"script/import-maven: {sentence}", file=sys.stderr)
    sys.exit(1)


def main(env):
    if env["ir.config_parameter"].get_param(DONE):
        fail(f"{env.cr.dbname} already holds the Maven data; choose another database.")
    data = read(os.environ["MAVEN_DIR"])
    shift = timedelta()
    if os.environ.get("MAVEN_TODAY"):
        last = max(
            day for deal in data.deals for day in (deal.engaged, deal.closed) if day
        )
        shift = timedelta(days=(datetime.now() - last).days)  # noqa: DTZ005
    env = env(context={**env.context, **QUIET})
    count = MavenImport(env, data, shift).run()
    env["sales.kpi.journal"].rebuild_history()
    facts = env["sales.kpi.fact"].rebuild()["facts"]
    env.cr.execute(
        SQL("SELECT MIN(date), MAX(date) FROM sales_kpi_fact WHERE event = 'lead_won'")
    )
    first, last = env.cr.fetchone()
    env.cr.commit()
    print(
        f"""
    {count} deals imported, {facts} KPI facts computed; won deals from {first} to {last}.
    Look at them:   script/odoo -d {env.cr.dbname}
                    http://localhost:8069, log in as admin / admin
    Where to click: CRM ▸ KPIs ▸ Dashboard, with a period from {first} to {last};
                    CRM ▸ KPIs ▸ Analysis by salesperson, team and quarter
"""
    )


main(env)  # noqa: F821 - odoo shell gives it
