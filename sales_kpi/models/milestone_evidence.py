"""What somebody gives to show that a customer acted."""

from dataclasses import dataclass, field
from datetime import datetime

from odoo.exceptions import UserError

#: Which field of crm.lead.milestone points to what the customer did.
LINK_OF = {
    "mail.message": "mail_message_id",
    "calendar.event": "event_id",
    "sale.order": "order_id",
    "ir.attachment": "attachment_id",
}
#: The type of evidence that a sales partner gives.
PARTNER = "partner"
#: As what types of evidence it may be given.
CODES_OF = {
    "mail_message_id": ("email", "message", PARTNER),
    "event_id": ("meeting",),
    "order_id": ("quotation", "order"),
    "attachment_id": ("document",),
}
#: When the customer did it.
MOMENT_OF = {
    "mail_message_id": "date",
    "event_id": "stop",
    "order_id": "date_order",
    "attachment_id": "create_date",
}
#: What the caller of ``action_reach_milestone`` may name besides a link.
DETAILS = ("note", "contact_name", "evidence_date", "back_date_reason")


@dataclass(frozen=True)
class Evidence:
    """Never comes over RPC, so the context may carry it to ``write``.

    ``links`` has at most one record: ``{field of crm.lead.milestone: record}``.
    """

    lead_id: int | bool = False
    code: str | None = None
    links: dict = field(default_factory=dict)
    details: dict = field(default_factory=dict)
    at: datetime | None = None
    #: Words from another system, whose documents are not here.
    is_imported: bool = False

    @property
    def is_words(self):
        """Nothing but the words of whoever enters it."""
        return not self.links

    def __bool__(self):
        return bool(self.links or (self.details.get("note") or "").strip())


class MilestoneEvidenceNeeded(UserError):
    """Says what the customer must have done; the web client opens the dialog."""

    def __init__(self, message, lead_ids, stage_id):
        super().__init__(message)
        self.context = {"milestone": {"lead_ids": lead_ids, "stage_id": stage_id}}
