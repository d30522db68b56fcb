{
    "name": "Sales KPIs",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "summary": "Right sales KPIs from the CRM you already run",
    "author": "sales_kpi developers",
    "license": "LGPL-3",
    "depends": ["sale_crm", "partnership", "portal", "calendar", "utm"],
    "external_dependencies": {"python": ["xlsxwriter"]},
    "data": [
        "security/sales_kpi_security.xml",
        "security/ir.model.access.csv",
        "data/ir_cron.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
    "application": True,
    "installable": True,
}
