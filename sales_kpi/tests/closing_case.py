from datetime import date

from .common import SalesKpiCase

MANAGER = "base.group_user,sales_kpi.group_manager"


class ClosingCase(SalesKpiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Fact = cls.env["sales.kpi.fact"]
        cls.manager = cls.user("kpi_closer", groups=MANAGER)

    def close(self, day, at):
        with self.at(at):
            self.company._kpi_close_until(date.fromisoformat(day))

    def reopen(self, at, day=None):
        with self.at(at):
            self.company.with_user(self.manager).action_kpi_reopen("Late bill", day)

    def won_lead(self, created, won, amount):
        with self.at(created):
            lead = self.lead(expected_revenue=amount)
        with self.at(won):
            lead.action_set_won()
        return lead

    def raise_win(self, lead, amount):
        """Correct the amount of a win in the journal, as a rebuilt history would."""
        self.env.cr.execute(
            "UPDATE sales_kpi_journal SET amount = %s "
            "WHERE res_model = 'crm.lead' AND res_id = %s",
            [amount, lead.id],
        )
        self.env["crm.lead"]._kpi_mark(lead.ids)

    def stored(self, event):
        """(date, amount, count, locked, correction) of the facts of an event."""
        facts = self.Fact.search(
            [("company_id", "=", self.company.id), ("event", "=", event)],
            order="date, id",
        )
        return [(str(f.date), f.amount, f.count, f.locked, f.correction) for f in facts]
