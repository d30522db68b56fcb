"""What needs the partner manager, and which figures go along with success."""

from odoo import api, fields, models

from ..engine.rank_correlation import FEWEST, rank_correlation
from .kpi_format import KpiFormat
from .partner_cockpit import PARTNER_KPIS
from .partner_cockpit_now import NOW

#: So much attention at once; the rest is in the table.
MOST = 6
#: What goes with it the others are held against.
SUCCESS = "partner_conversion"
#: Units of figures that say how a partner works, not how much he sells.
EFFORT_UNITS = ("percent", "hours", "days")
STOPS = ("blocked_for_good", "blocked", "sales_blocked")


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    def _states(self, partners):
        """Whether partners take leads: ``{partner id: {'key', 'text', 'reason'}}``."""
        today = fields.Date.context_today(partners)
        absent = self.env["res.partner.absence"]._on(partners, today)
        words = dict(
            partners._fields["feedback_state"]._description_selection(self.env)
        )
        return {
            partner.id: self._state(partner, partner.id in absent, words)
            for partner in partners
        }

    @api.model
    def _state(self, partner, is_absent, words):
        feedback = partner.feedback_state or "free"
        if not (partner.is_sales_partner and partner.active):
            return _said("former", self.env._("No sales partner any more"))
        if partner.sales_blocked:
            text = self.env._("Blocked")
            return _said("sales_blocked", text, partner.sales_blocked_reason)
        if feedback in STOPS:
            return _said(feedback, words[feedback])
        if partner.sales_paused:
            return _said("paused", self.env._("Paused"), partner.sales_paused_reason)
        if is_absent:
            return _said("absent", self.env._("Absent today"))
        if feedback == "committed":
            return _said(feedback, words[feedback])
        return _said("free", self.env._("Takes leads"))

    @api.model
    def _attention(self, used, rows):
        """What to do something about, by partner, the gravest first.

        :return: ``[{'partner': [id, name], 'worries': [{'key', 'text'}]}]``; a key is one
            of the numbers of the present, 'blocked', or the code of a KPI
        """
        found = []
        for row in rows:
            worries = list(self._worries(used, row))
            if worries:
                weight, number, _key, _text = worries[0]
                found.append((weight, -number, row["name"], row["id"], worries))
        return [
            {
                "partner": [partner_id, name],
                "worries": [
                    {"key": key, "text": text} for _w, _n, key, text in worries
                ],
            }
            for _weight, _number, name, partner_id, worries in sorted(found)[:MOST]
        ]

    @api.model
    def _worries(self, used, row):
        """Weight, number, key and words of what is wrong with a partner."""
        if row["state"]["key"] in STOPS:
            yield 0, 0, "blocked", row["state"]["text"]
        for weight, key in enumerate(("silent", "contact_overdue", "feedback_overdue")):
            if number := row["now"][key]:
                yield weight + 1, number, key, f"{self.env._(NOW[key])}: {number}"
        for kpi in used.filtered(lambda kpi: kpi.code in PARTNER_KPIS):
            cell = row["values"][kpi.code]
            if cell["status"] == "bad" and not cell["is_few"]:
                yield from self._turned_bad(kpi, cell)

    @api.model
    def _turned_bad(self, kpi, cell):
        """A figure beyond its limit that is worse than in the period before."""
        change = cell["change"]
        if not change or change["verdict"] != "worse":
            return
        write = KpiFormat(self.env, self.env.company.currency_id).value
        yield (
            4,
            0,
            kpi.code,
            self.env._(
                "%(kpi)s: %(now)s, before %(before)s",
                kpi=kpi.name,
                now=write(cell["value"], kpi.unit),
                before=write(cell["before"], kpi.unit),
            ),
        )

    @api.model
    def _relevance(self, used, rows):
        """How closely each figure goes along with conversion over the partners.

        :return: ``{'fewest': partners it takes, 'kpis': [{'code', 'name', 'rho', 'n',
            'is_few', 'helps': whether better figures go along with more conversion}]}``
            by strength, those with too few partners last
        """
        found = []
        for kpi in used:
            if kpi.unit not in EFFORT_UNITS or kpi.code == SUCCESS:
                continue
            pairs = [
                (row["values"][kpi.code]["value"], row["values"][SUCCESS]["value"])
                for row in rows
                if SUCCESS in row["values"]
                and None
                not in (
                    row["values"][kpi.code]["value"],
                    row["values"][SUCCESS]["value"],
                )
            ]
            rho = rank_correlation(pairs)
            sign = 1 if kpi.direction == "up" else -1
            found.append(
                {
                    "code": kpi.code,
                    "name": kpi.name,
                    "rho": rho,
                    "n": len(pairs),
                    "is_few": len(pairs) < FEWEST,
                    "helps": rho is not None and sign * rho > 0,
                }
            )
        found.sort(key=lambda one: (one["is_few"], -abs(one["rho"] or 0), one["name"]))
        return {"fewest": FEWEST, "kpis": found}


def _said(key, text, reason=None):
    return {"key": key, "text": text, "reason": reason or None}
