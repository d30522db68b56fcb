from . import sales_kpi_report
from . import sales_kpi_own_measure
from . import sales_kpi_churn
from . import sales_kpi_report_names
from . import sales_kpi_workbook
from . import sales_kpi_workbook_target
from . import personal_data_workbook
from . import partner_cockpit_workbook
