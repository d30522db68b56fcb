from datetime import timedelta

from odoo import api, models
from odoo.fields import Command

from . import demo_words as words
from .demo_neighbour import spread_leads
from .demo_outlook import look_ahead
from .demo_partner import sell_by_partners
from .demo_place import zip_of
from .demo_plan import Plan
from .demo_replay import Replay
from .demo_story import REGULARS
from .demo_target import agree_targets

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_activity_automation_skip": True,
    "no_mail_to_attendees": True,
    "dont_notify": True,
    "no_reset_password": True,
}


class SalesKpiDemo(models.AbstractModel):
    """Two years of a small sales organisation up to the day of installation."""

    _name = "sales.kpi.demo"
    _description = "Demo data of the KPIs"

    @api.model
    def _generate(self):
        """Replay the plan up to now, once."""
        marker = self.env.ref("sales_kpi.crm_team_mid_market_demo")
        if self.env["crm.lead"].search_count([("team_id", "=", marker.id)], limit=1):
            return
        company = self.env.ref("base.main_company")
        demo = self.with_company(company).with_context(**QUIET)
        if not company.chart_template:
            demo.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )
        now = self.env.cr.now().replace(microsecond=0)
        plan = Plan(now)
        steps = plan.steps()
        spread_leads(demo.env, now)
        Replay(demo.env, demo._create_customers(plan)).run(steps)
        sell_by_partners(demo.env, now)
        # what follows looks at figures, the past of Odoo's own leads included
        self.env["sales.kpi.journal"].rebuild_history()
        self.env["sales.kpi.fact"].rebuild()
        look_ahead(demo.env, company, marker.with_env(demo.env))
        agree_targets(demo.env, company)

    def _create_customers(self, plan):
        """The companies of the plan, each with a person to talk to.

        The regular ones bought before: since when is known, as after an import.
        """
        countries = {code: self.env.ref(f"base.{code}").id for code in words.COUNTRIES}
        return self.env["res.partner"].create(
            [
                {
                    "name": company_name(number),
                    "is_company": True,
                    "email": f"info@kunde{number}.example",
                    "country_id": countries[words.COUNTRIES[number % 7]],
                    "zip": zip_of(words.COUNTRIES[number % 7], number),
                    "customer_since": number < REGULARS
                    and plan.first - timedelta(days=30 + 15 * number),
                    "child_ids": [
                        Command.create(
                            {
                                "name": words.PERSONS[number % 10],
                                "email": f"person@kunde{number}.example",
                            }
                        )
                    ],
                }
                for number in range(plan.customers)
            ]
        )


def company_name(number):
    """Another name for each number up to all pairs of stem and trade."""
    stem = words.STEMS[number % len(words.STEMS)]
    trade = words.TRADES[number % len(words.TRADES)]
    form = words.FORMS[number % len(words.FORMS)]
    return f"{stem} {trade} {form}"
