"""The page that shows a newcomer around."""

from odoo import api, models

DASHBOARD = "sales_kpi.sales_kpi_dashboard_action"


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    @api.model
    @api.readonly
    def first_steps(self):
        """What there is, and for KPI managers what is still to be done.

        :return: ``{'tour': [step], 'tasks': [step]}``; a step has ``key``, ``title``,
            ``text``, ``button`` and the ``action`` it opens, a task also ``is_done``
        """
        self.env["sales.kpi.fact"].check_access("read")
        tasks = self._first_tasks() if self._may_set_up() else []
        return {"tour": self._first_tour(), "tasks": tasks}

    @api.model
    def _first_tour(self):
        return [
            {
                "key": "dashboard",
                "title": self.env._("Dashboard: your figures at a glance"),
                "text": self.env._(
                    "Each tile is a KPI of the period you choose, beside the period "
                    "before. Click a figure to see what is behind it, and “Customize” "
                    "to choose up to seven tiles of your own."
                ),
                "button": self.env._("Open the dashboard"),
                "action": DASHBOARD,
            },
            {
                "key": "milestones",
                "title": self.env._("Milestones: is enough under way?"),
                "text": self.env._(
                    "What customers must do today so that the orders of the coming "
                    "months arrive, with a light at each milestone."
                ),
                "button": self.env._("See how it works"),
                "action": "sales_kpi.milestone_intro_action",
            },
            {
                "key": "analysis",
                "title": self.env._("Analysis: every KPI by everything"),
                "text": self.env._(
                    "Put KPIs side by side, by team, product, source or month. Every "
                    "cell opens the leads, orders and invoices it counts."
                ),
                "button": self.env._("Open the analysis"),
                "action": "sales_kpi.sales_kpi_report_action",
            },
            {
                "key": "help",
                "title": self.env._("Help: what a KPI says and what to do"),
                "text": self.env._(
                    "Every KPI explains itself: what is divided by what, which date "
                    "counts, how it misleads, and what helps when it is bad."
                ),
                "button": self.env._("Read the KPIs"),
                "action": "sales_kpi.sales_kpi_action",
            },
        ]

    @api.model
    def _first_tasks(self):
        return [
            self._setup_task(),
            self._qualified_task(),
            self._customers_task(),
            self._figures_task(),
            self._tiles_task(),
            *self._milestones_tasks(),
        ]

    @api.model
    def _setup_task(self):
        is_done = self.env.company.kpi_setup == "done"
        return {
            "key": "setup",
            "title": self.env._("Set up the KPIs of %s", self.env.company.name),
            "text": self.env._(
                "The assistant asks seven questions and suggests an answer to each."
            ),
            "is_done": is_done,
            "button": self.env._("Go through it again")
            if is_done
            else self.env._("Start the assistant"),
            "action": "sales_kpi.sales_kpi_setup_action",
        }

    @api.model
    def _qualified_task(self):
        stages = self.env["crm.stage"]._kpi_stages(self.env.company)
        return {
            "key": "qualified",
            "title": self.env._("Mark the qualified stages"),
            "text": self.env._(
                "Without them a lead is qualified only once it is converted."
            ),
            "is_done": any(stages.mapped("is_sales_qualified")),
            "button": self.env._("Open the stages"),
            "action": "crm.crm_stage_action",
        }

    @api.model
    def _customers_task(self):
        company = self.env.company
        task = {
            "key": "customers",
            "title": self.env._("Tell who was a customer before Odoo"),
        }
        if not company.kpi_go_live:
            return {
                **task,
                "text": self.env._(
                    "There is no go-live day: nobody was a customer before the first "
                    "sale in Odoo. If that is wrong, enter the day in the assistant."
                ),
                "is_done": company.kpi_setup == "done",
                "button": self.env._("Start the assistant"),
                "action": "sales_kpi.sales_kpi_setup_action",
            }
        undated, newcomers = company._kpi_undated(company.kpi_go_live)
        return {
            **task,
            "text": company._kpi_undated_text(undated, newcomers)
            or self.env._("Every contact from before the go-live has its date."),
            "is_done": not newcomers,
            "button": self.env._("Show the contacts"),
            "action": company._kpi_undated_action(company.kpi_go_live),
        }

    @api.model
    def _figures_task(self):
        fact = self.env["sales.kpi.fact"]
        is_done = bool(fact.search([], limit=1, order="id"))
        return {
            "key": "figures",
            "title": self.env._("See the first figures"),
            "text": self.env._(
                "Figures come from leads, quotations, orders and invoices. What was "
                "there before the KPIs is read when they are installed, and again by "
                "a rebuild."
            ),
            "is_done": is_done,
            "button": self.env._("Open the dashboard")
            if is_done
            else self.env._("Rebuild the figures"),
            "action": DASHBOARD if is_done else "sales_kpi.sales_kpi_rebuild_action",
        }

    @api.model
    def _tiles_task(self):
        tiles = self.env["sales.kpi.tile"]
        return {
            "key": "tiles",
            "title": self.env._("Choose your tiles"),
            "text": self.env._(
                "Until then the dashboard shows those that most teams begin with."
            ),
            "is_done": bool(tiles.search_count([("user_id", "=", self.env.uid)])),
            "button": self.env._("Choose tiles"),
            "action": {
                "type": "ir.actions.client",
                "tag": "sales_kpi.dashboard",
                "params": {"customize": True},
            },
        }

    @api.model
    def _milestones_tasks(self):
        """For who may change teams and stages."""
        teams = self.env["crm.team"]
        if not teams._may_set_up_milestones():
            return []
        is_done = any(
            team._milestones()
            for team in teams.search([("milestone_target_amount", ">", 0)])
        )
        return [
            {
                "key": "milestones",
                "title": self.env._("Set up milestones for a team"),
                "text": self.env._(
                    "Five questions, ten minutes: team, milestones, target, rates, "
                    "dead horses."
                ),
                "is_done": is_done,
                "button": self.env._("Open the milestones")
                if is_done
                else self.env._("Start the assistant"),
                "action": "sales_kpi.milestone_board_action"
                if is_done
                else "sales_kpi.crm_milestone_setup_action",
            }
        ]
