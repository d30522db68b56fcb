"""Leads are offered to sales partners in waves until one of them accepts."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class CrmLead(models.Model):
    _inherit = "crm.lead"

    offer_ids = fields.One2many("crm.lead.offer", "lead_id", "Offers", readonly=True)
    routing_round = fields.Integer("Round of offers", readonly=True, copy=False)
    routing_wave = fields.Integer("Wave of offers", readonly=True, copy=False)
    date_next_wave = fields.Datetime(
        "Next partners on",
        readonly=True,
        copy=False,
        help="When the next partners are asked, unless one accepts before.",
    )

    can_offer_to_partners = fields.Boolean(compute="_compute_can_offer_to_partners")

    _next_wave_idx = models.Index("(date_next_wave) WHERE routing_state = 'offering'")

    @api.depends("routing_state", "team_id", "won_status", "active", "is_parked")
    def _compute_can_offer_to_partners(self):
        """Whether the button is shown; what else is missing it tells when clicked."""
        for lead in self:
            lead.can_offer_to_partners = (
                lead.team_id.partner_routing not in (False, "off")
                and lead.routing_state not in ("offering", "accepted")
                and lead._is_open_for_partners()
            )

    def action_offer_to_partners(self):
        """Offer leads to the partners that fit best; the first wave begins at once.

        A lead that was on offer before begins a new round.

        :raise UserError: naming the leads that cannot be offered
        """
        self._check_may_offer()
        # sudo: offers are written by what happens to them; the right is checked above
        leads = self.sudo()
        leads._check_can_be_offered()
        leads._lock_routing()
        leads._begin_round()
        leads._next_wave()
        return True

    def _check_may_offer(self):
        """Who may write leads offers them; partner managers all of their companies.

        :raise AccessError: for everybody else
        """
        user = self.env.user
        if self.env.su:
            return
        if user.has_group("sales_kpi.group_partner_manager"):
            # sudo: only to see whose leads these are
            companies = self.sudo().company_id
            if companies <= user.company_ids:
                return
        if not user.has_group("sales_team.group_sale_salesman"):
            raise AccessError(self.env._("Only salespeople offer leads to partners."))
        self.check_access("write")

    def _check_can_be_offered(self):
        """:raise UserError: naming the leads that are not ready, and what to do."""
        obstacles = {lead: text for lead in self if (text := lead._offering_obstacle())}
        if obstacles:
            raise UserError(
                "\n".join(f"{lead.name}: {text}" for lead, text in obstacles.items())
            )

    def _offering_obstacle(self):
        """Why a lead cannot be offered, and what to do; None if it can."""
        if self.routing_state == "offering":
            return self.env._("It is on offer already.")
        if self.routing_state == "accepted":
            return self.env._(
                "%s has it. Take it back first.", self.sales_partner_id.name
            )
        if not self._is_open_for_partners():
            return self.env._("Only open leads are offered to partners.")
        if not self.team_id or self.team_id.partner_routing == "off":
            return self.env._(
                "Its sales team offers no leads to partners. Choose another team, or "
                "switch it on in the settings of the team."
            )
        if self.team_id.require_share_basis and not self.share_with_partners:
            return self.env._(
                "Note first on what legal basis its data go to a partner."
            )
        return None

    def _is_open_for_partners(self):
        return (
            self.active
            and self.won_status == "pending"
            and not self.is_parked
            and not self.kpi_excluded
        )

    def _lock_routing(self):
        """Let whoever else changes the offers of these leads wait, and then try again.

        Everything that ends or begins offers writes the lead first, in the order of
        ids: so a later transaction fails to serialize instead of deciding on what it
        saw before, and none waits for another one in a circle.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead lead
                   SET routing_round = lead.routing_round
                  FROM (SELECT id FROM crm_lead WHERE id = ANY(%s)
                      ORDER BY id FOR NO KEY UPDATE) AS mine
                 WHERE mine.id = lead.id
                """,
                self.ids,
            )
        )

    def _begin_round(self):
        """Rounds of leads that were merged into this one count as well."""
        now = fields.Datetime.now()
        for lead in self:
            before = max([lead.routing_round, *lead.offer_ids.mapped("round")])
            lead.write(
                {
                    "routing_state": "offering",
                    "routing_round": before + 1,
                    "routing_wave": 0,
                    "date_next_wave": now,
                }
            )

    def _open_offers(self):
        return self.offer_ids.filtered(lambda offer: offer.state == "offered")

    def _next_wave(self):
        """Ask the next partners; after the last wave the lead falls back to a person."""
        exhausted = self.filtered(
            lambda lead: lead.routing_wave >= lead.team_id.wave_limit
        )
        going = self - exhausted
        for lead in going:
            lead.routing_wave += 1
        without = going._offer({lead: lead.team_id.offers_per_wave for lead in going})
        (exhausted | without)._fall_back()

    def _refill(self):
        """A partner declined: ask another one in his place, in the same wave.

        In the quiet hours the place stays free, and a wave that nobody is left in is
        followed by the next one in the morning.
        """
        if end := self.team_id._pause_end(fields.Datetime.now()):
            if not self._open_offers():
                self.date_next_wave = end
                self._wake_at([end])
            return
        without = self._offer({self: 1})
        if without and not without._open_offers():
            without._fall_back()

    def _offer(self, seats):
        """Offer each lead to its best partners; return the leads without a fitting one.

        :param seats: ``{lead: number of partners}``
        """
        if not seats:
            return self
        matches = self._match_partners(max(seats.values()), self._not_to_ask())
        now = fields.Datetime.now()
        Partner = self.env["res.partner"]
        offers = self.env["crm.lead.offer"].create(
            [
                lead._offer_values(
                    partner, now, date_expires=lead.team_id._offer_expiry(partner, now)
                )
                for lead, number in seats.items()
                for partner in Partner.browse(matches.get(lead.id, ())[:number])
            ]
        )
        offers._note("offer_made", now)
        offers._tell("offered")
        for lead in offers.lead_id:
            lead.date_next_wave = max(lead._open_offers().mapped("date_expires"))
        self._wake_at(set(offers.mapped("date_expires")))
        return self - offers.lead_id

    def _offer_values(self, partner, now, **more):
        """What an offer of the lead to a partner says, in its present wave."""
        return {
            "lead_id": self.id,
            "partner_id": partner.id,
            "round": self.routing_round,
            "wave": self.routing_wave,
            "date_offered": now,
            **more,
        }

    def _not_to_ask(self):
        """Who declined a lead, lost it or was asked in this round: ``{id: ids}``."""
        asked = {lead.id: set() for lead in self}
        for offer in self.offer_ids:
            if (
                offer.state == "declined"
                or offer.date_reclaimed
                or offer.round == offer.lead_id.routing_round
            ):
                asked[offer.lead_id.id].add(offer.partner_id.id)
        return asked

    def _rest(self):
        """Leads that are on offer to nobody any more are not offered further."""
        resting = self.filtered(
            lambda lead: lead.routing_state == "offering" and not lead._open_offers()
        )
        resting.write({"routing_state": "none", "date_next_wave": False})

    def _fall_back(self):
        """No partner took them: somebody of the own people has to."""
        self.write({"routing_state": "fallback", "date_next_wave": False})
        for lead in self:
            person = lead.team_id.fallback_user_id or lead.team_id.user_id
            if not person:
                continue
            if not lead.user_id:
                lead.user_id = person
            note = lead.with_context(lang=person.lang)
            note.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=person.id,
                summary=note.env._("No partner took this lead"),
            )

    @api.model
    def _wake_at(self, moments):
        """Have the scheduler look at the offers at these moments."""
        self.env.ref("sales_kpi.ir_cron_offers")._trigger(at=moments)
