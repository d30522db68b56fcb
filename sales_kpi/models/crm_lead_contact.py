from odoo import models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _notify_thread(self, message, msg_vals=False, **kwargs):
        """Note the contact that a message is, by who wrote it and whom it reaches."""
        recipients = super()._notify_thread(message, msg_vals=msg_vals, **kwargs)
        kind = self._kpi_contact_kind(message, recipients)
        if kind:
            self.env["sales.kpi.journal"]._record_contact(self.ids, kind)
        if kind == "engaged":
            self._note_customer_action()
        return recipients

    def _kpi_contact_kind(self, message, recipients):
        """``contacted``, ``engaged``, ``marketing`` or None (decision 37)."""
        # sudo: who wrote a message decides, whatever the current user may read
        message = message.sudo()
        if message.mail_activity_type_id.category in ("phonecall", "meeting"):
            return "contacted"
        people = message.author_id.user_ids.filtered(
            lambda user: user._is_internal() and not user._is_superuser()
        )
        if message.message_type == "email":
            return None if people else "engaged"
        if message.message_type not in ("comment", "email_outgoing", "auto_comment"):
            return None
        if message.is_internal or message.subtype_id.internal:
            return None
        if not people and message.message_type == "comment" and message.author_id:
            return "engaged"
        if not any(recipient.get("share") for recipient in recipients or ()):
            return None
        is_robot = message.message_type == "auto_comment" or not people
        return "marketing" if is_robot else "contacted"
