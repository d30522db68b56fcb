from . import sales_kpi_report
from . import sales_kpi_workbook
