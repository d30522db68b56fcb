"""A model as another app would bring it, for the tests of own events."""

from odoo.fields import Command

from .common import SalesKpiCase

OPERATIONS = "base.group_user,sales_kpi.group_operations"
CALL = "x_kpi_call"


class OwnEventCase(SalesKpiCase):
    """A model of calls, as another app would bring it: who, when, how long, how much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls.user("kpi_own_anna")
        cls.olga = cls.user("kpi_own_olga", groups=OPERATIONS)
        cls.north = cls.team("North", cls.anna)
        model = cls.env["ir.model"].create(
            {
                "name": "KPI call",
                "model": CALL,
                "field_id": [
                    Command.create({"name": name, "field_description": name, **values})
                    for name, values in (
                        ("x_at", {"ttype": "datetime"}),
                        ("x_begun", {"ttype": "datetime"}),
                        ("x_day", {"ttype": "date"}),
                        ("x_gone", {"ttype": "date"}),
                        (
                            "x_currency_id",
                            {"ttype": "many2one", "relation": "res.currency"},
                        ),
                        (
                            "x_value",
                            {"ttype": "monetary", "currency_field": "x_currency_id"},
                        ),
                        ("x_state", {"ttype": "char"}),
                        ("x_amount", {"ttype": "float"}),
                        ("x_user_id", {"ttype": "many2one", "relation": "res.users"}),
                        ("x_team_id", {"ttype": "many2one", "relation": "crm.team"}),
                        (
                            "x_partner_id",
                            {"ttype": "many2one", "relation": "res.partner"},
                        ),
                        (
                            "x_company_id",
                            {"ttype": "many2one", "relation": "res.company"},
                        ),
                        (
                            "x_loose",
                            {"ttype": "date", "store": False, "compute": "pass"},
                        ),
                    )
                ],
            }
        )
        cls.env["ir.model.access"].create(
            {
                "name": "calls",
                "model_id": model.id,
                "group_id": cls.env.ref("sales_kpi.group_operations").id,
                "perm_read": True,
            }
        )
        cls.calls = cls.env[CALL]

    @classmethod
    def field(cls, name, model=CALL):
        return cls.env["ir.model.fields"]._get(model, name).id

    def own(self, code="calls_made", user=None, **values):
        events = self.env["sales.kpi.event"].with_user(user or self.olga)
        return events.create(
            {
                "name": "Calls made",
                "code": code,
                "model_id": self.env["ir.model"]._get_id(CALL),
                "date_field_id": self.field("x_at"),
                "domain": "[('x_state', '=', 'done')]",
                **values,
            }
        )

    def whole(self, **values):
        """The event with everything it can find."""
        return self.own(
            start_field_id=self.field("x_begun"),
            amount_field_id=self.field("x_amount"),
            company_field_id=self.field("x_company_id"),
            team_field_id=self.field("x_team_id"),
            user_field_id=self.field("x_user_id"),
            customer_field_id=self.field("x_partner_id"),
            **values,
        )

    def call(self, at="2026-01-10 10:00:00", **values):
        return self.calls.create(
            {
                "x_at": at,
                "x_state": "done",
                "x_company_id": self.company.id,
                "x_user_id": self.anna.id,
                "x_team_id": self.north.id,
                **values,
            }
        )
