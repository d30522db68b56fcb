from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    kpi_target_notices = fields.Selection(
        [
            ("mail", "By mail and in Odoo"),
            ("activity", "In Odoo only"),
            ("none", "Not at all"),
        ],
        "News about sales targets",
        default="mail",
        required=True,
        help="When a target gets at risk or back on track, passes 50, 90 or 100 %, or "
        "ends. At most one mail a day. Requests to accept or confirm a target come in "
        "any case.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, "kpi_target_notices"]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, "kpi_target_notices"]
