"""What a database holds, to compare: before the installation and after the uninstallation, around an upgrade."""

import hashlib

from databases import connect
from psycopg2 import sql

# what an addon may leave behind in the schema …
SCHEMA = """
    SELECT CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'i' THEN 'index'
                        WHEN 'S' THEN 'sequence' ELSE 'table' END || ' ' || relname
      FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'i', 'S')
    UNION ALL
    SELECT 'column ' || attrelid::regclass || '.' || attname
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT 'constraint ' || conrelid::regclass || '.' || conname
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    UNION ALL
    SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'type ' || typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
    UNION ALL
    SELECT 'trigger ' || tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'extension ' || extname FROM pg_extension
"""
# … and in Odoo's own tables: the text that names a row
ROWS = {
    "ir_model_data": "module || '.' || name",
    "ir_config_parameter": "key",
    "ir_cron": "id::text || ' ' || cron_name",
    "ir_ui_menu": "id::text || ' ' || (name->>'en_US')",
    "ir_ui_view": "id::text || ' ' || name",
    "ir_actions": "id::text || ' ' || (name->>'en_US')",
    "ir_model": "model",
    "ir_model_fields": "model || '.' || name",
    "ir_model_fields_selection": "id::text || ' ' || value",
    "ir_model_access": "id::text || ' ' || name",
    "ir_model_constraint": "name",
    "ir_model_relation": "name",
    "ir_rule": "id::text || ' ' || coalesce(name, '')",
    "ir_sequence": "id::text || ' ' || name",
    "ir_default": "id::text",
    "ir_filters": "id::text || ' ' || name",
    "ir_asset": "id::text || ' ' || name",
    "res_groups": "id::text || ' ' || (name->>'en_US')",
    "mail_template": "id::text || ' ' || (name->>'en_US')",
    "mail_message_subtype": "id::text || ' ' || (name->>'en_US')",
    "mail_activity_type": "id::text || ' ' || (name->>'en_US')",
    "digest_tip": "id::text || ' ' || (name->>'en_US')",
    "mail_tracking_value": "id::text",
}
WHERE = {
    # Odoo leaves these names of any addon that uses a mixin, until the mixin's module is upgraded.
    "ir_model_data": """ WHERE model <> 'ir.model.inherit'
        AND NOT (module = 'mail' AND name LIKE 'selection\\_\\_%\\_\\_activity\\_%')""",
}
OUR_TABLES = """
    SELECT c.relname FROM pg_class c
      JOIN ir_model m ON replace(m.model, '.', '_') = c.relname
      JOIN ir_model_data d ON d.model = 'ir.model' AND d.res_id = m.id AND d.module = 'sales_kpi'
     WHERE c.relkind = 'r' AND NOT EXISTS (
        SELECT FROM ir_model_data o WHERE o.model = 'ir.model' AND o.res_id = m.id AND o.module <> 'sales_kpi')
     UNION SELECT unnest(ARRAY['crm_lead', 'crm_team', 'crm_stage', 'sale_order', 'res_partner', 'res_company'])
     ORDER BY 1
"""


def contents(database):
    """Everything in the database that an uninstallation must take away again."""
    with connect(database) as cursor:
        cursor.execute(SCHEMA)
        found = {text for (text,) in cursor.fetchall()}
        for table, label in ROWS.items():
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if cursor.fetchone()[0]:
                cursor.execute(
                    f"SELECT '{table} ' || {label} FROM {table}{WHERE.get(table, '')}"
                )  # all constants
                found |= {text for (text,) in cursor.fetchall()}
    return found


def records(database):
    """``{table: {id: checksum}}`` of the addon's models and of those it extends."""
    with connect(database) as cursor:
        cursor.execute(OUR_TABLES)
        return {table: _checksums(cursor, table) for (table,) in cursor.fetchall()}


def lost_records(before, after):
    """What an upgrade took away or changed, as text."""
    for table, rows in before.items():
        now = after.get(table, {})
        if missing := rows.keys() - now.keys():
            yield f"{table}: {len(missing)} of {len(rows)} records are gone"
        if changed := [
            id_ for id_, checksum in rows.items() if now.get(id_, checksum) != checksum
        ]:
            yield f"{table}: {len(changed)} records have changed, e.g. id {changed[0]}"


def _checksums(cursor, table):
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attname NOT IN ('write_date', 'write_uid') ORDER BY attname",
        [table],
    )
    columns = [name for (name,) in cursor.fetchall()]
    key = sql.Identifier("id") if "id" in columns else sql.SQL("NULL::int")
    cursor.execute(
        sql.SQL("SELECT {}, ROW({})::text FROM {}").format(
            key, sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
        )
    )
    return {
        id_: hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
        for id_, text in cursor.fetchall()
    }
