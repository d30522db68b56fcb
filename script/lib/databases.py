"""Databases for tests and for trying: clones of templates that hold the addon's dependencies.

    databases.py clone empty|demo NAME
    databases.py drop NAME…
    databases.py rename OLD NEW

A template is made once per version of Odoo and list of dependencies.
"""

import ast
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2 import sql
from workplace import ADDON, CACHE, LOGS, ROOT, data_dir, run_odoo

LANGUAGE = "de"
KEPT_TEMPLATES = 6
RECIPE = "1"  # changes when templates are made differently


@contextmanager
def connect(database="postgres"):
    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


def names(pattern):
    """The databases whose names match, oldest first."""
    with connect() as cursor:
        cursor.execute("SELECT datname FROM pg_database ORDER BY oid")
        return [name for (name,) in cursor.fetchall() if re.fullmatch(pattern, name)]


def filestore(name):
    return data_dir() / "filestore" / name


def drop(*databases):
    for name in databases:
        with connect() as cursor:
            _alter(
                cursor,
                "ALTER DATABASE {} ALLOW_CONNECTIONS true",
                name,
                missing_ok=True,
            )
            cursor.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                    sql.Identifier(name)
                )
            )
        shutil.rmtree(filestore(name), ignore_errors=True)


def rename(old, new):
    with connect() as cursor:
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )
    if filestore(old).exists():
        shutil.rmtree(filestore(new), ignore_errors=True)
        filestore(old).rename(filestore(new))


def clone(kind, name):
    """Make the database anew, as a copy of the template ``empty`` or ``demo``."""
    source = template(kind)
    drop(name)
    with connect() as cursor:
        cursor.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )
    if filestore(source).exists():
        # Odoo never changes a file in its filestore: both may share it
        shutil.copytree(filestore(source), filestore(name), copy_function=os.link)


def drop_orphans():
    """Drop what test runs left that were killed."""
    for name in names(r"sales_kpi_test_(\d+)_\w+"):
        if not Path("/proc", name.split("_")[3]).exists():
            drop(name)


def template(kind):
    """Return the name of the template; make it if there is none."""
    name = f"sales_kpi_template_{_template_key()}_{kind}"
    (CACHE / "lock").mkdir(exist_ok=True)
    with (CACHE / "lock" / f"template-{kind}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not names(re.escape(name)):
            _make_template(kind, name)
    return name


def dependencies():
    return ast.literal_eval((ADDON / "__manifest__.py").read_text())["depends"]


def _template_key():
    odoo = Path(os.environ["ODOO_ROOT"])
    parts = [
        RECIPE,
        *sorted(dependencies()),
        str(odoo),
        (odoo / "odoo/release.py").read_text(),
    ]
    if (odoo / ".git").exists():
        parts.append(subprocess.getoutput(f"git -C '{odoo}' rev-parse HEAD"))
    parts += [
        path.read_text()
        for path in sorted((ROOT / "dev_addons").glob("*/__manifest__.py"))
    ]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def _make_template(kind, name):
    print(
        f"==> Preparing a database with the addon's dependencies ({kind}; once)",
        file=sys.stderr,
    )
    drop(*names(r"sales_kpi_template_\w+")[:-KEPT_TEMPLATES])
    partial, log = f"{name}_partial", LOGS / f"template-{kind}.log"
    drop(partial)
    log.unlink(missing_ok=True)
    demo = ["--with-demo"] if kind == "demo" else []
    status = run_odoo(
        log, "-d", partial, "-i", ",".join(dependencies()), *demo, "--stop-after-init"
    )
    status = status or run_odoo(log, "i18n", "loadlang", "-d", partial, "-l", LANGUAGE)
    if status:
        raise RuntimeError(
            f"installing {', '.join(dependencies())} failed (log: {log})"
        )
    rename(partial, name)
    with connect() as cursor:
        # nobody's connection may stand in the way of a copy
        _alter(cursor, "ALTER DATABASE {} ALLOW_CONNECTIONS false", name)


def _alter(cursor, statement, name, missing_ok=False):
    try:
        cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
    except psycopg2.errors.InvalidCatalogName:
        if not missing_ok:
            raise


if __name__ == "__main__":
    try:
        {"clone": clone, "drop": drop, "rename": rename}[sys.argv[1]](*sys.argv[2:])
    except RuntimeError as error:
        sys.exit(str(error))
