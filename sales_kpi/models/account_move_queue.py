from odoo import api, models
from odoo.tools import SQL

from ..sources.invoice_states import SALE_DOCUMENTS

MOVE_FIELDS = frozenset(
    {
        "amount_total_signed",
        "amount_untaxed_signed",
        "campaign_id",
        "company_id",
        "date",
        "invoice_date",
        "invoice_user_id",
        "medium_id",
        "move_type",
        "partner_id",
        "source_id",
        "state",
        "team_id",
    }
)
#: Writing one of these moves the first sighting of a company.
SIGHT_FIELDS = frozenset({"company_id", "date", "invoice_date", "partner_id", "state"})
LINE_FIELDS = frozenset(
    {
        "balance",
        "date",
        "display_type",
        "move_id",
        "product_id",
        "product_uom_id",
        "quantity",
    }
)
#: The lines that a line is reconciled with; two branches, for each has its index.
RECONCILED = SQL(
    """
    SELECT partial.credit_move_id AS id
      FROM account_partial_reconcile partial
     WHERE partial.debit_move_id = line.id
 UNION ALL
    SELECT partial.debit_move_id
      FROM account_partial_reconcile partial
     WHERE partial.credit_move_id = line.id
    """
)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _write_multi(self, vals_list):
        """Queue customer invoices, before for their old and after for their new customer.

        A new invoice counts from its posting on, which comes by here.
        """
        if not any(MOVE_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        if any("partner_id" in vals for vals in vals_list):
            self._kpi_mark(self.ids)
            self._kpi_mark_companies()
        result = super()._write_multi(vals_list)
        self._kpi_mark(self.ids)
        if any(SIGHT_FIELDS & vals.keys() for vals in vals_list):
            self._kpi_mark_companies()
        return result

    def _kpi_mark_companies(self):
        """Queue who may be new, or no longer new, because of these invoices."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            self.env["sales.kpi.source.company"]._neighbours(
                SQL(
                    """SELECT partner_id FROM account_move
                        WHERE id = ANY(%s) AND move_type = ANY(%s)""",
                    self.ids,
                    list(SALE_DOCUMENTS),
                )
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        if posted := moves.filtered(lambda move: move.state == "posted"):
            self._kpi_mark(posted.ids)
        return moves

    def unlink(self):
        self._kpi_mark(self.ids)
        return super().unlink()

    @api.model
    def _kpi_mark(self, move_ids):
        """Queue the invoices among some entries, and those that they settle.

        An entry that is reset to draft stays reconciled, but is no payment then.
        """
        self._kpi_mark_query(
            SQL(
                """
                SELECT unnest(%(ids)s::int[])
             UNION
                SELECT settled.move_id
                  FROM account_move_line line
            CROSS JOIN LATERAL (%(others)s) AS other
                  JOIN account_move_line settled ON settled.id = other.id
                 WHERE line.move_id = ANY(%(ids)s)
                """,
                ids=list(move_ids),
                others=RECONCILED,
            )
        )

    @api.model
    def _kpi_mark_query(self, moves):
        """Queue the customer invoices among ``moves`` and their customers."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """
                SELECT side.source, side.ref
                  FROM account_move move
             LEFT JOIN res_partner customer ON customer.id = move.partner_id
            CROSS JOIN LATERAL (VALUES
                       ('invoice', move.id),
                       ('customer', customer.commercial_partner_id),
                       ('company', customer.commercial_partner_id)
                       ) AS side(source, ref)
                 WHERE move.id IN (%s) AND move.move_type = ANY(%s)
                """,
                moves,
                list(SALE_DOCUMENTS),
            )
        )


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._kpi_mark()
        return lines

    def _write_multi(self, vals_list):
        if not any(LINE_FIELDS & vals.keys() for vals in vals_list):
            return super()._write_multi(vals_list)
        if any("move_id" in vals for vals in vals_list):
            self._kpi_mark()
        result = super()._write_multi(vals_list)
        self._kpi_mark()
        return result

    def unlink(self):
        self._kpi_mark()
        return super().unlink()

    def _kpi_mark(self):
        """Queue the posted invoices of the lines, or that they settle.

        While an invoice is a draft its lines do not count.
        """
        if not self:  # Odoo deletes no lines at all for each invoice it writes
            return
        self.env["account.move"]._kpi_mark_query(
            SQL(
                """
                SELECT move.id
                  FROM account_move move
                  JOIN account_move_line line ON line.move_id = move.id
                 WHERE line.id = ANY(%(ids)s) AND move.state = 'posted'
             UNION
                SELECT settled.move_id
                  FROM unnest(%(ids)s::int[]) AS line(id)
            CROSS JOIN LATERAL (%(others)s) AS other
                  JOIN account_move_line settled ON settled.id = other.id
                """,
                ids=self.ids,
                others=RECONCILED,
            )
        )


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._kpi_mark()
        return partials

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        self._kpi_mark()
        return result

    def unlink(self):
        self._kpi_mark()
        return super().unlink()

    def _kpi_mark(self):
        """Queue the invoices that the reconciliations settle."""
        if self:
            self.env["account.move"]._kpi_mark_query(
                SQL(
                    """
                    SELECT line.move_id
                      FROM account_partial_reconcile partial
                      JOIN account_move_line line
                        ON line.id IN (partial.debit_move_id, partial.credit_move_id)
                     WHERE partial.id = ANY(%s)
                    """,
                    self.ids,
                )
            )
