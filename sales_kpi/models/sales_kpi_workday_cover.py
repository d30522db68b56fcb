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
                SELECT company.id, data.start_at, first.start_at, first.hours_before,
                       last.start_at, last.hours_before
                  FROM res_company company
            CROSS JOIN data
             LEFT JOIN LATERAL (
                       SELECT start_at, hours_before
                         FROM sales_kpi_workday
                        WHERE company_id = company.id
                     ORDER BY start_at
                        LIMIT 1
                       ) AS first ON TRUE
             LEFT JOIN LATERAL (
                       SELECT start_at, hours_before
                         FROM sales_kpi_workday
                        WHERE company_id = company.id
                     ORDER BY start_at DESC
                        LIMIT 1
                       ) AS last ON TRUE
                 WHERE first.start_at IS NULL
                    OR first.start_at > data.start_at
                    OR last.start_at < %(ahead)s
                """,
                now=now,
                oldest=now - OLDEST,
                ahead=now + AHEAD,
            )
        )
        missing = self.env.cr.fetchall()
        if missing:
            self._extend(missing, now)

    @api.model
    def _extend(self, missing, now):
        """Write the working time before and after what is known.

        :param missing: rows of company id, first moment needed, and moment and hours
            of the first and the last row known
        """
        # sudo: calendars are read for everyone, whoever refreshes
        companies = self.env["res.company"].sudo()
        rows, bounds, cut = [], [], {}
        for company_id, needed, first, first_hours, last, last_hours in missing:
            company = companies.browse(company_id)
            zone = company._kpi_work_zone()
            end = midnight(zone, local(zone, now + AHEAD + STEP).date())
            begin = midnight(zone, local(zone, needed).date().replace(month=1, day=1))
            if first is None:
                rows += self._timeline(company, begin, end, 0)
                continue
            if begin < first:
                rows += self._timeline(company, begin, first, first_hours, back=True)
            if last < now + AHEAD:
                rows += self._timeline(company, last, end, last_hours)
                bounds.append((company_id, last))
            if last < now + 3 * DAY:
                cut[company_id] = last
        self._write_rows(rows, bounds)
        self._queue_future(cut)

    @api.model
    def _timeline(self, company, start, stop, hours, back=False):
        """Rows of a company from ``start`` to ``stop``, at ``hours`` at the start.

        With ``back``: at ``hours`` at the stop. The first row and the last are empty
        where nobody works at these moments.
        """
        pieces = self._intervals(company, start, stop)
        lengths = [round((end - begin).total_seconds()) for begin, end in pieces]
        seconds = round(hours * 3600) - (sum(lengths) if back else 0)
        rows = []
        if not pieces or pieces[0][0] > start:
            rows.append((company.id, start, start, seconds / 3600))
        for (begin, end), length in zip(pieces, lengths, strict=True):
            rows.append((company.id, begin, end, seconds / 3600))
            seconds += length
        if not back:
            rows.append((company.id, stop, stop, seconds / 3600))
        return rows

    @api.model
    def _intervals(self, company, start, stop):
        """Working intervals of a company between UTC moments, cut at local midnight.

        Without a calendar all time is working time.
        """
        zone = company._kpi_work_zone()
        calendar = company.with_env(self.env(context={})).resource_calendar_id
        if calendar:
            # from a Monday on, for calendars with flexible hours fill their weeks
            # from the first day asked
            first = local(zone, start).date()
            first -= timedelta(days=first.weekday())
            of_company = [
                ("time_type", "=", "leave"),
                "|",
                ("calendar_id", "=", calendar.id),
                ("company_id", "in", (company.id, False)),
            ]
            worked = calendar._work_intervals_batch(
                zone.localize(datetime.combine(first, datetime.min.time())),
                pytz.utc.localize(stop).astimezone(zone),
                domain=of_company,
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

    @api.model
    def _write_rows(self, rows, bounds):
        """Insert rows, in place of the empty ones that were the last until now.

        Two transactions that extend the same time meet at these and one fails to
        serialize; so it is repeated, instead of leaving a gap.
        """
        cr = self.env.cr
        if bounds:
            cr.execute(
                SQL(
                    """
                    DELETE FROM sales_kpi_workday workday
                     USING unnest(%s::int[], %s::timestamp[]) AS old(company_id, at)
                     WHERE workday.company_id = old.company_id
                       AND workday.start_at = old.at
                    """,
                    *map(list, zip(*bounds, strict=True)),
                ),
                log_exceptions=False,
            )
        cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_workday
                       (company_id, start_at, stop_at, hours_before)
                SELECT * FROM unnest(
                       %s::int[], %s::timestamp[], %s::timestamp[], %s::float8[])
                    ON CONFLICT DO NOTHING
                """,
                *map(list, zip(*rows, strict=True)),
            ),
            log_exceptions=False,
        )
        self.invalidate_model()

    @api.model
    def _cut_future(self, companies):
        """Forget the working time of companies from tomorrow on; it comes back anew.

        Called by what changes a calendar. Past days and today stay as they are.
        """
        self.flush_model()
        now = self.env.cr.now()
        zones = [company._kpi_work_zone() for company in companies]
        tomorrow = [midnight(zone, local(zone, now).date() + DAY) for zone in zones]
        self.env.cr.execute(
            SQL(
                """
                WITH cut AS (
                    SELECT cut.company_id, GREATEST(cut.at, today.stop_at) AS at
                      FROM unnest(%s::int[], %s::timestamp[]) AS cut(company_id, at)
                CROSS JOIN LATERAL (
                           SELECT stop_at
                             FROM sales_kpi_workday
                            WHERE company_id = cut.company_id
                              AND start_at < cut.at
                         ORDER BY start_at DESC
                            LIMIT 1
                           ) AS today
                ), future AS (
                    DELETE FROM sales_kpi_workday workday
                     USING cut
                     WHERE workday.company_id = cut.company_id
                       AND workday.start_at >= cut.at
                 RETURNING workday.company_id, workday.hours_before
                )
                INSERT INTO sales_kpi_workday
                       (company_id, start_at, stop_at, hours_before)
                SELECT company_id, cut.at, cut.at, MIN(future.hours_before)
                  FROM cut
                  JOIN future USING (company_id)
              GROUP BY company_id, cut.at
                """,
                companies.ids,
                tomorrow,
            )
        )
        self.invalidate_model()

    @api.model
    def _queue_future(self, cut):
        """Queue the facts whose working hours a changed calendar moves.

        These are the ones dated in advance; past days keep their hours.

        :param cut: ``{company id: moment from which its working time is new}``
        """
        if not cut:
            return
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_dirty (source, ref)
                SELECT DISTINCT fact.source, fact.source_ref
                  FROM sales_kpi_fact fact
                  JOIN unnest(%s::int[], %s::timestamp[]) AS cut(company_id, at)
                    ON cut.company_id = fact.company_id
                 WHERE fact.at >= cut.at
                   AND fact.hours <> 0
                """,
                list(cut),
                list(cut.values()),
            )
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
