from . import sales_kpi_closing
from . import base_partner_merge
