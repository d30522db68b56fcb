from odoo import fields, models

#: The only kind of evidence that is the salesperson's own words.
NOTE = "note"


class CrmEvidenceType(models.Model):
    """What can prove that a customer acted: a fixed list, its order is the dialog's."""

    _name = "crm.evidence.type"
    _description = "Type of evidence"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "This type of evidence exists already.")
