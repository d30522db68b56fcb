"""How working time is generated from calendars: what is needed, and only onwards."""

from collections import defaultdict
from datetime import datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

#: Working time is known this far ahead at least; it is written a quarter further, so
#: that it need not be every day.
AHEAD = relativedelta(years=1)
STEP = relativedelta(months=3)
#: Whose working time is written, by the column that says so.
KNOWN_HOLDERS = {
    "company_id": SQL("SELECT id FROM res_company"),
    "calendar_ref": SQL(
        """SELECT DISTINCT sales_calendar_id FROM res_partner
            WHERE is_sales_partner AND sales_calendar_id IS NOT NULL"""
    ),
}
#: Data that claims to be older (a typing error in a date) has no working hours.
OLDEST = relativedelta(years=30)
DAY = timedelta(days=1)


class SalesKpiWorkday(models.Model):
    _inherit = "sales.kpi.workday"

    @api.model
    def _cover(self):
        """Write the working time that is missing: for old data, or for years to come.

        One cheap query where nothing is.
        """
        now = self.env.cr.now()
        parts = SQL(" UNION ALL ").join(
            _missing(column, holders, now + AHEAD)
            for column, holders in KNOWN_HOLDERS.items()
        )
        self.env.cr.execute(
            SQL(
                """
                WITH data AS (
                    SELECT GREATEST(%(oldest)s, LEAST(
                               (SELECT MIN(at) FROM sales_kpi_journal),
                               (SELECT MIN(create_date) FROM crm_lead),
                               (SELECT MIN(create_date) FROM sale_order),
                               (SELECT MIN(date_order) FROM sale_order),
                               (SELECT MIN(invoice_date) FROM account_move),
                               (SELECT MIN(date_from) FROM sales_kpi_cost),
                               %(now)s)) AS start_at
                )
                %(parts)s
                """,
                now=now,
                oldest=now - OLDEST,
                parts=parts,
            )
        )
        missing = defaultdict(list)
        for column, *row in self.env.cr.fetchall():
            missing[column].append(row)
        if companies := missing["company_id"]:
            self._extend(companies, now)
        if calendars := missing["calendar_ref"]:
            # sudo: as those of companies
            holders = self.env["resource.calendar"].sudo()
            self._extend_holders(holders, calendars, now)

    @api.model
    def _extend(self, missing, now):
        """Write working time of companies, and queue the facts that move by it.

        :param missing: rows of company id, first moment needed, and moment and hours
            of the first and the last row known
        """
        # sudo: calendars are read for everyone, whoever refreshes
        companies = self.env["res.company"].sudo()
        self._queue_future(self._extend_holders(companies, missing, now))

    @api.model
    def _extend_holders(self, holders, missing, now):
        """Write the working time before and after what is known.

        :return: ``{id: moment from which its working time is new}``, of changed ones
        """
        rows, bounds, cut = [], [], {}
        for holder_id, needed, first, first_hours, last, last_hours in missing:
            holder = holders.browse(holder_id)
            zone = holder._kpi_work_zone()
            end = midnight(zone, local(zone, now + AHEAD + STEP).date())
            begin = midnight(zone, local(zone, needed).date().replace(month=1, day=1))
            if first is None:
                rows += self._timeline(holder, begin, end, 0)
                continue
            if begin < first:
                rows += self._timeline(holder, begin, first, first_hours, back=True)
            if last < now + AHEAD:
                rows += self._timeline(holder, last, end, last_hours)
                bounds.append((holder_id, last))
            if last < now + 3 * DAY:
                cut[holder_id] = last
        self._write_rows(holders, rows, bounds)
        return cut

    @api.model
    def _timeline(self, holder, start, stop, hours, back=False):
        """Rows of a holder from ``start`` to ``stop``, at ``hours`` at the start.

        With ``back``: at ``hours`` at the stop. The first row and the last are empty
        where nobody works at these moments.
        """
        pieces = self._intervals(holder, start, stop)
        lengths = [round((end - begin).total_seconds()) for begin, end in pieces]
        seconds = round(hours * 3600) - (sum(lengths) if back else 0)
        rows = []
        if not pieces or pieces[0][0] > start:
            rows.append((holder.id, start, start, seconds / 3600))
        for (begin, end), length in zip(pieces, lengths, strict=True):
            rows.append((holder.id, begin, end, seconds / 3600))
            seconds += length
        if not back:
            rows.append((holder.id, stop, stop, seconds / 3600))
        return rows

    @api.model
    def _intervals(self, holder, start, stop):
        """Working intervals of a holder between UTC moments, cut at local midnight.

        Without a calendar all time is working time.
        """
        zone = holder._kpi_work_zone()
        calendar, leaves = holder._kpi_schedule()
        if calendar:
            # from a Monday on, for calendars with flexible hours fill their weeks
            # from the first day asked
            first = local(zone, start).date()
            first -= timedelta(days=first.weekday())
            worked = calendar._work_intervals_batch(
                zone.localize(datetime.combine(first, datetime.min.time())),
                pytz.utc.localize(stop).astimezone(zone),
                domain=list(leaves),
            )[False]
            pieces = [(_utc(begin), _utc(end)) for begin, end, _meta in worked]
        else:
            pieces = [(start, stop)]
        by_day = defaultdict(list)
        for begin, end in pieces:
            begin, end = max(begin, start), min(end, stop)
            while begin < end:
                day = local(zone, begin).date()
                until = min(end, midnight(zone, day + DAY))
                by_day[day].append((begin, until))
                begin = until
        return [piece for day in sorted(by_day) for piece in _joined(by_day[day])]


def _missing(column, holders, ahead):
    """SELECT the holders whose working time is not known as far as it should be."""

    def edge(direction):
        return SQL(
            """SELECT start_at, hours_before FROM sales_kpi_workday
                WHERE %s = holder.id ORDER BY start_at %s LIMIT 1""",
            SQL.identifier(column),
            direction,
        )

    return SQL(
        """
        SELECT %(column)s, holder.id, data.start_at, first.start_at,
               first.hours_before, last.start_at, last.hours_before
          FROM (%(holders)s) AS holder(id)
    CROSS JOIN data
     LEFT JOIN LATERAL (%(first)s) AS first ON TRUE
     LEFT JOIN LATERAL (%(last)s) AS last ON TRUE
         WHERE first.start_at IS NULL
            OR first.start_at > data.start_at
            OR last.start_at < %(ahead)s
        """,
        column=column,
        holders=holders,
        first=edge(SQL("ASC")),
        last=edge(SQL("DESC")),
        ahead=ahead,
    )


def local(zone, moment):
    """A UTC moment as a clock in a time zone shows it."""
    return pytz.utc.localize(moment).astimezone(zone)


def midnight(zone, day):
    """The UTC moment at which a day begins in a time zone."""
    return _utc(zone.localize(datetime.combine(day, datetime.min.time())))


def _utc(moment):
    """An aware moment as naive UTC; the last microsecond of a day is its end."""
    moment = moment.astimezone(pytz.utc).replace(tzinfo=None)
    if moment.microsecond:
        moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    return moment


def _joined(pieces):
    """Intervals of a day, sorted; those that touch or overlap become one."""
    joined = []
    for begin, end in sorted(pieces):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
