"""Write docs/kpi.md, the catalogue in English and German, from a database, or check that it is up to date.

kpi_doc.py [--check] DATABASE
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import polib
from workplace import ADDON, LOGS, ROOT, run_odoo

DOC = ROOT / "docs" / "kpi.md"
INTRO = """# The KPIs / Die KPIs

Generated from the catalogue by `script/i18n`; do not edit. The same words stand on every tile, measure and form.
Erzeugt aus dem Katalog; dieselben Texte stehen an jeder Kachel.

A *window* is the time each case gets before it counts (cohort KPI). *Personal*: others see it only over at least five people ([privacy](privacy.md)). With fewer cases than *minimum n* a value is greyed.
"""
DIMENSIONS = {
    "team_id": "team",
    "user_id": "person",
    "customer_id": "customer",
    "sales_partner_id": "sales partner",
    "product_id": "product",
    "categ_id": "category",
    "source_id": "source",
    "medium_id": "medium",
    "campaign_id": "campaign",
    "country_id": "country",
    "territory_id": "territory",
    "stage_id": "stage",
}


def exported(database):
    """The catalogue as ``kpi_export.py`` gives it."""
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder, "kpis.json"), LOGS / "kpi-doc.log"
        log.unlink(missing_ok=True)
        os.environ["KPI_EXPORT"] = str(file)
        with (ROOT / "script/lib/kpi_export.py").open() as script:
            status = run_odoo(log, "shell", "-d", database, "--no-http", stdin=script)
        if status or not file.exists():
            sys.exit(f"Odoo could not export the catalogue (log: {log}).")
        return json.loads(file.read_text())


def german():
    """Translate a text, itself where there is no translation."""
    po = polib.pofile(str(ADDON / "i18n" / "de.po"))
    texts = {entry.msgid: entry.msgstr for entry in po if entry.translated()}
    return lambda text: texts.get(text, text)


def rendered(export):
    words, de = export["words"], german()
    events = {event["name"]: event for event in export["events"]}
    parts = [INTRO, _index(export["kpis"], words, de)]
    for category, label in words["category"].items():
        kpis = [kpi for kpi in export["kpis"] if kpi["category"] == category]
        if kpis:
            parts.append(f"## {label} / {de(label)}\n")
            parts += [_kpi(kpi, words, de) for kpi in kpis]
    parts.append(_events(events.values(), de))
    return "\n".join(parts).rstrip() + "\n"


def _index(kpis, words, de):
    rows = ["| code | KPI | deutsch | unit | better |", "|---|---|---|---|---|"]
    arrows = {"up": "↑", "down": "↓", "band": "↔"}
    for kpi in kpis:
        name, code = kpi["name"], kpi["code"]
        unit = words["unit"][kpi["unit"]].lower()
        rows.append(
            f"| [{code}](#{code}) | {name} | {de(name)} | {unit} | {arrows[kpi['direction']]} |"
        )
    return "\n".join(rows) + "\n"


def _kpi(kpi, words, de):
    lines = [f"### {kpi['code']}", f"**{kpi['name']}** / **{de(kpi['name'])}**", ""]
    if kpi["formula"]:
        lines += [f"`{kpi['formula']}`", ""]
    lines += _facts(kpi)
    for name, english, deutsch in (
        ("meaning", "Meaning", "Bedeutung"),
        ("date_basis", "Date", "Datum"),
        ("caveat", "Note", "Hinweis"),
        ("advice", "When it is bad", "Wenn sie schlecht ist"),
    ):
        if kpi[name]:
            lines += [f"- *{english}:* {kpi[name]}", f"  *{deutsch}:* {de(kpi[name])}"]
    return "\n".join(lines) + "\n"


def _facts(kpi):
    found = []
    if kpi["is_starter"]:
        found.append("in the starter set")
    if kpi["cohort_days"]:
        found.append(f"window {kpi['cohort_days']} days")
    if kpi["minimum_n"]:
        found.append(f"minimum n {kpi['minimum_n']}")
    if kpi["is_personal"]:
        found.append("personal")
    return [" · ".join(found), ""] if found else []


def _events(events, de):
    """Every event with its measures and a mark for each dimension it knows."""
    head = "| event | " + " | ".join(DIMENSIONS.values()) + " |"
    rows = [
        "## Events and what they are known by / Ereignisse und ihre Dimensionen\n",
        "● known; – not applicable: grouping by it gives no value, and the screen says so. All events know company and date.",
        "\\* protected: stored for the person (`_own`, with all dimensions) and for company and large teams (without). ∑ stock: signed movements.\n",
        head,
        "|---" * (len(DIMENSIONS) + 1) + "|",
    ]
    for event in sorted(events, key=lambda event: event["name"]):
        marks = ["●" if name in event["dimensions"] else "–" for name in DIMENSIONS]
        sign = ("\\*" if event["protected"] else "") + (" ∑" if event["stock"] else "")
        label = f"`{event['name']}`{sign}<br>{event['label']} / {de(event['label'])}"
        rows.append(
            f"| {label}<br>{', '.join(event['measures'])} | " + " | ".join(marks) + " |"
        )
    return "\n".join(rows)


def main(*arguments):
    text = rendered(exported(arguments[-1]))
    if "--check" not in arguments:
        DOC.write_text(text)
    elif not DOC.exists() or DOC.read_text() != text:
        sys.exit("docs/kpi.md is stale; run script/i18n.")


if __name__ == "__main__":
    main(*sys.argv[1:])
