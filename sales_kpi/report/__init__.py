from . import sales_kpi_report
from . import sales_kpi_churn
from . import sales_kpi_report_names
from . import sales_kpi_workbook
