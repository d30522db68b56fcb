from . import sales_kpi_report
