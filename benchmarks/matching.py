"""Time the match of 1 000 leads with 500 sales partners, inside ``odoo shell``.

Each partner sells in three territories of 40 and some of 20 product lines; 5 000 leads
of the last months were accepted, and most of them are over. Everything is rolled back.
"""

import os
import sys
from random import Random

sys.path.insert(0, os.path.join(os.getcwd(), "benchmarks"))
from clock import measure, show

LEADS = 1000
PARTNERS = 500
PICKED = 5000
TERRITORIES = 40
LINES = 20
#: So many are matched one by one, for comparison.
SINGLE = 20

dice = Random(7)


def several(records, most):
    return dice.sample(records.ids, dice.randint(1, most))


def create(env):
    """Partners with profiles, leads that wait, and leads that were picked."""
    named = [{"name": f"Bench {number}"} for number in range(TERRITORIES)]
    territories = env["crm.territory"].create(named)
    lines = env["product.category"].create(named[:LINES])
    grades = env["res.partner.grade"].create(
        [{"name": f"Level {number}", "sequence": number} for number in range(1, 4)]
    )
    partners = env["res.partner"].create(
        [
            {
                "name": f"Partner {number}",
                "is_company": True,
                "is_sales_partner": True,
                "territory_ids": several(territories, 5),
                "sales_categ_ids": several(lines, 6),
                "grade_id": dice.choice(grades.ids),
                "sales_capacity": dice.choice((0, 10, 30)),
            }
            for number in range(PARTNERS)
        ]
    )
    leads = env["crm.lead"].create(
        [
            {
                "name": f"Lead {number}",
                "type": "opportunity",
                "territory_id": dice.choice(territories.ids),
                "required_categ_ids": several(lines, 2),
                "required_grade_id": dice.choice((False, False, *grades.ids)),
            }
            for number in range(LEADS + PICKED)
        ]
    )
    waiting, picked = leads[:LEADS], leads[LEADS:]
    env.flush_all()
    accept(env, partners, picked)
    env.invalidate_all()
    return waiting


def accept(env, partners, leads):
    """Nine of ten leads are over, three of ten won: written as it would be stored."""
    env.cr.execute(
        """
        UPDATE crm_lead
           SET sales_partner_id = (%(partners)s)[1 + id %% %(count)s],
               routing_state = 'accepted',
               won_status = CASE WHEN id %% 10 < 3 THEN 'won'
                                 WHEN id %% 10 < 9 THEN 'lost'
                                 ELSE 'pending' END
         WHERE id = ANY(%(leads)s)
        """,
        {"partners": partners.ids, "count": len(partners), "leads": leads.ids},
    )
    env.cr.execute(
        """
        INSERT INTO crm_lead_offer (lead_id, partner_id, round, wave, state,
                                    date_offered, date_accepted)
        SELECT id, sales_partner_id, 1, 1, 'accepted', create_date, create_date
          FROM crm_lead
         WHERE id = ANY(%s)
        """,
        [leads.ids],
    )
    env.cr.execute("ANALYZE crm_lead, crm_lead_offer")


def main(env):
    leads = create(env)
    found = leads._match_partners(3)
    offers = sum(map(len, found.values()))
    print(f"{offers} offers for {len([one for one in found.values() if one])} leads")

    def one_by_one():
        for lead in leads[:SINGLE]:
            lead._match_partners(3)

    times = {
        "all leads in one pass": lambda: leads._match_partners(3),
        f"{SINGLE} leads one by one": one_by_one,
        "the dialog of one lead": leads[0].get_partner_match,
    }
    show(
        f"{LEADS} leads × {PARTNERS} partners, {PICKED} picked leads",
        measure(env, times, rounds=3),
        "all leads in one pass",
    )
    env.cr.rollback()


if "env" in globals():
    main(globals()["env"])
