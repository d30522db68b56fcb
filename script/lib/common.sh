# Where things are, how the scripts speak, and how they fail. Sourced, never run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/sales_kpi
LOGS=$CACHE/log
# shellcheck disable=SC2034 # used by others
ROOT_KEY=$(printf %s "$ROOT" | sha256sum | cut -c1-8) # tells clones apart that share the cache

# stdout belongs to the command that is run (odoo shell, i18n …), so we speak on stderr.
say() { printf '%s\n' "$*" >&2; }
step() { say "==> $*"; }
die() {
    say "script/${0##*/}: $*"
    exit 1
}

# run_logged NAME WHAT COMMAND…: the output goes to a log; a failure is one sentence that names the cause.
run_logged() {
    local name=$1 what=$2
    shift 2
    mkdir -p "$LOGS"
    if ! "$@" >"$LOGS/$name.log" 2>&1 </dev/null; then
        tail -n 15 "$LOGS/$name.log" >&2
        die "$what failed: $(cause "$LOGS/$name.log") (log: $LOGS/$name.log)."
    fi
}

cause() {
    if grep -qiE 'no space left|disk full|enough free space|errno 28' "$1"; then
        echo "the disk is full"
    elif grep -qE 'NO_PUBKEY|BADSIG|EXPKEYSIG|not signed|Hash Sum mismatch|checksum' "$1"; then
        echo "what was fetched does not carry the expected signature or checksum"
    elif grep -qE 'Could not resolve|Temporary failure|[Cc]onnection refused|[Cc]onnection timed out|[Nn]etwork is unreachable|Could not connect|Failed to fetch|NewConnectionError|ConnectTimeout|Read timed out' "$1"; then
        echo "no network, or the package server cannot be reached"
    else
        echo "see the lines above"
    fi
}

need_disk() { # need_disk DIRECTORY MEGABYTES
    local free
    free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$2" ] || die "the disk is full: $1 has $free MB left, $2 MB are needed."
}

have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND…: directly, through sudo, or not at all.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && sudo -n true 2>/dev/null; then
        sudo "$@"
    elif have sudo && [ -t 2 ]; then
        sudo "$@" </dev/tty
    else
        return 126
    fi
}

# One setup at a time: the second waits, then finds everything done.
with_lock() {
    mkdir -p "$CACHE" || die "cannot write to the cache folder $CACHE."
    (
        flock -n 8 || { say "Waiting for another setup to finish …" && flock 8; }
        "$@"
    ) 8>"$CACHE/setup.lock"
}
