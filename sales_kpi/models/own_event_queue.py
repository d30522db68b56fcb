"""Records that own events count are queued when they change, whatever model it is."""

from odoo import api, models
from odoo.tools import SQL

from ..sources.own import PREFIX


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._kpi_mark_own()
        return records

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        self._kpi_mark_own()
        return result

    def unlink(self):
        self._kpi_mark_own()
        return super().unlink()

    def _kpi_mark_own(self):
        """Queue the records for the own events that count them; most models: none."""
        if "sales.kpi.event" not in self.env or self._abstract:
            return
        for source in (
            self.env["sales.kpi.event"]._followed_models().get(self._name, ())
        ):
            self.env["sales.kpi.dirty"]._mark(source, self.ids)


class IrModel(models.Model):
    _inherit = "ir.model"

    def unlink(self):
        self.env["sales.kpi.event"]._retire_over("model_id", self.ids)
        return super().unlink()


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def unlink(self):
        self.env["sales.kpi.event"]._retire_over("date_field_id", self.ids)
        return super().unlink()


class SalesKpiFact(models.Model):
    _inherit = "sales.kpi.fact"

    @api.model
    def _sweep_orphans(self):
        """Remove the facts of own events whose model went away with its app, too."""
        result = super()._sweep_orphans()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM sales_kpi_fact fact
                 USING res_company company
                 WHERE company.id = fact.company_id
                   AND fact.source LIKE %s
                   AND fact.source <> ALL(%s)
                   AND fact.date > COALESCE(
                       company.kpi_locked_until, '-infinity'::date)
                """,
                f"{PREFIX}%",
                list(self.env["sales.kpi.source"]._sources()),
            ),
            log_exceptions=False,
        )
        self.invalidate_model()
        return result
