from odoo import http
from odoo.http import request

from .portal_page import HEADERS, PartnerPortal, number

#: What browsers show without a risk; everything else is saved.
SHOWN = frozenset({"application/pdf", "image/jpeg", "image/png"})


class PartnerPortalMaterial(PartnerPortal):
    """What a partner sells with: always the version that is valid today."""

    @http.route("/my/materials", type="http", auth="user", website=True, readonly=True)
    def partner_materials(self, search="", line=None, **_kwargs):
        """All materials of the company, found by words and by product line."""
        materials = self._materials()
        lines = materials.categ_ids.sorted("complete_name")
        line = lines.filtered(lambda categ: categ.id == number(line))
        found = materials._portal_search(search, line)
        return self._page(
            "sales_kpi.portal_materials",
            "partner_materials",
            groups=found._portal_groups(),
            lines=lines,
            line=line,
            search=search,
        )

    @http.route(
        "/my/materials/<int:material_id>/<int:version>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,  # a download is counted
    )
    def partner_material(self, material_id, version, **_kwargs):
        """Hand out the version that is valid; links to another one lead to it."""
        current = self._materials([("id", "=", material_id)]).current_version_id
        if not current:
            self._tell(
                request.env._(
                    "This document is not available to you. Here is what there is."
                ),
                "info",
            )
            return request.redirect("/my/materials")
        if current.number != version:
            return request.redirect(current._portal_url())
        response = self._file(current)
        if request.httprequest.method == "GET" and response.status_code == 200:
            current._count_download(request.env.user.partner_id)
        return response

    def _materials(self, domain=()):
        Material = request.env["sales.kpi.material"]
        return Material._for_partner(request.env.user.partner_id, domain)

    def _file(self, version):
        stream = request.env["ir.binary"]._get_stream_from(
            version, "content", filename=version.file_name
        )
        response = stream.get_response(as_attachment=stream.mimetype not in SHOWN)
        response.headers.update(HEADERS)
        return response
