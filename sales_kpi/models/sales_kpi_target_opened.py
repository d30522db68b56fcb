"""Targets that nobody looks at are none (S2-04): when they were opened last."""

from datetime import timedelta

from odoo import api, fields, models

#: After so many days without a look a target is as good as forgotten.
FORGOTTEN = timedelta(days=30)


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    opened_on = fields.Date(
        "Looked at on",
        readonly=True,
        copy=False,
        help="When the holder or the owner opened the target last.",
    )
    is_forgotten = fields.Boolean(
        compute="_compute_is_forgotten", search="_search_is_forgotten"
    )

    def note_opened(self):
        """Note that holder or owner opened targets; that others did is no matter."""
        self.check_access("read")
        today = self.env["sales.kpi"]._today()
        mine = self.filtered(
            lambda target: (
                self.env.user in target.holder_id | target.owner_id
                and target.opened_on != today
            )
        )
        mine.sudo().opened_on = today  # sudo: nobody writes it by hand
        return True

    @api.depends("opened_on", "approved_date", "state")
    def _compute_is_forgotten(self):
        before = self.env["sales.kpi"]._today() - FORGOTTEN
        for target in self:
            known = [target.opened_on, target.approved_date]
            days = [fields.Date.to_date(moment) for moment in known if moment]
            target.is_forgotten = (
                target.state == "active" and bool(days) and max(days) < before
            )

    def _search_is_forgotten(self, operator, value):
        if operator != "in":
            return NotImplemented
        before = self.env["sales.kpi"]._today() - FORGOTTEN
        return [
            ("state", "=", "active"),
            ("approved_date", "<", before),
            "|",
            ("opened_on", "=", False),
            ("opened_on", "<", before),
        ]

    @api.depends("opened_on", "approved_date")
    def _compute_warning(self):
        return super()._compute_warning()

    def _warnings(self, focus):
        yield from super()._warnings(focus)
        if self.is_forgotten:
            yield self.env._(
                "%s has not looked at this target for a month. Talk about it, or cancel "
                "it.",
                self.holder_id.name,
            )
