"""What people were told about targets, so that everything is told exactly once."""

from odoo import fields, models

from .sales_kpi_target_closed import ENDED


class SalesKpiTargetNotice(models.Model):
    """Written in the transaction that puts the mail into the queue: both or none."""

    _name = "sales.kpi.target.notice"
    _description = "What a person was told about a target"

    target_id = fields.Many2one(
        "sales.kpi.target", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    status = fields.Char(help="The status that was told last.")
    mark = fields.Integer(help="The highest interim mark that was told.")
    is_end_told = fields.Boolean()

    _once = models.UniqueIndex(
        "(target_id, user_id)", "What a person was told is kept once per target."
    )


class SalesKpiTarget(models.Model):
    _inherit = "sales.kpi.target"

    def _told(self, users):
        """What people were told so far, ``{(target id, user id): notice}``."""
        # sudo: the memory of the job, nobody reads it
        notices = self.env["sales.kpi.target.notice"].sudo()
        found = notices.search(
            [("target_id", "in", self.ids), ("user_id", "in", users.ids)]
        )
        return {(told.target_id.id, told.user_id.id): told for told in found}

    def _news(self, told):
        """What somebody does not know yet of a target, the worst first.

        A target is on track until something else is told. Of marks that were passed at
        once the highest is told; one that is lost and passed again is no news.

        :param told: the notice of the person, empty before the first one
        :return: of 'reached', 'missed', a status, 'mark'
        """
        if self.state in ENDED:
            return [] if told.is_end_told else [self.state]
        news = []
        if self.status and self.status != (told.status or "on_track"):
            news.append(self.status)
        if self.mark_reached > told.mark:
            news.append("mark")
        return news

    def _told_values(self, told):
        """What a notice says once the news are told."""
        return {
            "status": self.status or told.status,
            "mark": max(self.mark_reached, told.mark),
            "is_end_told": self.state in ENDED,
        }

    def _news_words(self, kind):
        """A piece of news as a sentence, in the language of the reader."""
        if kind == "mark":
            return self.env._("The mark of %s %% is passed.", self.mark_reached)
        if kind in ENDED:
            return {
                "reached": self.env._("The target was reached."),
                "missed": self.env._("The target was missed."),
            }[kind]
        status = dict(self._fields["status"]._description_selection(self.env))[kind]
        if kind == "on_track":
            return self.env._("Back on track.")
        reasons = dict(self._fields["status_reason"]._description_selection(self.env))
        return f"{status}: {reasons.get(self.status_reason, '')}"
