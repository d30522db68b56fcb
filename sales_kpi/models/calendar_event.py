from odoo import api, models
from odoo.tools import SQL

#: Writing one of these may change the facts of a meeting or of its lead.
KPI_FIELDS = frozenset({"active", "opportunity_id", "partner_ids", "stop", "start"})


class CalendarEvent(models.Model):
    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._kpi_note()
        return events

    def _write_multi(self, vals_list):
        if not any(KPI_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        # before and after: a meeting may move from one lead to another
        self._kpi_mark_meetings(self.ids)
        result = super()._write_multi(vals_list)
        self.env["sales.kpi.journal"]._record_meetings(self.ids)
        self._kpi_mark_meetings(self.ids)
        return result

    def unlink(self):
        self.flush_recordset()
        self._kpi_mark_meetings(self.ids)
        return super().unlink()

    def _kpi_note(self):
        self.flush_recordset()
        self.env["sales.kpi.journal"]._record_meetings(self.ids)
        self._kpi_mark_meetings(self.ids)

    @api.model
    def _kpi_mark_meetings(self, event_ids):
        """Queue meetings and their leads, now and for the end of each meeting."""
        Dirty = self.env["sales.kpi.dirty"]
        Dirty._mark("meeting", event_ids)
        Dirty._mark_query(
            "lead",
            SQL(
                "SELECT opportunity_id FROM calendar_event WHERE id = ANY(%s)",
                list(event_ids),
            ),
        )
        Dirty._mark_later(
            "lead",
            SQL(
                "SELECT opportunity_id, stop FROM calendar_event WHERE id = ANY(%s)",
                list(event_ids),
            ),
        )


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    @api.model_create_multi
    def create(self, vals_list):
        attendees = super().create(vals_list)
        attendees._kpi_mark_events()
        return attendees

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        if any({"state", "partner_id"} & vals.keys() for vals in vals_list):
            self._kpi_mark_events()
        return result

    def unlink(self):
        self._kpi_mark_events()
        return super().unlink()

    def _kpi_mark_events(self):
        self.env["calendar.event"]._kpi_mark_meetings(self.event_id.ids)
