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


def run_odoo(log, *args, timeout=None, stdin=subprocess.DEVNULL):
    """Run the Odoo command line, append its output to the log; return the status."""
    if _stopped:
        raise RuntimeError("stopped")
    command = [sys.executable, os.environ["ODOO_BIN"], *map(str, args)]
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, stdin=stdin, stdout=output, stderr=subprocess.STDOUT
        )
        _running.add(process)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            output.write(b"\nstopped: it took longer than %d s\n" % timeout)
            return 124
        finally:
            _end(process)
            _running.discard(process)


_running = set()
_stopped = []


def stop_all():
    """End every Odoo that runs in other threads, and let no more begin."""
    _stopped.append(True)
    for process in list(_running):
        process.terminate()


def _end(process):
    if process.poll() is None:
        process.terminate()  # so that it ends its browsers, too
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
