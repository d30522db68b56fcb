"""Deadlines of partners: their working hours, and quiet nights."""

from datetime import datetime, time, timedelta

import pytz

from odoo import models
from odoo.tools.intervals import Intervals

#: Working hours are looked for in steps of so many days, and not beyond the last.
STEP = 14
STEPS = 26


class CrmTeam(models.Model):
    _inherit = "crm.team"

    def _offer_expiry(self, partner, start):
        """The UTC moment at which an offer to a partner lapses."""
        return self._partner_deadline(partner, start, self.wave_hours)

    def _partner_deadline(self, partner, start, hours):
        """The UTC moment at which so many working hours of a partner are over.

        0 hours: ``start`` itself, or when he works next. ``plan_hours`` of the calendar
        knows no pause; hence the intervals themselves. A calendar without working hours
        lets the plain hours count.
        """
        calendar = self._partner_calendar(partner)
        begin, left = pytz.utc.localize(start), timedelta(hours=hours)
        for step in range(STEPS):
            first = begin + timedelta(days=STEP * step)
            last = first + timedelta(days=STEP)
            worked = calendar._work_intervals_batch(first, last)[False]
            quiet = self._pauses(first, last, pytz.timezone(calendar.tz))
            for opened, closed, _attendance in worked - quiet:
                if left <= closed - opened:
                    return _utc(opened + left)
                left -= closed - opened
        return _utc(begin + timedelta(hours=hours))

    def _partner_days(self, partner, start, days):
        """The UTC moment at which so many working days of a partner are over."""
        hours = self._partner_calendar(partner).hours_per_day or 24
        return self._partner_deadline(partner, start, days * hours)

    def _partner_calendar(self, partner):
        """The partner's calendar, else the company's."""
        # sudo: profile of the partner, calendar of the company: only times come of it
        own = partner.sudo().commercial_partner_id.sales_calendar_id
        return own or self._offering_company().resource_calendar_id

    def _offering_company(self):
        return self.company_id or self.env.company

    def _pause_end(self, moment):
        """When the pause is over in which a UTC moment lies; False outside of it."""
        zone = self._offering_company()._kpi_zone()
        begin = pytz.utc.localize(moment)
        day = timedelta(days=1)
        for opened, closed, _team in self._pauses(begin - day, begin + day, zone):
            if opened <= begin < closed:
                return _utc(closed)
        return False

    def _pauses(self, first, last, zone):
        """The quiet hours that touch a range of time, by the clock of a zone."""
        if not self.night_pause or self.pause_from == self.pause_to:
            return Intervals()
        overnight = timedelta(days=self.pause_to < self.pause_from)
        day = first.astimezone(zone).date() - timedelta(days=1)
        pauses = []
        while day <= last.astimezone(zone).date():
            pauses.append(
                (
                    _clock(zone, day, self.pause_from),
                    _clock(zone, day + overnight, self.pause_to),
                    self,
                )
            )
            day += timedelta(days=1)
        return Intervals(pauses)


def _clock(zone, day, hours):
    """The moment at which the clocks of a zone show a time of day."""
    naive = datetime.combine(day, time()) + timedelta(hours=hours)
    return zone.normalize(zone.localize(naive))


def _utc(moment):
    """As Odoo stores it, to the second."""
    return moment.astimezone(pytz.utc).replace(tzinfo=None, microsecond=0)
