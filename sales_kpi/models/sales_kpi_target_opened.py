"""Targets that nobody looks at are none (S2-04): when they were opened last."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

#: After so many days without a look a target is as good as forgotten.
FORGOTTEN = timedelta(days=30)


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    # groups: when somebody looks is how he works (decision 33)
    opened_on = fields.Date(
        "Looked at on",
        readonly=True,
        copy=False,
        groups="base.group_system",
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
            lambda target: self.env.user in target.holder_id | target.owner_id
        )
        # sudo: nobody reads or writes it by hand
        mine.sudo().filtered(lambda target: target.opened_on != today).opened_on = today
        return True

    @api.depends("opened_on", "approved_date", "state")
    def _compute_is_forgotten(self):
        before = self.env["sales.kpi"]._today() - FORGOTTEN
        for target in self:
            # sudo: whether anybody looked, not when
            known = [target.sudo().opened_on, target.approved_date]
            days = [fields.Date.to_date(moment) for moment in known if moment]
            target.is_forgotten = (
                target.state == "active" and bool(days) and max(days) < before
            )

    def _search_is_forgotten(self, operator, value):
        if operator != "in":
            return NotImplemented
        before = self.env["sales.kpi"]._today() - FORGOTTEN
        never = Domain("opened_on", "=", False)
        forgotten = (
            Domain("state", "=", "active")
            & Domain("approved_date", "<", before)
            & (never | Domain("opened_on", "<", before))
        )
        # sudo: whether anybody looked, not when
        return Domain("id", "in", self.sudo()._search(forgotten))

    @api.depends("opened_on", "approved_date")
    def _compute_warning(self):
        return super()._compute_warning()

    def _warnings(self, focus):
        yield from super()._warnings(focus)
        if self.is_forgotten and self._matters_to_user():
            yield self.env._(
                "Nobody has opened this target for a month. Does it still matter? Talk "
                "about it, or cancel it."
            )

    def _matters_to_user(self):
        """Whether the user works on the target, or talks about it with who does."""
        concerned = self.holder_id | self.owner_id | self._leader()
        manages = self.env.user.has_group("sales_kpi.group_manager")
        return self.env.su or manages or self.env.user in concerned
