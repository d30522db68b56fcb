"""sql.py DATABASE STATEMENT: run it, print the rows tab-separated. The server comes from the PG* variables."""

import sys

import psycopg2


def main(database, statement):
    try:
        connection = psycopg2.connect(dbname=database)
    except psycopg2.OperationalError as error:
        sys.exit(str(error).strip())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        for row in cursor.fetchall() if cursor.description else ():
            print(*row, sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
