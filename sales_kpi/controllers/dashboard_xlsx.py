import json

from werkzeug.exceptions import InternalServerError

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class DashboardXlsx(http.Controller):
    @http.route("/sales_kpi/dashboard.xlsx", type="http", auth="user", readonly=True)
    def dashboard_xlsx(self, options="{}", **kwargs):
        """The workbook of what the dashboard shows.

        :param options: those of ``sales.kpi.dashboard_data`` as JSON
        """
        return _workbook(request.env["sales.kpi"]._dashboard_xlsx, options)

    @http.route(
        "/sales_kpi/partner_cockpit.xlsx", type="http", auth="user", readonly=True
    )
    def partner_cockpit_xlsx(self, options="{}", **kwargs):
        """The workbook of what the partner cockpit shows.

        :param options: those of ``sales.partner.cockpit.cockpit_data`` as JSON
        """
        return _workbook(request.env["sales.partner.cockpit"]._cockpit_xlsx, options)


def _workbook(make, options):
    """What ``make`` returns for the options: name of the file and its content."""
    try:
        name, content = make(_parsed(options))
    except UserError as error:  # in the shape that the web client can show
        data = http.serialize_exception(error)
        answer = {"code": 0, "message": str(error), "data": data}
        raise InternalServerError(json.dumps(answer)) from error
    return request.make_response(
        content,
        headers=[
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ],
    )


def _parsed(options):
    try:
        options = json.loads(options)
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise UserError(request.env._("The address does not say what to export."))
    return options
