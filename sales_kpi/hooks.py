#: Demo records that leads, stages and invoices name by now: they stay, as ordinary
#: records.
KEPT_MODELS = (
    "crm.lost.reason",
    "crm.team",
    "mail.alias",
    "product.category",
    "product.product",
    "product.template",
    "res.partner",
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
        [("module", "=", "sales_kpi"), ("model", "in", KEPT_MODELS)]
    ).unlink()
    # Odoo forgets the foreign keys of fields that were added to models of others
    env["ir.model.constraint"].search(
        [("module.name", "=", "sales_kpi"), ("type", "=", "f")]
    ).unlink()
