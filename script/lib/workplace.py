"""Where the shell scripts put things, and the Odoo command line for Python."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "sales_kpi"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sales_kpi"
LOGS = CACHE / "log"


def data_dir():
    """The folder of Odoo's filestores, as written into its configuration file."""
    for line in Path(os.environ["ODOO_RC"]).read_text().splitlines():
        if line.startswith("data_dir = "):
            return Path(line.removeprefix("data_dir = "))
    raise LookupError("no data_dir in the configuration file")


def run_odoo(log, *args, timeout=None):
    """Run the Odoo command line, append its output to the log; return the exit status."""
    command = [sys.executable, os.environ["ODOO_BIN"], *map(str, args)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        # an own session: on a timeout, its browsers are stopped too
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(timeout)
        except BaseException as error:
            os.killpg(process.pid, 15 if isinstance(error, KeyboardInterrupt) else 9)
            process.wait()
            if isinstance(error, subprocess.TimeoutExpired):
                output.write(b"\nstopped: it took longer than %d s\n" % timeout)
                return 124
            raise
