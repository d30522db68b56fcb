from . import source
from . import lead
from . import pipeline
from . import meeting
from . import order
from . import product
from . import invoice
