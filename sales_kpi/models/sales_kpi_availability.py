"""Whether there are data for a KPI, said before it is put in use (decision 35)."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..engine.errors import KpiError
from ..engine.formula import atoms

#: What is counted over customers needs a year to see anybody fall silent.
CUSTOMER_EVENTS = frozenset({"customer_active", "customer_lost", "customer_returned"})
CUSTOMER_MONTHS = 12


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    availability = fields.Char(
        "Data",
        compute="_compute_availability",
        help="Since when there are data for this KPI, and what is missing.",
    )

    @api.depends("formula", "kind", "method", "code", "minimum_n")
    @api.depends_context("lang", "company")
    def _compute_availability(self):
        first, customers = self._first_days(), self._active_customers()
        for kpi in self:
            kpi.availability = kpi._availability(first, customers)["text"]

    def _availability(self, first, customers):
        """Since when a KPI has data, and what it lacks.

        :param first: the first day of each event, as of :meth:`_first_days`
        :param customers: how many are active
        :return: ``{'since': date or None, 'missing': labels of events without data,
            'is_ready': whether its value says something, 'text': sentence}``
        """
        self.ensure_one()
        try:
            names = sorted(self._events_of(self.code))
        except (KpiError, LookupError):  # not saved yet, or its formula is wrong
            return {"since": None, "missing": [], "is_ready": True, "text": ""}
        missing = [self._event_label(name) for name in names if name not in first]
        since = max((first[name] for name in names if name in first), default=None)
        lack = self._lack(since, missing, customers)
        text = lack or self.env._("Data since %s.", format_date(self.env, since))
        return {
            "since": since,
            "missing": missing,
            "is_ready": not lack,
            "text": text,
        }

    def _lack(self, since, missing, customers):
        """What keeps the value of a KPI from saying something, as a sentence."""
        if missing:
            return self.env._(
                "No data yet, so it has no value. Missing: %s.", ", ".join(missing)
            )
        needed = since + relativedelta(months=self._months_needed())
        if needed > self._today():
            return self.env._(
                "Data since %(since)s: it says little before %(needed)s.",
                since=format_date(self.env, since),
                needed=format_date(self.env, needed),
            )
        if self._looks_at_customers() and customers < self.minimum_n:
            return self.env._(
                "Data since %(since)s, but of %(customers)s active customers only: it "
                "says little below %(minimum)s.",
                since=format_date(self.env, since),
                customers=customers,
                minimum=self.minimum_n,
            )
        return None

    @api.model
    @api.readonly
    def dashboard_free_tiles(self):
        """Also what a KPI that is not in use yet lacks, under ``note``."""
        rows = super().dashboard_free_tiles()
        unused = [row["code"] for row in rows if not row["is_used"]]
        if not unused:
            return rows
        first, customers = self._first_days(), self._active_customers()
        found = {kpi.code: kpi for kpi in self._kpis(unused)}
        lacks = {
            code: answer["text"]
            for code, kpi in found.items()
            if not (answer := kpi._availability(first, customers))["is_ready"]
        }
        return [{**row, "note": lacks.get(row["code"], "")} for row in rows]

    def _months_needed(self):
        """How many months of data the windows of the KPI look back."""
        tree, number = self._tree(self.code)
        steps = [step for atom in atoms(tree) | atoms(number) for step in atom.window]
        rolling = [step[1] for step in steps if step[0] == "rolling"]
        if self._looks_at_customers():
            rolling.append(CUSTOMER_MONTHS)
        return max(rolling, default=0)

    def _looks_at_customers(self):
        return self.kind == "method" and bool(
            self._events_of(self.code) & CUSTOMER_EVENTS
        )

    @api.model
    def _active_customers(self):
        """How many customers of the present company are active today."""
        facts = self.env["sales.kpi.fact"].sudo()  # sudo: how many, not who
        [(customers,)] = facts._read_group(
            [
                ("event", "=", "customer_active"),
                ("company_id", "=", self.env.company.id),
                ("date", "<=", self._today()),
            ],
            aggregates=["count:sum"],
        )
        return customers or 0
