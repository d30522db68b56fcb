"""Makes a log of the receipt phase of building permits: receipt_log.py RECEIPT.csv.

A real event log of a Dutch municipality (CoSeLoG project): 1434 applications from October
2010 to January 2012, each with the date by which it was planned to be decided. Not sales,
but people at work under real timestamps: an application is a case of value 1, won when
it is closed, and its planned date is the expected closing date.
"""

import csv
import sys
from collections import defaultdict

#: What counts as a milestone, by the name of the task; the application itself is the first.
MILESTONES = {
    "Confirmation of receipt": "Received",
    "T02 Check confirmation of receipt": "Checked",
    "T05 Print and send confirmation of receipt": "Confirmed",
    "T10 Determine necessity to stop indication": "Examined",
}


def moment(text: str) -> str:
    return text[:16].replace(" ", "T")


def events(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    """(moment, milestone) of one application, each once, up to its end."""
    first = rows[0]
    end = moment(first["case:enddate"])
    found = [(moment(first["case:startdate"]), "Applied")]
    for row in sorted(rows, key=lambda row: row["time:timestamp"]):
        name, at = MILESTONES.get(row["concept:name"]), moment(row["time:timestamp"])
        if name and name not in dict(map(reversed, found)) and (not end or at < end):
            found.append((at, name))
    return [*found, (end, "won")] if end else found


if __name__ == "__main__":
    cases = defaultdict(list)
    with open(sys.argv[1], encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cases[row["case:concept:name"]].append(row)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("case", "milestone", "timestamp", "value", "owner", "expected"))
    for case, rows in cases.items():
        owner, planned = (
            rows[0][key] for key in ("case:responsible", "case:enddate_planned")
        )
        for at, milestone in events(rows):
            writer.writerow((case, milestone, at, 1, owner, planned[:10]))
