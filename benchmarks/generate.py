"""Fill a database with a CRM of many leads: ``generate.py DATABASE LEADS [COPY]``.

The database has the addon's dependencies but not the addon. With COPY, a second database
of that name is made from it.
"""

import datetime
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
from psycopg2 import sql


def generate(database, leads):
    script = Path(__file__).with_name("generate.sql").read_text()
    with closing(psycopg2.connect(dbname=database)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT set_config('bench.leads', %s, true)", [str(leads)])
            today = datetime.date.today()  # noqa: DTZ011 - local midnight is good enough
            cursor.execute("SELECT set_config('bench.today', %s, true)", [str(today)])
            cursor.execute(script)  # without arguments, so % means itself
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def copy(database, name):
    with closing(psycopg2.connect(dbname="postgres")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(database)
                )
            )


if __name__ == "__main__":
    generate(sys.argv[1], int(sys.argv[2]))
    for name in sys.argv[3:]:
        copy(sys.argv[1], name)
