"""Moments and spans as people say them, for pages that are read in seconds."""

import zoneinfo
from datetime import UTC, datetime

from odoo import fields
from odoo.tools import format_datetime

MINUTE, HOUR, DAY = 60, 3600, 86400


class PortalClock:
    """Tells time in the language and the time zone of who reads a page."""

    def __init__(self, env, *tz_names):
        """:param tz_names: the first that there is counts; browsers tell anything"""
        self.env = env
        known = zoneinfo.available_timezones()
        self.tz_name = next((name for name in tz_names if name in known), "UTC")
        self.now = fields.Datetime.now()

    def moment(self, at):
        """Mon 3/9/26, 12:30 PM"""
        day, time = (
            format_datetime(self.env, at, self.tz_name, dt_format=pattern)
            for pattern in ("EEE", "short")
        )
        return f"{day} {time}"

    def left(self, at):
        """How much time is left, or how much too late it is."""
        seconds = (at - self.now).total_seconds()
        if seconds < 0:
            return self.env._("%s late", self.span(-seconds))
        return self.env._("%s left", self.span(seconds))

    def since(self, at):
        """How long ago it was."""
        return self.ago((self.now - at).total_seconds() / HOUR)

    def ago(self, hours):
        return self.env._("%s ago", self.span(hours * HOUR))

    def span(self, seconds):
        if seconds < HOUR:
            return self.env._("%s min", max(1, round(seconds / MINUTE)))
        if seconds < 2 * DAY:
            hours, minutes = divmod(int(seconds) // MINUTE, 60)
            if not minutes:
                return self.env._("%s h", hours)
            return self.env._(
                "%(hours)s h %(minutes)s min", hours=hours, minutes=minutes
            )
        return self.env._("%s days", int(seconds // DAY))

    def stated(self, text):
        """The UTC moment of what was entered by the reader's clock; None if nothing.

        :raise ValueError: this is no moment
        """
        if not text:
            return None
        zone = zoneinfo.ZoneInfo(self.tz_name)
        moment = datetime.fromisoformat(text).replace(tzinfo=zone)
        try:
            return moment.astimezone(UTC).replace(tzinfo=None)
        except OverflowError as error:  # the first or the last day of all times
            raise ValueError(text) from error
