"""Many partners answer at the same moment, over real connections."""

import threading
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .test_parallel import ParallelCase


class OfferRaceCase(ParallelCase):
    """A lead on offer to many partners, committed; what they try begins at once."""

    def _prepare(self, env):
        prepared = super()._prepare(env)
        _company_id, team_ids, _user_ids = prepared
        env["crm.team"].browse(team_ids[0]).partner_routing = "manual"
        partners = env["res.partner"].create(
            [
                {"name": f"Racer {n}", "is_company": True, "is_sales_partner": True}
                for n in range(self.racers)
            ]
        )
        self.partner_ids = partners.ids
        return prepared

    racers = 8

    def _clean(self, env):
        env["crm.lead"].search([("name", "=", "Storm")]).offer_ids.sudo().unlink()
        cleaned = super()._clean(env)
        env["res.partner"].browse(self.partner_ids).unlink()
        return cleaned

    def _on_offer(self, env, expires="2100-01-01"):
        lead = env["crm.lead"].browse(self._create_leads(env, 1))
        lead._begin_round()
        offers = env["crm.lead.offer"].create(
            [
                {
                    "lead_id": lead.id,
                    "partner_id": partner_id,
                    "round": 1,
                    "wave": 1,
                    "date_offered": fields.Datetime.now(),
                    "date_expires": expires,
                }
                for partner_id in self.partner_ids
            ]
        )
        lead.routing_wave = 1
        lead.date_next_wave = expires
        return lead.id, offers.ids

    def _race(self, *works):
        """Run all ``work(env)`` at once; return what each said, in their order.

        Each takes its snapshot of the database before the first one acts, as it would
        be if all had tapped at the same moment.
        """
        self.lost = []
        barrier = threading.Barrier(len(works))
        said = [None] * len(works)

        def run(place, work):
            met = False

            def act():
                nonlocal met
                env.cr.execute("SELECT COUNT(*) FROM crm_lead_offer")
                if not met:
                    met = True
                    barrier.wait(60)
                try:
                    work(env)
                    env.flush_all()
                except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
                    self.lost.append(type(error))
                    raise

            try:
                with connection.cursor() as cr:
                    env = self.env(cr=cr, user=1, context=self._context())
                    retrying(act, env)
                said[place] = "done"
            except UserError as error:
                said[place] = str(error)
            except Exception as error:  # noqa: BLE001 - told by the main thread
                said[place] = repr(error)

        connection = db_connect(self.env.cr.dbname)
        threads = [
            threading.Thread(target=run, args=item, daemon=True)
            for item in enumerate(works)
        ]
        with (
            patch.object(Registry, "_lock", DummyRLock()),
            patch("odoo.service.model.random.uniform", lambda low, high: 0.05),
            mute_logger("odoo.sql_db", "odoo.service.model"),
        ):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(120)
        return said

    def _accept(self, offer_id):
        return lambda env: env["crm.lead.offer"].browse(offer_id).action_accept()

    def _states(self, offer_ids):
        return self._commit(
            lambda env: env["crm.lead.offer"].browse(offer_ids).mapped("state")
        )

    def _journalled(self, kind, offer_ids):
        [(count,)] = self._commit(
            lambda env: env.execute_query(
                SQL(
                    """SELECT COUNT(*) FROM sales_kpi_journal
                        WHERE res_model = 'crm.lead.offer' AND kind = %s
                          AND res_id = ANY(%s)""",
                    kind,
                    offer_ids,
                )
            )
        )
        return count

    def _assert_one_winner(self):
        lead_id, offer_ids = self._commit(self._on_offer)
        said = self._race(*map(self._accept, offer_ids))
        losers = len(offer_ids) - 1
        self.assertEqual(set(self.lost), {SerializationFailure}, "no deadlock")
        self.assertEqual(said.count("done"), 1, said)
        self.assertEqual(sum("taken" in text for text in said), losers, said)
        states = self._states(offer_ids)
        self.assertEqual(states.count("accepted"), 1)
        self.assertEqual(states.count("taken"), losers)
        self.assertEqual(self._journalled("offer_accepted", offer_ids), 1)
        self.assertEqual(self._journalled("offer_taken", offer_ids), losers)
        winner = self.partner_ids[said.index("done")]
        self.assertEqual(
            self._commit(
                lambda env: env["crm.lead"].browse(lead_id).sales_partner_id.id
            ),
            winner,
        )


