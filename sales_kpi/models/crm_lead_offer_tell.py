"""Who hears what happens to an offer: partners by mail, salespeople in the chatter."""

from odoo import api, fields, models

#: Told to everybody who gets offers; the rest to who answered.
TO_ALL = frozenset({"offered", "taken", "withdrawn"})
#: Told to partners by mail.
MAILED = TO_ALL | {
    "accepted",
    "reminder_contact",
    "reminder_feedback",
    "overdue",
    "silent_warning",
    "reclaimed",
}
#: Can happen again: told once a day at most.
REPEATED = frozenset(
    {"reminder_contact", "reminder_feedback", "overdue", "silent_warning"}
)
#: Told at night, too: the partner is waiting for it.
AT_ONCE = frozenset({"accepted"})


class CrmLeadOffer(models.Model):
    _inherit = "crm.lead.offer"

    @api.private
    def _tell(self, event, **values):
        """Tell everybody concerned what happened to these offers, exactly once.

        With ``offer_silent`` in the context (demo data) nobody hears anything.

        :param event: what is mailed (``MAILED``) or written into the chatter of the
            lead (:meth:`_chatter_text`)
        :param values: ``contact``: who acted, if it was not who answered the offer;
            ``occasion``: what is told once each (default: once ever, or once a day)
        """
        if not self or self.env.context.get("offer_silent"):
            return
        # sudo: whoever lets something happen, everybody concerned hears of it
        offers = self.sudo()
        if event in MAILED:
            offers._plan_mails(event, values.get("occasion"))
        offers._write_chatter(event, values.get("contact"))

    def _plan_mails(self, event, occasion):
        now = fields.Datetime.now()
        if not occasion:
            occasion = str(now.date()) if event in REPEATED else "once"
        self.env["crm.lead.offer.notice"]._plan(
            [
                {
                    "event": event,
                    "offer_id": offer.id,
                    "contact_id": contact.id,
                    "occasion": occasion,
                    "date_due": offer._next_mail(event, now),
                }
                for offer in self
                for contact in offer._addressees(event)
            ]
        )

    def _next_mail(self, event, now):
        """No mail goes to partners in the quiet hours; it follows in the morning."""
        if event in AT_ONCE and not self.is_handed_over:
            return now
        return self.lead_id.team_id._pause_end(now) or now

    def _addressees(self, event):
        """The contacts of the partner who are told of an event."""
        everybody = self.partner_id._offer_contacts()
        if event in TO_ALL:
            return everybody
        partner = self.partner_id.commercial_partner_id
        one = self.contact_id.filtered(
            lambda contact: (
                contact.active
                and contact.email
                and contact.commercial_partner_id == partner
            )
        )
        return one or everybody

    def _write_chatter(self, event, contact=None):
        """A line on each lead, by the partner's contact where he did something."""
        lines = {}
        for lead, offers in self.grouped("lead_id").items():
            if text := offers._chatter_text(event):
                author = offers._chatter_author(event, contact)
                lines.setdefault(author, {})[lead.id] = text
        for author, texts in lines.items():
            leads = self.env["crm.lead"].browse(texts)
            leads._message_log_batch(texts, author_id=author.id or None)

    def _chatter_author(self, event, contact):
        """Who acted; nobody where the partner did not."""
        if event in ("accepted", "declined", "contacted", "reported", "won", "lost"):
            return contact or self.contact_id[:1]
        return self.env["res.partner"]

    def _chatter_text(self, event):
        """What the salesperson reads, in his language; None: nothing.

        Notes of the partner are not repeated: they can be erased where they are.
        """
        lead = self.lead_id
        lang = (lead.user_id or lead.team_id.user_id).lang or self.env.lang
        env = self.with_context(lang=lang).env
        offers = self.with_env(env)
        partner = ", ".join(offers.partner_id.mapped("name"))
        if event == "accepted" and offers.is_handed_over:
            return env._("Handed over to %s.", partner)
        if event == "declined":
            reason = offers.decline_reason_id.name
            return (
                env._(
                    "%(partner)s declined: %(reason)s", partner=partner, reason=reason
                )
                if reason
                else env._("%s declined.", partner)
            )
        if event == "contacted":
            return env._(
                "%(partner)s tried to reach the customer: %(result)s",
                partner=partner,
                result=offers._label("contact_result"),
            )
        if event in ("reported", "won", "lost"):
            return env._(
                "%(partner)s reports: %(status)s",
                partner=partner,
                status=offers._label("feedback_status"),
            )
        texts = {
            "offered": env._("Offered to %s.", partner),
            "accepted": env._("%s accepted the lead.", partner),
            "withdrawn": env._("The offer to %s was withdrawn.", partner),
            "reclaimed": env._("Taken back from %s.", partner),
            "reminder_contact": env._("%s was asked to call the customer.", partner),
            "reminder_feedback": env._("%s was asked how it stands.", partner),
            "overdue": env._("%s was told that he is late.", partner),
            "silent_warning": env._(
                "%s was warned: not a word about this lead for a long time.", partner
            ),
        }
        return texts.get(event)

    def _label(self, name):
        """The text of a selection field."""
        return dict(self._fields[name]._description_selection(self.env)).get(
            self[name], ""
        )
