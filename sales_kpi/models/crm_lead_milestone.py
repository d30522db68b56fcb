from odoo import fields, models


class CrmLeadMilestone(models.Model):
    """How a lead reached a milestone: what the customer did, and who says so.

    The journal tells that and when it was reached, and keeps it. What may hold names
    and texts is here, so that it can be erased without changing a figure.
    """

    _name = "crm.lead.milestone"
    _description = "Milestone of a lead"
    _order = "date_reached, id"

    lead_id = fields.Many2one("crm.lead", required=True, index=True, ondelete="cascade")
    stage_id = fields.Many2one(
        "crm.stage", "Milestone", required=True, ondelete="restrict"
    )
    date_reached = fields.Datetime("Reached on", required=True)
    user_id = fields.Many2one("res.users", "Entered by", ondelete="set null")
    evidence_type_id = fields.Many2one("crm.evidence.type", "Evidence")
    evidence_type = fields.Char(related="evidence_type_id.code")
    evidence_date = fields.Date("Date of the evidence")
    note = fields.Text("What the customer said or did")
    contact_name = fields.Char("Contact")
    mail_message_id = fields.Many2one(
        "mail.message", "Message", index="btree_not_null", ondelete="set null"
    )
    event_id = fields.Many2one(
        "calendar.event", "Meeting", index="btree_not_null", ondelete="set null"
    )
    order_id = fields.Many2one(
        "sale.order", "Quotation or order", index="btree_not_null", ondelete="set null"
    )
    attachment_id = fields.Many2one("ir.attachment", "Document", ondelete="set null")
    is_implied = fields.Boolean(
        "Skipped", help="Filled in because a later milestone was reached."
    )
    is_imported = fields.Boolean(
        "From an import",
        help="Words that came along with an import; what they tell of is elsewhere.",
    )
    is_back_dated = fields.Boolean("Back-dated")
    back_date_reason = fields.Char("Why it is back-dated")

    _lead_stage_unique = models.UniqueIndex(
        "(lead_id, stage_id)", "The lead has reached this milestone already."
    )
