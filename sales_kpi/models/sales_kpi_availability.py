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
            'text': sentence}``
        """
        self.ensure_one()
        try:
            names = sorted(self._events_of(self.code))
        except (KpiError, LookupError):  # not saved yet, or its formula is wrong
            return {"since": None, "missing": [], "text": ""}
        missing = [self._event_label(name) for name in names if name not in first]
        since = max((first[name] for name in names if name in first), default=None)
        text = self._availability_text(since, missing, customers)
        return {"since": since, "missing": missing, "text": text}

    def _availability_text(self, since, missing, customers):
        if missing:
            return self.env._(
                "No data yet, so it has no value. Missing: %s.", ", ".join(missing)
            )
        if not since:
            return ""
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
        return self.env._("Data since %s.", format_date(self.env, since))

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
