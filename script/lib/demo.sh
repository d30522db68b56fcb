# The demo database of script/server. Sourced, never run.
# shellcheck shell=bash

DEMO=sales_kpi_demo_$ROOT_KEY
DEMO_PARTIAL=${DEMO}_partial_$$

# What the addon looks like now; stored as the database's comment by the last step that changes it.
addon_state() {
    (cd "$ROOT" && find sales_kpi dev_addons -type f ! -path '*/__pycache__/*' ! -path '*/.*' ! -path '*/tests/*' -print0 |
        sort -z | xargs -0 sha256sum | sha256sum | cut -c1-16)
}
demo_state() {
    sql postgres "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '$DEMO'"
}
remember_state() { sql postgres "COMMENT ON DATABASE \"$1\" IS '$2'"; }

ensure_demo() { # ensure_demo [FRESH]
    local state now
    now=$(addon_state)
    state=$(demo_state)
    [ -z "$1" ] || state=''
    if [ -z "$state" ]; then
        databases clone demo "$DEMO_PARTIAL"
        step "Installing sales_kpi with demo data"
        run_logged demo-install "Installing sales_kpi" \
            odoo -d "$DEMO_PARTIAL" -i sales_kpi --with-demo --stop-after-init
        databases drop "$DEMO"
        databases rename "$DEMO_PARTIAL" "$DEMO"
    elif [ "$state" != "$now" ]; then
        step "The addon has changed: upgrading the demo database (anew: script/server --fresh)"
        run_logged demo-upgrade "Upgrading sales_kpi" odoo -d "$DEMO" -u sales_kpi --stop-after-init
    else
        return 0
    fi
    remember_state "$DEMO" "$now"
}

port_is_free() { # port_is_free HOST PORT
    "$ODOO_PYTHON" - "$@" <<'PYTHON'
import socket, sys

with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind((sys.argv[1], int(sys.argv[2])))
    except OSError:
        sys.exit(1)
PYTHON
}

wait_until_served() { # wait_until_served PORT PID: until it answers, or has ended
    "$ODOO_PYTHON" - "$@" <<'PYTHON' || true
import os, signal, sys, time, urllib.request

signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while it starts: end without a traceback
port, pid = sys.argv[1:]
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
while os.path.exists(f"/proc/{pid}"):
    try:
        # the login page loads the registry, so that the first click is fast
        opener.open(f"http://127.0.0.1:{port}/web/login", timeout=60).read()
        break
    except OSError:
        time.sleep(0.3)
PYTHON
}
