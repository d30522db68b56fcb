from contextlib import contextmanager

from .common import SalesKpiCase


class MilestoneCase(SalesKpiCase):
    """A team whose process is M1 to M4 (won) after a stage in which leads begin.

    M1 wants no evidence, the others do.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.user("anna")
        cls.bert = cls.user("bert")
        cls.north = cls.team("North", (cls.anna, cls.bert), use_leads=True)
        cls.begin, cls.m1, cls.m2, cls.m3, cls.won = cls.env["crm.stage"].create(
            [
                {
                    "name": name,
                    "sequence": -100 + place,
                    "team_ids": cls.north.ids,
                    "is_milestone": place > 0,
                    "evidence_required": place > 1,
                    "customer_action": f"The customer does {name}",
                    "is_won": name == "Buys",
                }
                for place, name in enumerate(
                    ["Begin", "Interest", "Talk", "Need", "Buys"]
                )
            ]
        )

    def north_lead(self, **values):
        return self.lead(team_id=self.north.id, contact_name="Cora Client", **values)

    def rows(self, lead, *columns):
        """The milestones of a lead in the journal, in their order."""
        columns = columns or ("milestone_id", "is_implied")
        rows = self.env["sales.kpi.journal"].search(
            [("res_id", "=", lead.id), ("kind", "=", "milestone")], order="id"
        )
        return [
            tuple(getattr(row[name], "name", row[name]) for name in columns)
            for row in rows.with_context(active_test=False)
        ]

    def reply(self, lead, body="Please come", **values):
        """A mail that the customer sent."""
        return lead.message_post(
            body=body,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.partner("Cora Client", is_company=False).id,
            **values,
        )

    @contextmanager
    def refused(self, error, *words):
        """The block is refused, and the message has these words."""
        with self.assertRaises(error) as caught:
            yield
        for word in words:
            self.assertIn(word, str(caught.exception))
