"""Names for the demo company: machine builders and their customers, all invented."""

STEMS = (
    "Alpenmetall",
    "Bergwerk Süd",
    "Brenner Pumpen",
    "Donauguss",
    "Eifel Antriebe",
    "Falkenstein",
    "Grünwald Technik",
    "Hafenlogistik Nord",
    "Isar Präzision",
    "Jura Kunststoff",
    "Kaltenbach",
    "Lindner Anlagen",
    "Moselwerk",
    "Neckar Hydraulik",
    "Oderland",
    "Pfeiffer Fördertechnik",
    "Quellwasser",
    "Rheinblech",
    "Saaletal",
    "Taunus Werkzeug",
    "Uckermark Agrar",
    "Vogtland Textil",
    "Weserstahl",
    "Zillertal Holz",
)
FORMS = ("GmbH", "AG", "KG", "& Söhne", "Gruppe", "Service GmbH")
COUNTRIES = ("de", "de", "de", "at", "ch", "nl", "cz")
PERSONS = (
    "Alma Richter",
    "Bela Krause",
    "Carlo Winkler",
    "Dana Scholz",
    "Emil Huber",
    "Frida Lange",
    "Georg Brandt",
    "Hanna Vogel",
    "Ivo Seidel",
    "Jule Arnold",
)
#: Usual quantity of a product of the kind.
QUANTITIES = {"machine": 1, "service": 1, "part": 12}
NEEDS = {
    "machine": (
        "New packing line",
        "Replacement of a press",
        "Second machining centre",
    ),
    "service": ("Maintenance contract", "Inspection of the plant", "Remote service"),
    "part": ("Spare parts for a conveyor", "Wear parts, annual need", "Pump set"),
}
CALLS = (
    "Called the customer and talked about the need and the timing.",
    "Sent our references and asked for a meeting.",
    "Talked with purchasing; the budget is to be decided.",
)
ANSWERS = (
    "Thank you, that sounds interesting. Please call us next week.",
    "We have some questions about delivery times and service.",
)
EXCUSES = ("Test of the web form", "Job application", "Advertising")