@tagged("post_install", "-at_install")
class TestOfferRace(OfferRaceCase):
    def test_eight_accept(self):
        self._assert_one_winner()

    def test_last_free_place_is_taken_once(self):
        """Two contacts of a partner take one lead each, and he has room for one."""

        def offered(env):
            env["res.partner"].browse(self.partner_ids[0]).sales_capacity = 1
            return [self._on_offer(env)[1][0] for _lead in range(2)]

        offer_ids = self._commit(offered)
        said = self._race(*map(self._accept, offer_ids))
        self.assertEqual(said.count("done"), 1, said)
        self.assertEqual(sum("as many as agreed" in text for text in said), 1, said)
        self.assertEqual(sorted(self._states(offer_ids)), ["accepted", "offered"])

    def test_accept_while_it_is_withdrawn(self):
        """Either the partner has the lead or the offer is gone, and both sides know."""
        _lead_id, [first, *_others] = self._commit(self._on_offer)
        accepted, withdrawn = self._race(
            self._accept(first),
            lambda env: env["crm.lead.offer"].browse(first).action_withdraw(),
        )
        self.assertEqual([accepted, withdrawn].count("done"), 1)
        [state] = self._states([first])
        self.assertEqual(state, "accepted" if accepted == "done" else "withdrawn")
        loser = withdrawn if accepted == "done" else accepted
        self.assertIn("accepted" if accepted == "done" else "withdrawn", loser)
        self.assertEqual(self._journalled(f"offer_{state}", [first]), 1)

    def test_accept_while_it_lapses(self):
        """The scheduler finds the wave over at the moment somebody accepts.

        Both look at a clock of their own, as on two machines.
        """
        lead_id, [first, *others] = self._commit(self._on_offer)

        def lapse(env):
            lead = env["crm.lead"].browse(lead_id)
            if lead.routing_state == "offering":
                lead._lock_routing()
                lead._open_offers()._lapse()
                lead._fall_back()

        accepted, lapsed = self._race(self._accept(first), lapse)
        self.assertEqual(lapsed, "done")
        states = self._states([first, *others])
        if accepted == "done":
            self.assertEqual(states, ["accepted"] + ["taken"] * len(others))
        else:
            self.assertEqual(accepted, "The time to accept this lead is over.")
            self.assertEqual(set(states), {"expired"})
        self.assertEqual(
            self._journalled("offer_accepted", [first]), int(accepted == "done")
        )

    def test_scheduler_leaves_a_lead_that_is_answered_right_now(self):
        lead_id, offer_ids = self._commit(self._on_offer)
        other_id, other_offer_ids = self._commit(
            lambda env: self._on_offer(env, "2020-01-01")
        )
        self._commit(
            lambda env: env["crm.lead.offer"]
            .browse(offer_ids[1:])
            .write({"date_expires": "2020-01-01"})
        )

        def move(env):
            leads = env["crm.lead"].browse([lead_id, other_id])
            with mute_logger("odoo.addons.sales_kpi.models.crm_lead_offer_cron"):
                leads.with_context(active_test=False)._move_safely()

        with patch.object(
            self.registry["crm.lead"],
            "_match_partners",
            lambda leads, number, excluded=None: {},
            create=True,
        ):
            accepted, moved = self._race(self._accept(offer_ids[0]), move)
        self.assertEqual([accepted, moved], ["done", "done"])
        self.assertEqual(self._states(offer_ids)[0], "accepted")
        self.assertEqual(set(self._states(other_offer_ids)), {"expired"})

    def test_accept_while_the_lead_is_merged(self):
        """The partner has the survivor, or he is told that the offer is withdrawn."""
        lead_id, [first, *_others] = self._commit(self._on_offer)
        keeper_id = self._commit(
            lambda env: (
                env["crm.lead"]
                .create(
                    {
                        "name": "Storm",
                        "type": "opportunity",
                        "probability": 90,
                        "team_id": self.team_ids[1],
                    }
                )
                .id
            )
        )
        accepted, merged = self._race(
            self._accept(first),
            lambda env: (
                env["crm.lead"].browse([keeper_id, lead_id])._merge_opportunity()
            ),
        )
        self.assertEqual(merged, "done")
        # which one survives depends on the probabilities that Odoo has learned
        [keeper] = self._commit(
            lambda env: (
                env["crm.lead"]
                .browse([keeper_id, lead_id])
                .exists()
                .read(["sales_partner_id", "routing_state"], load=None)
            )
        )
        if accepted == "done":
            self.assertEqual(keeper["sales_partner_id"], self.partner_ids[0])
            self.assertEqual(keeper["routing_state"], "accepted")
        else:
            self.assertIn("withdrawn", accepted)
            self.assertFalse(keeper["sales_partner_id"])


@tagged("post_install", "-at_install", "-standard", "sales_kpi_full")
class TestManyOfferRaces(OfferRaceCase):
    racers = 50

    def test_fifty_accept(self):
        self._assert_one_winner()
