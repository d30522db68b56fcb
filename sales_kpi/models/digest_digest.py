from datetime import timedelta
from itertools import zip_longest
from typing import NamedTuple
from urllib.parse import urlencode

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..engine.period import Period, bucket, compare, split
from .kpi_format import KpiFormat

#: The path of the dashboard: by the id of its action it would not get its options.
DASHBOARD = "kpi-dashboard"
COLUMNS = ("kpi_col1", "kpi_col2", "kpi_col3")
NO_COLUMN = {"value": "", "col_subtitle": ""}
ONE_DAY = timedelta(days=1)


class Column(NamedTuple):
    """A time frame of the mail, and what it is compared with."""

    label: str
    period: Period
    before: Period


class DigestDigest(models.Model):
    """KPIs in Odoo's digest mails, each receiver's own.

    A mail holds what its receiver would see on the dashboard, in his language: the
    KPIs of the digest that his company and team use, under his rights. How others
    work is told by whole months only, so such a KPI has one column, the last month.
    """

    _inherit = "digest.digest"

    sales_kpi_ids = fields.Many2many(
        "sales.kpi",
        "digest_digest_sales_kpi_rel",
        string="Sales KPIs",
        help="Each receiver gets the figures that he sees on the KPI dashboard; who sees "
        "none gets none.",
    )

    def _compute_kpis(self, company, user):
        rows = super()._compute_kpis(company, user)
        return rows + self._sales_kpi_rows(self.company_id or company, user)

    def _sales_kpi_rows(self, company, user):
        """One row per KPI that the user may see, as ``_compute_kpis`` returns them."""
        if not self.sales_kpi_ids or company not in user.company_ids:
            return []
        kpis = (
            self.env["sales.kpi"]
            .with_user(user)
            .with_context(allowed_company_ids=company.ids, lang=user.lang)
        )
        if not kpis.env["sales.kpi.fact"].has_access("read"):
            return []
        chosen = kpis._used().filtered(lambda kpi: kpi.id in self.sales_kpi_ids.ids)
        columns = self._sales_kpi_columns(kpis, chosen, company)
        values = self._sales_kpi_values(chosen, columns)
        write = KpiFormat(kpis.env, company.currency_id)
        return [
            self._sales_kpi_row(kpi, columns[kpi], values, write)
            for kpi in chosen
            if self._is_shown(kpi, columns[kpi], values)
        ]

    def _sales_kpi_columns(self, kpis, chosen, company):
        """The time frames of each KPI, ``{kpi: [Column]}``."""
        frame = kpis._frame()
        days = list(self._sales_kpi_days(kpis, company, frame))
        month = bucket(frame.today.replace(day=1) - ONE_DAY, "month")
        name = format_date(kpis.env, month.start, date_format="LLLL yyyy")
        months = [Column(name, month, compare(month, "previous", frame))]
        by_months = bool(kpis._personal_scope(Domain.TRUE, None).months_only)
        return {
            kpi: months if by_months and kpi._is_personal(kpi._tree(kpi.code)) else days
            for kpi in chosen
        }

    def _sales_kpi_days(self, kpis, company, frame):
        """Odoo's time frames as whole days, for facts know no hour; today is not over."""
        digest = self.with_context(lang=kpis.env.lang)
        for label, ((start, stop), _before) in digest._compute_timeframes(company):
            length = stop - start
            [period] = split(frame.today - length, frame.today - ONE_DAY)
            if period.days == 1:
                label = kpis.env._("Yesterday")
            yield Column(label, period, compare(period, "previous", frame))

    def _sales_kpi_values(self, chosen, columns):
        """Everything the mail needs in one evaluation, ``{period: {code: answer}}``."""
        asked = {
            period
            for kpi in chosen
            for column in columns[kpi]
            for period in (column.period, column.before)
        }
        rows = chosen._evaluate_periods(
            chosen.mapped("code"), list(asked), chosen._frame()
        )
        return {row["period"]: row["values"] for row in rows}

    def _is_shown(self, kpi, columns, values):
        """Leave out how others work where they are too few; else a dash says it."""
        return len(columns) > 1 or any(
            values[column.period][kpi.code]["value"] is not None for column in columns
        )

    def _sales_kpi_row(self, kpi, columns, values, write):
        cells = [self._sales_kpi_cell(kpi, column, values, write) for column in columns]
        return {
            "kpi_name": f"sales_kpi_{kpi.code}",
            "kpi_fullname": kpi.name,
            "kpi_action": _dashboard_link(kpi, columns[-1].period),
            **dict(zip_longest(COLUMNS, cells, fillvalue=NO_COLUMN)),
        }

    def _sales_kpi_cell(self, kpi, column, values, write):
        now = values[column.period][kpi.code]
        change = kpi._change(now["value"], values[column.before][kpi.code]["value"])
        label = column.label
        if kpi._is_few(kpi, now):
            label = kpi.env._("%(frame)s, n = %(n)s", frame=label, n=now["n"])
        return {
            "value": write.value(now["value"], kpi.unit),
            "col_subtitle": label,
            "sales_kpi_change": change
            and change["verdict"] != "same"
            and {
                "text": write.change(change),
                "is_up": change["value"] > 0,
                "verdict": change["verdict"],
            },
        }


def _dashboard_link(kpi, period):
    """What follows ``/odoo/action-``: the dashboard with the days of a column."""
    options = {
        "period": "custom",
        "from": period.start.isoformat(),
        "to": period.last_day.isoformat(),
        "kpi": kpi.code,
    }
    return f"{DASHBOARD}?{urlencode(options)}"
