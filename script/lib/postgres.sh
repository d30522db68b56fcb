# PostgreSQL: the user's own server (PGHOST), or a private one: unix socket only, unprivileged user.
# Sourced, never run.
#
# Everyone who uses the private server holds a shared lock on a file (descriptor 9, inherited by what is exec'ed).
# Beside the server waits a process for the exclusive lock: it gets it when the last user has gone, however it
# went, and stops the server. SALES_KPI_KEEP_PG=1 starts the server without that process: it stays.
# shellcheck shell=bash

pg_settings() {
    if [ "$(id -u)" = 0 ]; then
        # PostgreSQL refuses to run as root, and another user cannot reach a cache below /root
        PG_USER=postgres
        PG_HOME=/var/lib/sales_kpi/$(printf %s "$CACHE" | sha256sum | cut -c1-12)
        PG_AS=(runuser -u "$PG_USER" --)
    else
        PG_USER=$(id -un)
        PG_HOME=$CACHE/postgres
        PG_AS=()
    fi
    PG_BIN=$(postgres_bin) || die "no PostgreSQL server found."
    PG_DATA=$PG_HOME/data-$("$PG_BIN/postgres" --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')
    PG_SOCKET=$PG_HOME/run
    if [ ${#PG_SOCKET} -gt 85 ]; then # the kernel's limit for the socket's path is 107
        PG_SOCKET=/tmp/.sales_kpi-$(id -u)-$(printf %s "$CACHE" | sha256sum | cut -c1-12)
    fi
}

pg_ctl() { (cd / && "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DATA" "$@"); }
pg_running() { "$PG_BIN/pg_isready" -q -h "$PG_SOCKET" -p 5432; }

pg_create() {
    if [ "$(id -u)" = 0 ]; then
        pg_remove_orphans
        id "$PG_USER" >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin "$PG_USER"
    fi
    mkdir -p "$PG_HOME" "$PG_SOCKET"
    chmod 700 "$PG_HOME" "$PG_SOCKET"
    printf '%s\n' "$CACHE" >"$PG_HOME/cache"
    [ "$(id -u)" != 0 ] || chown "$PG_USER" "$PG_HOME" "$PG_SOCKET"
    [ -d "$PG_DATA" ] && return
    step "Creating a private PostgreSQL cluster in $PG_DATA"
    rm -rf "$PG_DATA.partial"
    cd /
    run_logged initdb "Creating the PostgreSQL cluster" "${PG_AS[@]}" "$PG_BIN/initdb" \
        -D "$PG_DATA.partial" -U odoo -A trust -E UTF8 --locale=C.UTF-8 --no-sync
    mv "$PG_DATA.partial" "$PG_DATA"
}

# Clusters whose cache folder was deleted have no user any more.
pg_remove_orphans() {
    local home
    for home in /var/lib/sales_kpi/*/; do
        if [ -f "$home/cache" ] && [ ! -d "$(cat "$home/cache")" ] && ! ls "$home"/data-*/postmaster.pid >/dev/null 2>&1; then
            rm -rf "$home"
        fi
    done
}

pg_start() {
    local -a options=(
        -c listen_addresses= -c unix_socket_directories="$PG_SOCKET" -c port=5432
        -c max_connections=200 -c shared_buffers=512MB -c work_mem=32MB -c maintenance_work_mem=256MB
        -c max_wal_size=4GB -c jit=off
        # a development server: what it holds can be made again
        -c fsync=off -c synchronous_commit=off -c full_page_writes=off
    )
    pg_create
    # the server must not inherit the locks: 7 (being started) and 9 (used)
    run_logged pg_ctl "Starting PostgreSQL" pg_ctl -s -w -t 60 -l "$PG_HOME/postgres.log" -o "${options[*]}" start 7>&- 9>&-
    [ "${SALES_KPI_KEEP_PG:-}" = 1 ] || pg_stop_when_unused
}

pg_stop_when_unused() {
    (
        cd /
        exec setsid bash -c 'flock -x 8 && exec "$@"' pg_stop_when_unused \
            "${PG_AS[@]}" "$PG_BIN/pg_ctl" -D "$PG_DATA" -s -m fast stop
    ) </dev/null >/dev/null 2>&1 7>&- 8>"$CACHE/pg-users.lock" 9>&- &
}

# Use the server from now on, until this process and what it starts have ended.
pg_use() {
    unset PGDATABASE PGSERVICE PGOPTIONS
    if [ -n "${PGHOST:-}" ]; then
        sql postgres 'SELECT 1' >/dev/null || die "cannot connect to PostgreSQL at PGHOST=$PGHOST."
        return
    fi
    pg_settings
    export PGHOST=$PG_SOCKET PGPORT=5432 PGUSER=odoo
    unset PGPASSWORD
    exec 9>"$CACHE/pg-users.lock"
    flock -s 9 # waits while the last user's server is being stopped
    (
        flock 7
        pg_running || pg_start
    ) 7>"$CACHE/pg-start.lock" || exit
}

# Stop using it; returns when it has stopped, or is seen to be in use by others.
pg_release() {
    local i
    exec 9>&-
    [ -n "${PG_SOCKET:-}" ] || return 0
    for ((i = 0; i < 600; i++)); do
        [ -e "$PG_DATA/postmaster.pid" ] || return 0
        sleep 0.1
        # once it is being stopped, nobody gets the shared lock
        [ "$i" -lt 10 ] || ! flock -n -s "$CACHE/pg-users.lock" true || return 0
    done
}

# sql DATABASE STATEMENT: through the virtual environment's psycopg2, as a client need not be installed.
sql() { "$(venv_path requirements.txt)/bin/python" "$ROOT/script/lib/sql.py" "$@"; }
