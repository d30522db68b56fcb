"""The address by which leads and customers belong to a territory, in Python and SQL."""

from odoo.tools import SQL


def place_of(*addresses):
    """Country, state and ZIP code of the first address with a country."""
    for address in addresses:
        if address.country_id:
            return address.country_id.id, address.state_id.id, address.zip
    return None, None, None


def place_sql(*aliases):
    """The same in a LATERAL join: ``country_id``, ``state_id`` and ``zip``."""
    return SQL(
        """
        SELECT address.country_id, address.state_id, address.zip
          FROM (VALUES %s) AS address(position, country_id, state_id, zip)
         WHERE address.country_id IS NOT NULL
      ORDER BY address.position
         LIMIT 1
        """,
        SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s)",
                position,
                *(
                    SQL.identifier(alias, name)
                    for name in ("country_id", "state_id", "zip")
                ),
            )
            for position, alias in enumerate(aliases)
        ),
    )
