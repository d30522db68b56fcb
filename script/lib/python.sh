# The virtual environment: one per set of pinned requirements and Python. Sourced, never run.
# shellcheck shell=bash

venv_path() { # venv_path REQUIREMENTS
    local key
    key=$({ cat "$ROOT/$1" && "${PYTHON:-python3}" -c 'import sys; print(sys.version, sys.base_prefix)'; } | sha256sum | cut -c1-12)
    echo "$CACHE/venv-$key"
}

ensure_venv() { # ensure_venv REQUIREMENTS
    local venv
    venv=$(venv_path "$1")
    if [ ! -e "$venv/.complete" ]; then
        step "Installing the Python packages of $1"
        need_disk "$CACHE" 1000
        rm -rf "$venv"
        run_logged venv "Creating a virtual environment" "${PYTHON:-python3}" -m venv "$venv"
        run_logged pip "Installing $1 from PyPI" "$venv/bin/python" -m pip install --disable-pip-version-check -r "$ROOT/$1"
        run_logged pip-check "Checking the Python packages" "$venv/bin/python" -m pip check
        touch "$venv/.complete"
    fi
}
