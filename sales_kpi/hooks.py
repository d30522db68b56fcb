def post_init_hook(env):
    """Rebuild journal and facts of what the database already holds.

    A large CRM is left to the scheduled action, which shows its progress.
    """
    journal = env["sales.kpi.journal"]
    journal.rebuild_history()
    if journal._progress() is None:
        env["sales.kpi.fact"].rebuild()


def uninstall_hook(env):
    """Remove what Odoo does not know to be ours."""
    env["ir.config_parameter"].search([("key", "=like", "sales_kpi.%")]).unlink()
