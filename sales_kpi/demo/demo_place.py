"""Where the customers of the demo company are: ZIP codes by country, by their number."""

ZIPS = {
    "de": ("20095", "80331", "50667", "04109", "70173", "30159", "90402", "60311"),
    "at": ("1010", "8010", "5020"),
    "ch": ("8001", "3011"),
    "nl": ("1012 AB", "3011 AD"),
    "cz": ("110 00", "602 00"),
}


def zip_of(country_code, number):
    """The ZIP code of a customer; the same number is always at the same place."""
    zips = ZIPS[country_code]
    return zips[number * 5 // 7 % len(zips)]
