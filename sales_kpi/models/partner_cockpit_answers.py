"""Two questions of sales controlling: what sells where, and where to invest."""

from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.errors import KpiError
from .fact_select import RATE
from .rpc_answer import for_caller

#: A matrix is read at a glance, or not at all; the analysis has the rest.
MOST_LINES, MOST_TERRITORIES, MOST_ROWS = 10, 6, 8
#: By what the return on sales and marketing is compared.
INVESTED_BY = ("source_id", "sales_partner_id", "territory_id")
INVESTMENT_KPIS = ("won_value", "deals_closed", "roi")
#: Two views of what is sold, never added up (decision 5).
SALES_EVENTS = {"sell_out": "lead_won", "sell_in": "product_sold"}


class SalesPartnerCockpit(models.AbstractModel):
    _inherit = "sales.partner.cockpit"

    @api.model
    @api.readonly
    def cockpit_answers(self, options=None):
        """The blocks below the table of partners, by the question that they answer.

        :param options: as of :meth:`cockpit_data`
        :return: ``{'products': {'sell_out', 'sell_in'}, 'investment', 'automation'}``
        """
        self._check_may_see()
        try:
            asked = self._question(options or {})
            return for_caller(
                {
                    "products": {
                        view: self._matrix(view, asked) for view in SALES_EVENTS
                    },
                    "investment": self._investment(asked),
                    "automation": self._automation(),
                }
            )
        except KpiError as error:
            raise UserError(self.env["sales.kpi"]._error_text(error)) from error

    @api.model
    def _matrix(self, view, asked):
        """Which product line sold how much in which territory.

        A lead that asked for several lines counts in each, so nothing is added up.

        :return: ``{'territories': [[id, name]], 'lines': [{'line': [id, name],
            'cells': [{'amount', 'count'} or None]}], 'best': [line, territory,
            amount], 'is_cut': whether there is more}``
        """
        domain = self._sold_domain(view, asked)
        amounts, counts = {}, {}
        for line, territory, amount, count in self._sold(view, domain):
            amounts[line, territory] = float(amount)
            counts[line, territory] = count
        lines, territories = _largest(amounts, 0), _largest(amounts, 1)
        names = {
            **self._names("product.category", lines),
            None: self.env._("Without a product line"),
        }
        places = {
            **self._names("crm.territory", territories),
            None: self.env._("Without a territory"),
        }
        known = {key: amount for key, amount in amounts.items() if None not in key}
        best = max(known, key=known.get) if known and max(known.values()) > 0 else None
        return {
            "territories": [[one, places[one]] for one in territories],
            "lines": [
                {
                    "line": [line, names[line]],
                    "cells": [
                        {
                            "amount": amounts[line, one],
                            "count": counts[line, one],
                        }
                        if (line, one) in amounts
                        else None
                        for one in territories
                    ],
                }
                for line in lines
            ],
            "best": best and [names[best[0]], places[best[1]], known[best]],
            "is_cut": len({line for line, _one in amounts}) > len(lines)
            or len({one for _line, one in amounts}) > len(territories),
        }

    @api.model
    @api.readonly
    def open_sold(self, view, line, territory, options=None):
        """The facts behind a cell of a matrix, as an action.

        :param view: 'sell_out' or 'sell_in'
        :param line, territory: ids, None or False for none
        """
        self._check_may_see()
        if view not in SALES_EVENTS:
            raise UserError(self.env._("There is no list of “%s”.", str(view)))
        asked = self._question(options or {})
        domain = self._sold_domain(view, asked)
        domain &= Domain("territory_id", "=", territory or False)
        fact, line_id, query = self._sold_query(view, domain)
        query.add_where(SQL("%s IS NOT DISTINCT FROM %s::int", line_id, line or None))
        rows = self.env.execute_query(query.select(SQL.identifier(fact._table, "id")))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sales"),
            "res_model": "sales.kpi.report",
            "views": [[False, "list"], [False, "pivot"]],
            "domain": [("id", "in", [row_id for (row_id,) in rows])],
            "context": {"kpi_measures": ["amount"], "pivot_measures": ["amount"]},
        }

    @api.model
    def _sold_domain(self, view, asked):
        period = asked["period"]
        return (
            asked["domain"]
            & Domain("event", "=", SALES_EVENTS[view])
            & Domain("date", ">=", period.start.isoformat())
            & Domain("date", "<=", period.last_day.isoformat())
        )

    @api.model
    def _sold(self, view, domain):
        """SELECT line, territory, amount and cases of what the caller may read."""
        fact, line, query = self._sold_query(view, domain)
        rates = fact._kpi_rates()
        fact._kpi_join_rates(query, rates)
        amount = SQL.identifier(fact._table, "amount")
        query.groupby = SQL("1, 2")
        return self.env.execute_query(
            query.select(
                line,
                SQL.identifier(fact._table, "territory_id"),
                SQL("SUM(%s)", SQL("%s * %s", amount, RATE) if rates else amount),
                SQL("SUM(%s)", SQL.identifier(fact._table, "count")),
            )
        )

    @api.model
    def _sold_query(self, view, domain):
        """Facts, their product line, and the query of those the caller may read."""
        fact, readable = self.env["sales.kpi"]._readable_facts()
        companies = Domain("company_id", "in", self.env.companies.ids)
        query = fact._search(domain & readable & companies, order=None)
        if view == "sell_in":
            return fact, SQL.identifier(fact._table, "categ_id"), query
        lines = SQL.identifier("crm_lead_required_categ_rel")
        on = SQL("line.lead_id = %s", SQL.identifier(fact._table, "lead_id"))
        query.add_join("LEFT JOIN", "line", lines, on)
        return fact, SQL.identifier("line", "categ_id"), query

    @api.model
    def _names(self, model, ids):
        # sudo: names of what the figures are about
        records = self.env[model].sudo().browse(filter(None, ids)).exists()
        names = {record.id: record.display_name for record in records}
        return defaultdict(lambda: self.env._("Deleted"), names)

    @api.model
    def _investment(self, asked):
        """Returns by source, partner and territory, the best first.

        :return: ``{'reason': why there is no return, 'columns': the KPIs, 'by':
            [{'field', 'label', 'rows': [{'group': [id, name], 'values': {code:
            answer}}]}]}``
        """
        kpis = self.env["sales.kpi"]
        used = kpis.search([("code", "in", INVESTMENT_KPIS)])
        used = used.sorted(lambda kpi: INVESTMENT_KPIS.index(kpi.code))
        labels = kpis._dimension_labels()
        found = [
            {
                "field": field,
                "label": labels[field],
                "rows": self._returns(used.mapped("code"), field, asked),
            }
            for field in INVESTED_BY
        ]
        has_return = any(
            row["values"]["roi"]["value"] is not None
            for part in found
            for row in part["rows"]
            if "roi" in row["values"]
        )
        is_own = kpis._seen(asked["domain"])[0].is_own
        return {
            "reason": None if has_return else self._no_return(),
            "columns": [self._column(kpi, {}, is_own) for kpi in used],
            "by": found,
        }

    @api.model
    def _returns(self, codes, field, asked):
        kpis = self.env["sales.kpi"]
        rows = kpis._evaluate_periods(
            codes, [asked["period"]], asked["frame"], field, asked["domain"]
        )
        rows = [row for row in rows if row["group"] and any(_known(row))]
        kpis._name_groups(rows, field)

        def weight(row):
            values = row["values"]
            roi = values.get("roi", {}).get("value")
            won = values.get("won_value", {}).get("value")
            return roi is None, -(roi or 0), -(won or 0), row["group"][1]

        rows = sorted(rows, key=weight)[:MOST_ROWS]
        return [{"group": row["group"], "values": row["values"]} for row in rows]

    @api.model
    def _no_return(self):
        if not self.env.user.has_group("sales_kpi.group_manager"):
            return self.env._(
                "Costs are read by KPI managers only, so there is no return here."
            )
        return self.env._(
            "No costs are known for these days. Enter what sources, partners and "
            "territories cost, and their return appears here."
        )


def _known(row):
    return (answer["value"] for answer in row["values"].values())


def _largest(amounts, side):
    """The lines or territories with the largest sums, those without one last."""
    sums = defaultdict(float)
    for key, amount in amounts.items():
        sums[key[side]] += amount
    most = (MOST_LINES, MOST_TERRITORIES)[side]
    return sorted(sums, key=lambda one: (one is None, -sums[one]))[:most]
