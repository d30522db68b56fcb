"""Evidence: taken from what is given, and checked against what the milestone wants."""

from datetime import date, datetime, time

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from .crm_evidence_type import NOTE
from .milestone_evidence import DETAILS, LINK_OF, MOMENT_OF, Evidence
from .rpc_question import given_day, given_id, given_moment


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def _given_evidence(self, vals):
        """The evidence that comes with a write: by the dialog, or in its values."""
        evidence = self.env.context.get("milestone_evidence")
        if isinstance(evidence, Evidence):
            return evidence if evidence.lead_id in self.ids else Evidence()
        kind = self.env["crm.evidence.type"].browse(
            vals.get("milestone_evidence_type_id") or ()
        )
        details = {"note": vals.get("milestone_evidence")}
        is_import = bool(self.env.context.get("import_file"))
        if is_import:
            details["back_date_reason"] = self.env._("Imported")
        at = vals.get("milestone_date")
        return Evidence(
            code=kind.code or NOTE,
            details=details,
            at=fields.Datetime.to_datetime(at) if at else None,
            is_imported=is_import and self._may_import_evidence(),
        )

    @api.model
    def _may_import_evidence(self):
        """Whoever brings the history of all, not a salesperson for a lead of today."""
        return self.env.su or self.env.user.has_group("sales_team.group_sale_manager")

    def _read_evidence(self, evidence, evidence_type, moment):
        """What the caller of ``action_reach_milestone`` gives, as :class:`Evidence`.

        :param evidence: a text, a record (message, meeting, order, attachment), or a
            dict of fields of crm.lead.milestone
        """
        if isinstance(evidence, dict):
            links, details = self._read_evidence_values(evidence)
        elif isinstance(evidence, models.BaseModel) and evidence._name in LINK_OF:
            links, details = {LINK_OF[evidence._name]: evidence}, {}
        elif evidence and not isinstance(evidence, str):
            raise self._evidence_error()
        else:
            links, details = {}, {"note": evidence}
        code = evidence_type or self._evidence_code(links)
        return Evidence(self.id, code, links, details, self._moment(moment))

    def _read_evidence_values(self, values):
        model_of = {name: model for model, name in LINK_OF.items()}
        if values.keys() - {*DETAILS, *model_of}:
            raise self._evidence_error()
        details = {name: values[name] for name in DETAILS if values.get(name)}
        if day := details.pop("evidence_date", None):
            details["evidence_date"] = given_day(self.env, day)
        if not all(isinstance(value, date | str) for value in details.values()):
            raise self._evidence_error()
        links = {
            name: self.env[model].browse(given_id(self.env, values[name]))
            for name, model in model_of.items()
            if values.get(name)
        }
        if len(links) > 1:
            raise self._evidence_error()
        return links, details

    def _evidence_error(self):
        return UserError(
            self.env._(
                "Evidence is a text, or one message, meeting, order or document."
            )
        )

    def _evidence_code(self, links):
        """The type of evidence that a link is; a text alone is a note."""
        [(name, record)] = links.items() or [(None, None)]
        # sudo: only the kind of document is read
        record = record and record.sudo()
        if name == "mail_message_id":
            return "email" if record.message_type == "email" else "message"
        if name == "order_id":
            return "order" if record.state == "sale" else "quotation"
        return {"event_id": "meeting", "attachment_id": "document"}.get(name, NOTE)

    def _moment(self, given):
        """A moment, of a day: noon in the company's reporting time zone.

        Today is now; noon never lies before the creation of the lead on that day.
        """
        if not given:
            return None
        is_moment = isinstance(given, datetime) or (
            isinstance(given, str) and len(given) > len("2026-01-31")
        )
        if is_moment:
            return given_moment(self.env, given)
        day = given_day(self.env, given)
        if day == self._local_day(self.env.cr.now()):
            return None
        noon = self._milestone_tz().localize(datetime.combine(day, time(12)))
        noon = noon.astimezone(pytz.utc).replace(tzinfo=None)
        if day == self._local_day(self.create_date):
            return max(noon, self.create_date)
        return noon

    def _milestone_tz(self):
        # sudo: a setting
        company = (self.company_id or self.env.company).sudo()
        return pytz.timezone(company.kpi_tz or "UTC")

    def _local_day(self, moment):
        return pytz.utc.localize(moment).astimezone(self._milestone_tz()).date()

    def _is_back_dated(self, at):
        """Whether a milestone is entered on a later day than it was reached."""
        return self._local_day(at) < self._local_day(self.env.cr.now())

    def _evidence_values(self, evidence):
        """Evidence as fields of crm.lead.milestone."""
        values = {
            name: evidence.details.get(name)
            for name in DETAILS
            if evidence.details.get(name)
        }
        if not evidence:
            return values
        if evidence.is_words:
            values["is_imported"] = evidence.is_imported
            values.setdefault("contact_name", self._evidence_contact())
        values.update({name: record.id for name, record in evidence.links.items()})
        day = self._evidence_day(evidence)
        reason = values.get("back_date_reason") or values.get("note")
        if evidence.at and self._is_back_dated(evidence.at):
            values["back_date_reason"] = reason or self.env._(
                "The evidence is of %s", format_date(self.env, day)
            )
        kind = self.env["crm.evidence.type"]._of(evidence.code)
        return {**values, "evidence_type_id": kind.id, "evidence_date": day}

    def _evidence_contact(self):
        # sudo: who the contact is, whatever the user may read of contacts
        return self.contact_name or self.partner_id.sudo().name or self.partner_name

    def _evidence_day(self, evidence):
        """The day of the document, else the one given, else that of the milestone."""
        for name, record in evidence.links.items():
            moment = record.sudo()[MOMENT_OF[name]]  # sudo: checked to be of the lead
            return self._local_day(moment or self.env.cr.now())
        day = evidence.details.get("evidence_date")
        return fields.Date.to_date(day) or self._local_day(
            evidence.at or self.env.cr.now()
        )
