"""Export the addon's terms from a database and bring its translation files up to date, or check them.

translations.py [--check] DATABASE
"""

import sys
import tempfile
from pathlib import Path

import polib
from workplace import ADDON, LOGS, run_odoo

I18N = ADDON / "i18n"
POT = I18N / "sales_kpi.pot"
LANGUAGES = ["de"]
HEADER = {
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
SHOWN = 20


def exported(database):
    """The template as Odoo exports it."""
    with tempfile.TemporaryDirectory() as folder:
        file, log = Path(folder, "sales_kpi.pot"), LOGS / "i18n.log"
        log.unlink(missing_ok=True)
        if run_odoo(
            log, "i18n", "export", "-d", database, "-l", "pot", "-o", file, "sales_kpi"
        ):
            sys.exit(f"Odoo could not export the terms of sales_kpi (log: {log}).")
        return polib.pofile(str(file), wrapwidth=78)


def terms(file):
    return {(entry.msgctxt, entry.msgid): entry for entry in file}


def where(file):
    """What makes a template new: its terms and where they come from."""
    return {
        key: (sorted(entry.occurrences), entry.comment)
        for key, entry in terms(file).items()
    }


def faults(pot):
    """Yield what is not as it should be, as sentences."""
    if not POT.exists():
        yield f"{POT.name} is missing; run script/i18n."
        return
    old = terms(polib.pofile(str(POT)))
    for _, text in list(terms(pot).keys() - old.keys())[:SHOWN]:
        yield f"{POT.name} is stale (run script/i18n): it lacks {text!r}."
    for _, text in list(old.keys() - terms(pot).keys())[:SHOWN]:
        yield f"{POT.name} is stale (run script/i18n): nobody uses {text!r} any more."
    for language in LANGUAGES:
        yield from language_faults(pot, I18N / f"{language}.po")


def language_faults(pot, path):
    if not path.exists():
        yield f"{path.name} is missing; run script/i18n."
        return
    translated = {
        key
        for key, entry in terms(polib.pofile(str(path))).items()
        if entry.translated()
    }
    missing = [key for key in terms(pot) if key not in translated]
    for _, text in missing[:SHOWN]:
        yield f"{path.name} lacks a translation of {text!r}."
    if len(missing) > SHOWN:
        yield f"{path.name} lacks {len(missing) - SHOWN} more."


def update(pot):
    I18N.mkdir(exist_ok=True)
    if not POT.exists() or where(polib.pofile(str(POT))) != where(pot):
        pot.save(str(POT))
    for language in LANGUAGES:
        path = I18N / f"{language}.po"
        po = (
            polib.pofile(str(path), wrapwidth=78)
            if path.exists()
            else polib.POFile(wrapwidth=78)
        )
        before = str(po)
        po.merge(pot)
        for entry in po.obsolete_entries():
            po.remove(entry)
        order = {key: number for number, key in enumerate(terms(pot))}
        po.sort(key=lambda entry: order[entry.msgctxt, entry.msgid])
        po.metadata = {**pot.metadata, **HEADER, "Language": language, **po.metadata}
        if str(po) != before:
            po.save(str(path))
        print(
            f"{path.name}: {len(po.translated_entries())} of {len(po)} terms are translated."
        )


def main(*arguments):
    pot = exported(arguments[-1])
    if "--check" not in arguments:
        update(pot)
    elif found := list(faults(pot)):
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
