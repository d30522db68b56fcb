from odoo import api, fields, models
from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    kpi_tz = fields.Selection(
        _tz_get,
        string="Reporting time zone",
        compute="_compute_kpi_tz",
        store=True,
        readonly=False,
        help="A day of a KPI begins and ends here, whoever looks at it from wherever. "
        "By default the time zone of the company's working hours.",
    )
    kpi_locked_until = fields.Date(
        "KPIs closed until",
        readonly=True,
        help="Facts up to this day stay as they are; what changes later appears as a "
        "correction on the first open day.",
    )

    @api.depends("resource_calendar_id")
    def _compute_kpi_tz(self):
        for company in self:
            if not company.kpi_tz:
                company.kpi_tz = company.resource_calendar_id.tz or "UTC"
