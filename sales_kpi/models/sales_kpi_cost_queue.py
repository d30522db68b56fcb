"""What changes costs: their records, rates of currencies, and working days."""

from odoo import api, models
from odoo.tools import SQL


class SalesKpiCost(models.Model):
    _inherit = "sales.kpi.cost"

    @api.model_create_multi
    def create(self, vals_list):
        costs = super().create(vals_list)
        self.env["sales.kpi.dirty"]._mark("cost", costs.ids)
        return costs

    def _write_multi(self, vals_list):
        result = super()._write_multi(vals_list)
        self.env["sales.kpi.dirty"]._mark("cost", self.ids)
        return result

    def unlink(self):
        self.env["sales.kpi.dirty"]._mark("cost", self.ids)
        return super().unlink()


class ResCurrencyRate(models.Model):
    """Costs in another currency follow its rates; the first one reaches back."""

    _inherit = "res.currency.rate"

    @api.model_create_multi
    def create(self, vals_list):
        rates = super().create(vals_list)
        rates.currency_id._kpi_mark_costs()
        return rates

    def _write_multi(self, vals_list):
        self.currency_id._kpi_mark_costs()
        result = super()._write_multi(vals_list)
        self.currency_id._kpi_mark_costs()
        return result

    def unlink(self):
        self.currency_id._kpi_mark_costs()
        return super().unlink()


class ResCurrency(models.Model):
    _inherit = "res.currency"

    def _kpi_mark_costs(self):
        """Queue the costs that are converted from or into these currencies."""
        self.env["sales.kpi.dirty"]._mark_query(
            "cost",
            SQL(
                """
                SELECT cost.id
                  FROM sales_kpi_cost cost
                  JOIN res_company company ON company.id = cost.company_id
                 WHERE cost.currency_id <> company.currency_id
                   AND (cost.currency_id = ANY(%(ids)s)
                        OR company.currency_id = ANY(%(ids)s))
                """,
                ids=self.ids,
            ),
        )


class ResCompany(models.Model):
    _inherit = "res.company"

    def _write_multi(self, vals_list):
        """Queue all costs of a company whose currency changes."""
        result = super()._write_multi(vals_list)
        if any("currency_id" in vals for vals in vals_list):
            self.env["sales.kpi.dirty"]._mark_query(
                "cost",
                SQL(
                    "SELECT id FROM sales_kpi_cost WHERE company_id = ANY(%s)", self.ids
                ),
            )
        return result


class ResPartner(models.Model):
    """Facts name sales partners without a foreign key, so nothing else moves them."""

    _inherit = "res.partner"

    def unlink(self):
        self._kpi_mark_costs()
        return super().unlink()

    def _kpi_mark_moved(self):
        result = super()._kpi_mark_moved()
        self._kpi_mark_costs()
        return result

    def _kpi_mark_costs(self):
        """Queue the costs of these sales partners."""
        self.env["sales.kpi.dirty"]._mark_pairs(
            SQL(
                """
                SELECT 'cost', id FROM sales_kpi_cost
                 WHERE sales_partner_id = ANY(%(ids)s)
             UNION
                SELECT source, source_ref FROM sales_kpi_fact
                 WHERE source = 'cost_entry' AND sales_partner_id = ANY(%(ids)s)
                """,
                ids=self.ids,
            )
        )


class SalesKpiWorkday(models.Model):
    _inherit = "sales.kpi.workday"

    @api.model
    def _extend(self, missing, now):
        """Queue the costs that reach into time whose working days become known.

        That is also how a changed calendar comes by here: its future is made anew.
        """
        result = super()._extend(missing, now)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO sales_kpi_dirty (source, ref)
                SELECT 'cost', cost.id
                  FROM sales_kpi_cost cost
                  JOIN unnest(%(companies)s::int[], %(firsts)s::date[], %(lasts)s::date[])
                       AS known(company_id, first, last) USING (company_id)
                 WHERE known.last IS NULL
                    OR cost.date_from <= known.first + 1
                    OR cost.date_to IS NULL
                    OR cost.date_to >= known.last - 1
             UNION
                SELECT fact.source, fact.source_ref
                  FROM sales_kpi_fact fact
                  JOIN unnest(%(companies)s::int[], %(firsts)s::date[], %(lasts)s::date[])
                       AS known(company_id, first, last) USING (company_id)
                 WHERE fact.source = 'cost_entry'
                   AND (fact.date <= known.first + 1 OR fact.date >= known.last - 1)
                """,
                companies=[row[0] for row in missing],
                firsts=[row[2] for row in missing],
                lasts=[row[4] for row in missing],
            )
        )
        return result
