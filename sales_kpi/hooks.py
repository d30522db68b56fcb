def post_init_hook(env):
    """Build journal and facts of what the database already holds."""
    env["sales.kpi.fact"].rebuild()


def uninstall_hook(env):
    """Remove what Odoo does not know to be ours."""
