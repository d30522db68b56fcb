# A real event log (benchmarks/receipt_log.py), from the npm package that carries it. Sourced, never run.
# shellcheck shell=bash
# shellcheck source=node.sh
. "$ROOT/script/lib/node.sh"

RECEIPT_PACKAGE=pm4js@0.0.28 # BSD-3-Clause
RECEIPT_SHA=9cd62449b35b15993f03f7bf01b33fb17324cd00ed2492e0303e05d55d7d9522

# The log in our columns, in the cache.
RECEIPT_LOG=$CACHE/receipt-log/receipt.csv

ensure_receipt_log() {
    local dir=${RECEIPT_LOG%/*}
    [ ! -e "$RECEIPT_LOG" ] || return 0
    use_node
    step "Fetching the receipt log"
    rm -rf "$dir"
    mkdir -p "$dir"
    (cd "$dir" && run_logged npm "Fetching $RECEIPT_PACKAGE" "${NPM[@]}" pack --ignore-scripts "$RECEIPT_PACKAGE")
    tar -xzf "$dir"/*.tgz -C "$dir" package/examples/input_data/receipt.csv
    mv "$dir/package/examples/input_data/receipt.csv" "$dir/events.csv"
    rm -rf "$dir"/*.tgz "$dir/package"
    echo "$RECEIPT_SHA  $dir/events.csv" | sha256sum --check --quiet || die "the receipt log is not the one that was measured."
    "$ODOO_PYTHON" benchmarks/receipt_log.py "$dir/events.csv" >"$RECEIPT_LOG.part"
    mv "$RECEIPT_LOG.part" "$RECEIPT_LOG"
}
