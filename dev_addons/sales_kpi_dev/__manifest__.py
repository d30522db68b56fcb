{
    "name": "Sales KPI: development",
    "summary": "Mends the packaged Odoo for tests; never install it in production",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "sales_kpi contributors",
    "license": "LGPL-3",
    "depends": ["mail"],
    "auto_install": True,
    # Debian's package lacks this file; the console error about it would fail every backend tour.
    "assets": {
        "web.assets_backend": [
            ("remove", "mail/static/lib/selfie_segmentation/selfie_segmentation.js"),
        ],
    },
}
