from odoo import models

#: What users tune on a standard KPI; an upgrade leaves it as they set it.
TUNABLE = frozenset(
    {
        "active",
        "benchmark",
        "benchmark_label",
        "cohort_days",
        "level",
        "minimum_n",
        "sequence",
    }
)


class SalesKpi(models.Model):
    _inherit = "sales.kpi"

    def _load_records_write(self, values):
        """Take formulas and texts from the new version, but keep what users tuned."""
        kept = {name: values[name] for name in values if name not in TUNABLE}
        return super()._load_records_write(kept)
