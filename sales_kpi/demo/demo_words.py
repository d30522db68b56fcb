"""Names for the demo company: machine builders and their customers, all invented."""

STEMS = (
    "Alpen",
    "Bergheim",
    "Brenner",
    "Donau",
    "Eifel",
    "Falkenstein",
    "Grünwald",
    "Hafen",
    "Isar",
    "Jura",
    "Kaltenbach",
    "Lindner",
    "Mosel",
    "Neckar",
    "Oderland",
    "Pfeiffer",
    "Rhein",
    "Saaletal",
    "Taunus",
    "Vogtland",
    "Weser",
    "Zillertal",
)
TRADES = (
    "Metall",
    "Pumpen",
    "Kunststoff",
    "Holz",
    "Hydraulik",
    "Textil",
    "Blech",
    "Antriebe",
    "Logistik",
    "Anlagen",
    "Werkzeug",
    "Verpackung",
    "Getränke",
    "Papier",
    "Glas",
    "Agrar",
    "Fördertechnik",
    "Präzision",
    "Stahl",
)
FORMS = ("GmbH", "AG", "KG", "& Söhne", "Gruppe")
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
QUANTITIES = {"machine": 1, "service": 2, "part": 12}
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
#: The milestones of the template, the last of them by the order itself.
MILESTONES = ("interest", "talk", "need", "solution", "order")
#: What customers write when they reach a milestone, and say when they invite us.
PROOFS = {
    "interest": "Your proposal is interesting for us. What would it mean for our plant?",
    "talk": "Come and see us; our technical manager decides and will be there.",
    "need": "We do have to solve this within the year. Please work out a proposal.",
    "solution": "The concept convinces us; we want to do it that way.",
}
EXPECTED = "Expected closing: %s"
SILENT = "No answer for more than six weeks, in spite of the warning."
ESTIMATE = "Like the last order of a customer of this kind."
DOSSIER = "Asks for a visit. Decides with the technical manager; wants it this year."
NO_WORD = "Not a word about this lead for weeks."
HOLIDAY = "Company holidays"
#: What partners sell with: kind, name, what it is good for, and what was new each time.
MATERIALS = (
    (
        "price_list",
        "Price list machines",
        "Prices for end customers, before your discount.",
        ("Prices of last year", "New prices, with the machining centre MC 5"),
    ),
    (
        "presentation",
        "Packing lines in ten slides",
        "For the first talk at the customer's.",
        ("First version",),
    ),
    (
        "configuration",
        "Maintenance calculator, example",
        "What a contract costs and saves over five years.",
        ("First version",),
    ),
    (
        "contract",
        "Framework contract for gold partners",
        "Terms of delivery, warranty and returns.",
        ("Valid for two years",),
    ),
)
DRAFT = "Draft of the quotation"
DRAFT_NOTE = "With the options that the customer asked for"
