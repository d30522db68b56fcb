"""What tests of offers need: a team that offers, and partners in a given order."""

from unittest.mock import patch

from odoo import Command

from .common import SalesKpiCase

WORKDAYS = range(5)


def nine_to_five(env, tz="UTC"):
    """Working hours Monday to Friday 9-17 without a break."""
    return env["resource.calendar"].create(
        {
            "name": "Nine to five",
            "tz": tz,
            "attendance_ids": [
                Command.clear(),
                *(
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 17,
                            "day_period": "morning",
                        }
                    )
                    for day in WORKDAYS
                ),
            ],
        }
    )


class OfferCase(SalesKpiCase):
    """Four partners; the matching ranks them A, B, C, D and is tested elsewhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = nine_to_five(cls.env)
        cls.leader = cls.user("offer_leader", "sales_team.group_sale_manager")
        cls.sellers = cls.env["res.partner"].create(
            [
                {
                    "name": f"Partner {letter}",
                    "is_company": True,
                    "is_sales_partner": True,
                    "sales_calendar_id": cls.calendar.id,
                }
                for letter in "ABCD"
            ]
        )
        cls.a, cls.b, cls.c, cls.d = cls.sellers
        cls.south = cls.team(
            "South",
            user_id=cls.leader.id,
            partner_routing="manual",
            offers_per_wave=2,
            wave_hours=4,
            wave_limit=3,
        )
        cls.reason = cls.env.ref("sales_kpi.offer_decline_reason_region")
        matching = patch.object(
            cls.registry["crm.lead"], "_match_partners", cls._ranked(), create=True
        )
        matching.start()
        cls.addClassCleanup(matching.stop)

    @classmethod
    def _ranked(cls):
        def match(leads, number, excluded=None):
            excluded = excluded or {}
            return {
                lead.id: [
                    partner_id
                    for partner_id in cls.sellers.ids
                    if partner_id not in excluded.get(lead.id, ())
                ][:number]
                for lead in leads
            }

        return match

    def offered(self, at="2026-03-06 16:30", **values):
        """A lead on offer since Friday 16:30."""
        with self.at(at):
            lead = self.lead(team_id=self.south.id, **values)
            lead.action_offer_to_partners()
        return lead

    def asked(self, lead):
        """Whom a lead was offered to, ``[(partner's letter, wave, state)]``."""
        offers = lead.offer_ids.sorted("id")
        return [(o.partner_id.name[-1], o.wave, o.state) for o in offers]

    def offer(self, lead, partner):
        offers = lead.offer_ids.filtered(lambda offer: offer.partner_id == partner)
        return offers.sorted("id")[-1:]

    def run_scheduler(self, at):
        with self.at(at), self.enter_registry_test_mode():
            self.env.ref("sales_kpi.ir_cron_offers").method_direct_trigger()

    def kinds(self, lead):
        """What the journal says of the offers of a lead, ``[(when, kind, letter)]``."""
        self.env.flush_all()
        rows = self.env["sales.kpi.journal"].search(
            [("res_model", "=", "crm.lead.offer"), ("lead_id", "=", lead.id)],
            order="at, id",
        )
        return [
            (f"{row.at:%a %H:%M}", row.kind, row.sales_partner_id.name[-1])
            for row in rows
        ]
