#: What the demo brings and people may have used since: it stays, as ordinary records.
BUSINESS_MODELS = (
    "crm.lost.reason",
    "crm.tag",
    "crm.team",
    "crm.team.member",
    "product.category",
    "product.product",
    "product.template",
    "res.partner",
    "res.users",
    "utm.campaign",
    "utm.medium",
    "utm.source",
)


def post_init_hook(env):
    """Rebuild journal and facts of what the database already holds.

    A large CRM is left to the scheduled action, which shows its progress.
    """
    journal = env["sales.kpi.journal"]
    journal.rebuild_history()
    if journal._progress() is None:
        env["sales.kpi.fact"].rebuild()


def uninstall_hook(env):
    """Remove what Odoo does not know to be ours, and let go of what is not."""
    env["ir.config_parameter"].search([("key", "=like", "sales_kpi.%")]).unlink()
    env["ir.model.data"].search(
        [("module", "=", "sales_kpi"), ("model", "in", BUSINESS_MODELS)]
    ).unlink()
