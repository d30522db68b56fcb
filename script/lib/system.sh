# Programs of the operating system: installed through apt when they are missing. Sourced, never run.
# shellcheck shell=bash

postgres_bin() { # the folder with the newest PostgreSQL server
    local dir
    dir=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
    [ -n "$dir" ] || dir=$(command -v initdb) || return 1
    dirname "$(readlink -f "$dir")"
}

python_works() { "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null; }

browser() { # the names under which Odoo looks for one
    local name
    for name in google-chrome chromium chromium-browser google-chrome-stable; do
        # Ubuntu's chromium is a stub that asks for snap
        have "$name" && "$name" --version >/dev/null 2>&1 && return
    done
    return 1
}

missing_python() {
    have "${PYTHON:-python3}" || echo python3
    python_works || echo python3-venv
}

missing_packages() { # missing_packages [tests]
    missing_python
    if [ -z "${ODOO_SOURCE:-}" ] && [ ! -e "$CACHE/odoo-19.0" ]; then
        [ -e "$KEYRING" ] || echo debian-archive-keyring
        ! have apt-get || [ -n "$(debian_mirror)" ] || echo python-apt-common
    fi
    [ -n "${PGHOST:-}" ] || postgres_bin >/dev/null || echo postgresql
    [ "${1:-}" = tests ] || return 0
    browser || echo chromium
    have soffice || echo libreoffice-calc-nogui # reads the workbooks that we write
}

apt_install() {
    local -a env=(env DEBIAN_FRONTEND=noninteractive)
    as_root "${env[@]}" apt-get -q update &&
        as_root "${env[@]}" apt-get -qy -o Dpkg::Options::=--force-confold install --no-install-recommends "$@"
}

# Debian's package starts a cluster of its own on port 5432; ours is private, so ask it not to.
no_main_cluster() {
    local file=/etc/postgresql-common/createcluster.d/sales_kpi.conf
    as_root mkdir -p "${file%/*}" && echo "create_main_cluster = false" | as_root tee "$file" >/dev/null
}

install_missing() { # install_missing LISTER…: what LISTER names
    local -a packages
    mapfile -t packages < <("$@")
    [ ${#packages[@]} -gt 0 ] || return 0
    step "Installing from the operating system's packages: ${packages[*]}"
    have apt-get || die "please install ${packages[*]}: this is no Debian or Ubuntu, so I cannot do it."
    as_root true || die "please run 'apt-get install ${packages[*]}' as root: I am neither root nor may I use sudo."
    [[ " ${packages[*]} " != *" postgresql "* ]] || no_main_cluster
    run_logged apt-install "Installing ${packages[*]}" apt_install "${packages[@]}"
    mapfile -t packages < <("$@")
    [ ${#packages[@]} = 0 ] ||
        die "${packages[*]} was installed but does not work (on Ubuntu, chromium is a snap: install Google Chrome instead)."
}

check_python() {
    "${PYTHON:-python3}" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))' ||
        die "Odoo 19 needs Python 3.10 to 3.13, but ${PYTHON:-python3} is $("${PYTHON:-python3}" -V 2>&1); set PYTHON to another one."
}

ensure_python() { install_missing missing_python && check_python; }
ensure_packages() { install_missing missing_packages "$@" && check_python; } # ensure_packages [tests]
