from odoo import fields, models


class ResPartnerAbsence(models.Model):
    """Days on which a sales partner gets no leads, both inclusive."""

    _name = "res.partner.absence"
    _description = "Absence of a sales partner"
    _order = "date_from desc, id desc"

    partner_id = fields.Many2one(
        "res.partner", "Sales partner", required=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date("From", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Until", required=True, help="The last day of the absence.")
    note = fields.Char(help="E.g. company holidays.")

    _days_in_order = models.Constraint(
        "CHECK (date_from <= date_to)",
        "An absence ends on the day it begins, or later.",
    )

    def _on(self, partners, day):
        """The ids of those of the partners who are absent on a day."""
        groups = self._read_group(
            [
                ("partner_id", "in", partners.ids),
                ("date_from", "<=", day),
                ("date_to", ">=", day),
            ],
            ["partner_id"],
        )
        return {partner.id for (partner,) in groups}
