from odoo import models
from odoo.tools import SQL

from .dimension_field import Dimension


class SalesKpiDimension(models.AbstractModel):
    """What facts and journal point to without a foreign key.

    Deleting such a record clears it there in the same transaction, so that no view
    meets a value that does not exist. What the database deletes by cascade is swept
    nightly.
    """

    _name = "sales.kpi.dimension"
    _description = "Dimension of KPI facts"

    def unlink(self):
        deleted = self.ids
        self._kpi_queue_journalled()
        result = super().unlink()
        for model, column in self._kpi_columns():
            self.env.cr.execute(
                SQL(
                    "UPDATE %(table)s SET %(column)s = NULL "
                    "WHERE %(column)s = ANY(%(deleted)s)",
                    table=SQL.identifier(self.env[model]._table),
                    column=SQL.identifier(column),
                    deleted=deleted,
                )
            )
            self.env[model].invalidate_model([column])
        return result

    def _kpi_queue_journalled(self):
        """Queue the records whose journal names what is deleted.

        A refresh that runs at the same moment may write facts that we do not see and
        that still name it.
        """
        columns = [name for model, name in self._kpi_columns() if "journal" in model]
        if not columns or not self.ids:
            return
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """
                SELECT DISTINCT reader.source,
                       COALESCE(journal.lead_ref, journal.res_id)
                  FROM sales_kpi_journal journal
                  JOIN (VALUES ('crm.lead', 'lead'), ('crm.lead', 'pipeline'),
                               ('crm.lead', 'milestone'),
                               ('crm.lead.offer', 'offer'),
                               ('crm.lead', 'product_outcome'),
                               ('sale.order', 'order'), ('sale.order', 'product'),
                               ('calendar.event', 'meeting'))
                       AS reader(res_model, source) USING (res_model)
                 WHERE %s
                """,
                SQL(" OR ").join(
                    SQL("%s = ANY(%s)", SQL.identifier("journal", name), self.ids)
                    for name in columns
                ),
            )
        )

    def _kpi_columns(self):
        """The columns that point to this model, as (model, field name)."""
        return [
            (model, name)
            for model in ("sales.kpi.fact", "sales.kpi.journal")
            for name, field in self.env[model]._fields.items()
            if isinstance(field, Dimension)
            and field.comodel_name == self._name
            and not field.required
        ]
