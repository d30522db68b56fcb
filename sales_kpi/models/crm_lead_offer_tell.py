"""Who hears what happens to an offer: partners by mail, salespeople in the chatter."""

from odoo import SUPERUSER_ID, api, fields, models

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
            offers = offers._plan_mails(event, values.get("occasion"))
        offers._write_chatter(event, values.get("contact"))

    def _plan_mails(self, event, occasion):
        """Have mails sent; return the offers of which there is something new to tell."""
        now = fields.Datetime.now()
        if not occasion:
            occasion = str(now.date()) if event in REPEATED else "once"
        addressees = {offer: offer._addressees(event) for offer in self}
        new = self.env["crm.lead.offer.notice"]._plan(
            [
                {
                    "event": event,
                    "offer_id": offer.id,
                    "contact_id": contact.id,
                    "occasion": occasion,
                    "date_due": offer._next_mail(event, now),
                }
                for offer, contacts in addressees.items()
                for contact in contacts
            ]
        )
        told = {one["offer_id"] for one in new}
        return self.filtered(lambda offer: offer.id in told or not addressees[offer])

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
        """A line on each lead, by the partner's contact where he did something.

        Who writes a message may read it: what a partner's contact sets off, such as the
        offer to the next partner, is not written by him.
        """
        lines = {}
        for lead, offers in self.grouped("lead_id").items():
            person = lead.user_id or lead.team_id.user_id
            offers = offers.with_context(lang=person.lang or self.env.lang)
            if text := offers._chatter_text(event):
                text += offers._unreached_text(event)
                author = offers._chatter_author(event, contact)
                lines.setdefault(author, {})[lead.id] = text
        for author, texts in lines.items():
            leads = self.env["crm.lead"].browse(texts)
            if self.env.user.share:
                leads = leads.with_user(SUPERUSER_ID)
            leads._message_log_batch(texts, author_id=author.id or None)

    def _chatter_author(self, event, contact):
        """Who acted; nobody where the partner did not."""
        if event in ("accepted", "declined", "contacted", "reported", "won", "lost"):
            return contact or self.contact_id[:1]
        return self.env["res.partner"]

    def _chatter_text(self, event):
        """What the salesperson reads; None: nothing.

        Notes of the partner are not repeated: they can be erased where they are.
        """
        env = self.env
        partner = ", ".join(self.partner_id.mapped("name"))
        if event == "accepted" and self.is_handed_over:
            return env._("Handed over to %s.", partner)
        if event == "declined":
            reason = self.decline_reason_id.name
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
                result=self._label("contact_result"),
            )
        if event in ("reported", "won", "lost"):
            return env._(
                "%(partner)s reports: %(status)s",
                partner=partner,
                status=self._label("feedback_status"),
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

    def _unreached_text(self, event):
        """Partners whom no mail reaches must be called."""
        unreached = self.partner_id.filtered(lambda one: not one._offer_contacts())
        if event not in MAILED or not unreached:
            return ""
        text = self.env._(
            "%s has no e-mail address: please call.",
            ", ".join(unreached.mapped("name")),
        )
        return f" {text}"

    def _label(self, name):
        """The text of a selection field."""
        return dict(self._fields[name]._description_selection(self.env)).get(
            self[name], ""
        )
