"""The second currency of the demo company: Swiss customers pay in francs."""

from math import sin

from .demo_clock import months_before
from .demo_story import MONTHS


def foreign_pricelist(env, today):
    """A pricelist in another currency than the company's, with a rate per month."""
    own = env.company.currency_id
    currency = env.ref("base.CHF")
    if currency == own:
        currency = env.ref("base.EUR")
    currency.active = True
    _set_rates(env, currency, today)
    return env["product.pricelist"].create(
        {
            "name": f"Export, {currency.name}",
            "currency_id": currency.id,
            "company_id": env.company.id,
        }
    )


def _set_rates(env, currency, today):
    """The currency gains slowly, with ups and downs of one percent."""
    company = env.company
    days = [months_before(today, age) for age in range(MONTHS, -1, -1)]
    known = env["res.currency.rate"].search(
        [
            ("currency_id", "=", currency.id),
            ("company_id", "=", company.root_id.id),
            ("name", "in", days),
        ]
    )
    start = env["res.currency"]._get_conversion_rate(
        company.currency_id, currency, company, days[0]
    )
    env["res.currency.rate"].create(
        [
            {
                "currency_id": currency.id,
                "company_id": company.root_id.id,
                "name": day,
                "company_rate": start * (1 - 0.003 * month + 0.01 * sin(month)),
            }
            for month, day in enumerate(days)
            if day not in known.mapped("name")
        ]
    )
