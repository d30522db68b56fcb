from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import SalesKpiCase


@tagged("post_install", "-at_install")
class TestRpc(HttpCase, SalesKpiCase):
    """The public interface, as other tools call it over the network."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.user("rpc_seller")
        cls.team_a = cls.team("RPC", cls.seller)

    def setUp(self):
        super().setUp()
        with self.at("2026-01-10 09:00"):
            lead = self.lead(
                user_id=self.seller.id, team_id=self.team_a.id, expected_revenue=250
            )
        with self.at("2026-01-20 09:00"):
            lead.action_set_won()
        self.refresh("2026-02-01")

    def _call(self, login, model, method, *args, **kwargs):
        # Odoo announces that XML-RPC will go; until then people use it
        with mute_logger("odoo.addons.rpc.controllers.xmlrpc"):
            uid = self.xmlrpc_common.login(self.env.cr.dbname, login, login)
            return self.xmlrpc_object.execute_kw(
                self.env.cr.dbname, uid, login, model, method, args, kwargs
            )

    def test_evaluate_over_xml_rpc(self):
        answer = self._call(
            "rpc_seller",
            "sales.kpi",
            "evaluate",
            ["won_value", "win_rate", "sales_cycle"],
            "2026-01-01",
            "2026-02-28",
            granularity="month",
            groupby="user_id",
        )
        january = next(
            row
            for row in answer["rows"]
            if row["group"] and row["group"][0] == self.seller.id
        )
        self.assertEqual(january["period"], "2026-01-01")
        self.assertEqual(january["group"][1], self.seller.name)
        self.assertEqual(january["values"]["won_value"], {"value": 250.0, "n": 1})
        self.assertEqual(january["values"]["win_rate"]["value"], 1.0)
        self.assertAlmostEqual(january["values"]["sales_cycle"]["value"], 10.0)

    def test_no_value_is_false_over_xml_rpc(self):
        answer = self._call(
            "rpc_seller",
            "sales.kpi",
            "evaluate",
            ["win_rate"],
            "2026-02-01",
            "2026-02-28",
        )
        self.assertEqual(
            answer["rows"][0]["values"], {"win_rate": {"value": False, "n": 0}}
        )
        self.assertIs(answer["rows"][0]["group"], False)

    def test_no_value_is_null_over_json(self):
        self.authenticate("rpc_seller", "rpc_seller")
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_kw/sales.kpi/evaluate",
            {
                "model": "sales.kpi",
                "method": "evaluate",
                "args": [["win_rate"], "2026-02-01", "2026-02-28"],
                "kwargs": {},
            },
        )
        self.assertEqual(
            answer["rows"][0]["values"], {"win_rate": {"value": None, "n": 0}}
        )

    def test_refresh_over_xml_rpc(self):
        answer = self._call("rpc_seller", "sales.kpi.fact", "refresh")
        self.assertEqual(set(answer), {"changed", "facts"})
