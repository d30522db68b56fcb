from odoo import api, models
from odoo.fields import Command

from . import demo_words as words
from .demo_plan import Plan
from .demo_replay import Replay

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
        customers = demo._create_customers()
        steps = Plan(self.env.cr.now()).steps()
        Replay(demo.env, customers).run(steps)

    def _create_customers(self):
        """144 companies, each with a person to talk to."""
        names = [(stem, form) for form in words.FORMS for stem in words.STEMS]
        countries = {code: self.env.ref(f"base.{code}").id for code in words.COUNTRIES}
        return self.env["res.partner"].create(
            [
                {
                    "name": f"{stem} {form}",
                    "is_company": True,
                    "email": f"info@kunde{number}.example",
                    "country_id": countries[words.COUNTRIES[number % 7]],
                    "child_ids": [
                        Command.create(
                            {
                                "name": words.PERSONS[number % 10],
                                "email": f"person@kunde{number}.example",
                            }
                        )
                    ],
                }
                for number, (stem, form) in enumerate(names, 1)
            ]
        )
