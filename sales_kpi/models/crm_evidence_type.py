from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

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

    @api.model
    def _of(self, code):
        """The type with a code.

        :raise UserError: if there is none
        """
        if type_id := self._ids_by_code().get(code):
            return self.browse(type_id)
        raise UserError(
            self.env._(
                "“%(code)s” is no type of evidence. There are: %(codes)s.",
                code=code,
                codes=", ".join(self._ids_by_code()),
            )
        )

    @api.model
    @ormcache()
    def _ids_by_code(self):
        # sudo: the same for everybody
        return {kind.code: kind.id for kind in self.sudo().search([])}
