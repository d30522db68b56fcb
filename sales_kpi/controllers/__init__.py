from . import dashboard_xlsx
from . import portal_page
from . import portal_home
from . import portal_offer
from . import portal_lead
from . import portal_link
from . import portal_figures
from . import portal_material
