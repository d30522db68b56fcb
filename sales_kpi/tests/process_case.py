from odoo.fields import Command

from .golden import GoldenCase


class ProcessCase(GoldenCase):
    """A team with five milestones of its own, M1 … M5 (the last one is won)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north = cls.team("North")
        # the stages of Odoo are no milestones here, whatever the database holds
        cls.env["crm.stage"].search([]).is_milestone = False
        cls.entry = cls._stage("Entry", 0)
        cls.stages = cls.env["crm.stage"].concat(
            *(
                cls._stage(f"M{n}", n, is_milestone=True, is_won=n == 5)
                for n in range(1, 6)
            )
        )
        cls.m1, cls.m2, cls.m3, cls.m4, cls.m5 = cls.stages

    @classmethod
    def _stage(cls, name, sequence, **values):
        return cls.env["crm.stage"].create(
            {
                "name": name,
                "sequence": sequence,
                "team_ids": [Command.link(cls.north.id)],
                **values,
            }
        )

    def reach(self, leads, stage, moment, **extra):
        """Note in the journal that leads reached a milestone, as it notes it itself.

        By default the one before it is the one before; ``amount`` is the entry value.
        """
        place = list(self.stages).index(stage)
        values = {
            "milestone_id": stage.id,
            "milestone_from_id": self.stages[place - 1].id if place else None,
            **extra,
        }
        with self.at(moment):
            self.env["sales.kpi.journal"]._record_leads(
                dict.fromkeys(leads.ids, "milestone"), **values
            )
            self.env["crm.lead"]._kpi_mark(leads.ids)

    def team_leads(self, number, moment, **values):
        """Leads of the team in its first stage, which is no milestone."""
        with self.at(moment):
            return self.env["crm.lead"].create(
                [
                    {
                        "name": "Lead",
                        "type": "opportunity",
                        "company_id": self.company.id,
                        "team_id": self.north.id,
                        "stage_id": self.entry.id,
                        "user_id": False,
                        **values,
                    }
                ]
                * number
            )

    def by_stage(self, code, first, last, **options):
        """Values of a KPI by milestone."""
        return self.figures(code, first, last, groupby="stage_id", **options)
