from . import sales_kpi_demo
