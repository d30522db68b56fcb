"""The Maven CRM data from their CSV files, or one sentence on what is wrong with them.

maven_files.py DIR      checks only
"""

import csv
import re
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

COLUMNS = {
    "accounts": "account sector revenue employees office_location subsidiary_of",
    "products": "product series sales_price",
    "sales_teams": "sales_agent manager regional_office",
    "sales_pipeline": "opportunity_id sales_agent product account deal_stage engage_date close_date close_value",
}
AMERICAN = re.compile(r"(?P<month>\d+)/(?P<day>\d+)/(?P<year>\d{4})")
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d+)-(?P<day>\d+)")
NONE = re.match(r"(?P<month>x)?(?P<day>x)?(?P<year>x)?", "")
STAGES = ("Prospecting", "Engaging", "Won", "Lost")


class BadFileError(Exception):
    """What is wrong, in one sentence."""


@dataclass(frozen=True)
class Deal:
    """A row of the pipeline; days are at noon UTC, as the files know no hours."""

    code: str
    agent: str
    product: str
    account: str
    stage: str
    engaged: datetime | None
    closed: datetime | None
    value: float | None


@dataclass(frozen=True)
class Data:
    accounts: list[dict]
    products: list[dict]
    agents: list[dict]
    deals: list[Deal]


def read(folder):
    """Read and check all files.

    :raises BadFileError: for a missing file or column, or a row that cannot be
    """
    tables = {name: _table(Path(folder, f"{name}.csv"), name) for name in COLUMNS}
    products = {_key(row["product"]): row["product"] for row in tables["products"]}
    agents = {row["sales_agent"] for row in tables["sales_teams"]}
    accounts = {row["account"] for row in tables["accounts"]}
    deals = []
    for line, row in enumerate(tables["sales_pipeline"], 2):
        where = f"sales_pipeline.csv, line {line}"
        product = products.get(_key(row["product"]))  # "GTXPro" is "GTX Pro"
        if not product:
            raise BadFileError(f"{where}: there is no product {row['product']!r}.")
        if row["sales_agent"] not in agents:
            raise BadFileError(f"{where}: there is no agent {row['sales_agent']!r}.")
        if row["account"] and row["account"] not in accounts:
            raise BadFileError(f"{where}: there is no account {row['account']!r}.")
        if row["deal_stage"] not in STAGES:
            raise BadFileError(f"{where}: there is no stage {row['deal_stage']!r}.")
        deals.append(_deal(row, product, where))
    if not deals:
        raise BadFileError("sales_pipeline.csv holds no deal.")
    return Data(tables["accounts"], tables["products"], tables["sales_teams"], deals)


def _deal(row, product, where):
    engaged, closed = _day(row["engage_date"], where), _day(row["close_date"], where)
    if row["deal_stage"] in ("Won", "Lost") and not (engaged and closed):
        raise BadFileError(f"{where}: a closed deal needs both dates.")
    if engaged and closed and closed < engaged:
        raise BadFileError(f"{where}: the deal was closed before it began.")
    value = number(row["close_value"], where) if row["close_value"] else None
    return Deal(
        code=row["opportunity_id"],
        agent=row["sales_agent"],
        product=product,
        account=row["account"],
        stage=row["deal_stage"],
        engaged=engaged,
        closed=closed,
        value=value,
    )


def number(text, where):
    try:
        return float(text)
    except ValueError:
        raise BadFileError(f"{where}: {text!r} is not a number.") from None


def _table(path, name):
    if not path.is_file():
        raise BadFileError(f"{path} is missing.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except UnicodeDecodeError:
        raise BadFileError(f"{path.name} is not text in UTF-8.") from None
    missing = [
        column
        for column in COLUMNS[name].split()
        if column not in (reader.fieldnames or ())
    ]
    if missing:
        raise BadFileError(f"{path.name} lacks the column {', '.join(missing)}.")
    return [
        {key: (value or "").strip() for key, value in row.items() if key}
        for row in rows
    ]


def _key(product):
    return product.replace(" ", "").lower()


def _day(text, where):
    """Noon UTC of a day, written as in the data (10/20/2016) or as 2016-10-20."""
    if not text:
        return None
    month, day, year = (AMERICAN.fullmatch(text) or ISO.fullmatch(text) or NONE).group(
        "month", "day", "year"
    )
    try:
        return datetime(int(year), int(month), int(day), 12)  # noqa: DTZ001 - UTC, as in Odoo
    except (TypeError, ValueError):
        raise BadFileError(
            f"{where}: {text!r} is not a date like 10/20/2016."
        ) from None


if __name__ == "__main__":
    try:
        read(sys.argv[1])
    except BadFileError as error:
        sys.exit(f"script/import-maven: {error}")
