from . import controllers
from . import models
from . import sources
from . import report
from . import demo
from . import wizard
from .hooks import post_init_hook, uninstall_hook
