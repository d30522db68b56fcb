from odoo import api, fields, models

TEMPERATURES = [("cold", "Cold"), ("warm", "Warm"), ("hot", "Hot")]


class CrmTemperatureRule(models.Model):
    """What a customer must have done for a lead to be cold, warm or hot.

    Of several that apply the hottest counts. A download is no hot lead.
    """

    _name = "crm.temperature.rule"
    _description = "Rule for the temperature of leads"
    _order = "sequence, id"

    name = fields.Char("What the customer did", required=True, translate=True)
    fact = fields.Selection(
        [
            ("entered", "Nothing but came in: form, download, list"),
            ("reply", "Answered, or called"),
            ("meeting", "Met us"),
            ("milestone", "Reached a milestone"),
        ],
        "Known by",
        required=True,
    )
    milestone_number = fields.Integer(
        "From milestone number",
        default=1,
        help="So many milestones of the sales process the customer must have reached.",
    )
    temperature = fields.Selection(TEMPERATURES, "The lead is", required=True)
    reason = fields.Char(
        required=True,
        translate=True,
        help="Said wherever the temperature is shown, to partners as well: write "
        "nothing that tells who the customer is.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean("In use", default=True)

    _milestone_number_positive = models.Constraint(
        "CHECK (milestone_number >= 1)", "Count milestones from 1."
    )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env["crm.lead"]._fill_temperatures()
        return rules

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys() <= {"name", "reason"}:
            self.env["crm.lead"]._fill_temperatures()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["crm.lead"]._fill_temperatures()
        return result
