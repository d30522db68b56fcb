# Everything that a command of ours needs, set up once and found at once afterwards. Sourced, never run.
# shellcheck shell=bash

# shellcheck source=common.sh
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
# shellcheck source=system.sh
. "$ROOT/script/lib/system.sh"
# shellcheck source=odoo.sh
. "$ROOT/script/lib/odoo.sh"
# shellcheck source=python.sh
. "$ROOT/script/lib/python.sh"
# shellcheck source=postgres.sh
. "$ROOT/script/lib/postgres.sh"

setup() { # setup [tests]
    ensure_packages "$@"
    ensure_odoo
    ensure_venv requirements.txt
}

prepare() { # prepare [tests]: set up and use the database server
    with_lock setup "$@" || exit
    [ -z "${ODOO_SOURCE:-}" ] || ODOO_SOURCE=$(realpath "$ODOO_SOURCE")
    ODOO_PYTHON=$(venv_path requirements.txt)/bin/python
    ODOO_ROOT=$(odoo_root)
    ODOO_BIN=$(odoo_bin)
    export ODOO_ROOT ODOO_BIN PYTHONPATH=$ODOO_ROOT
    export HYPOTHESIS_STORAGE_DIRECTORY=$CACHE/hypothesis
    write_odoo_conf
    pg_use
}

write_odoo_conf() {
    local data=$CACHE/data
    [ -z "${PGHOST:-}" ] || data=$CACHE/data-$PGHOST # filestores belong to databases of one server
    mkdir -p "$CACHE/etc" "$data"
    export ODOO_RC=$CACHE/etc/odoo-$ROOT_KEY.conf
    cat >"$ODOO_RC.$$" <<CONF
[options]
addons_path = $ROOT,$ROOT/dev_addons
data_dir = $data
http_interface = ${HOST:-127.0.0.1}
limit_time_cpu = 36000
limit_time_real = 36000
max_cron_threads = 1
db_maxconn = 64
CONF
    mv "$ODOO_RC.$$" "$ODOO_RC"
}

odoo() { "$ODOO_PYTHON" "$ODOO_BIN" "$@"; }
databases() { "$ODOO_PYTHON" "$ROOT/script/lib/databases.py" "$@"; }
free_port() { "$ODOO_PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
