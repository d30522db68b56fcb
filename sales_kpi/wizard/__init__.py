from . import sales_kpi_closing
from . import base_partner_merge
from . import sales_kpi_rebuild
from . import sales_kpi_setup
from . import sales_kpi_setup_actions
from . import crm_territory_lookup
from . import sales_kpi_product
from . import sales_kpi_definition
