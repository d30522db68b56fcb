"""What is measured of a lead is written by the code that measures it, by nobody else."""

from odoo import api, models
from odoo.exceptions import AccessError

#: Nobody enters these by hand; a view that shows them read-only is no guard.
MEASURED_FIELDS = (
    "date_last_customer_action",
    "date_revived",
    "is_parked_initially",
    "parking_warned_on",
    "potential_origin",
    "temperature_origin",
)


class CrmLead(models.Model):
    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_measured({name for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        self._check_measured(vals)
        return super().write(vals)

    def _check_measured(self, names):
        """:raise AccessError: if a user writes by hand what is measured"""
        if self.env.su:
            return
        for name in MEASURED_FIELDS:
            if name in names:
                raise AccessError(
                    self.env._(
                        "“%s” is measured, and not written by hand.",
                        self._fields[name]._description_string(self.env),
                    )
                )
