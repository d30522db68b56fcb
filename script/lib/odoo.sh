# Odoo 19 itself: the user's own checkout, or Debian's package, fetched, verified and unpacked. Sourced, never run.
# shellcheck shell=bash

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg
# package/suite: Odoo links to files of the others, which must lie in the same root
ODOO_PACKAGES=(
    odoo-19/sid libjs-jquery/sid libjs-jquery-form/sid libjs-underscore/sid
    fonts-glyphicons-halflings/sid fonts-montserrat/sid fonts-ocr-b/sid fonts-roboto-unhinted/sid
    fonts-font-awesome/bookworm fonts-inconsolata/bookworm # newer ones lack the files
)

odoo_root() { echo "${ODOO_SOURCE:-$CACHE/odoo-19.0/usr/lib/python3/dist-packages}"; }

odoo_bin() {
    if [ -n "${ODOO_SOURCE:-}" ]; then echo "$ODOO_SOURCE/odoo-bin"; else echo "$CACHE/odoo-19.0/usr/bin/odoo"; fi
}

check_odoo_version() { # check_odoo_version DIRECTORY
    [ -f "$1/odoo/release.py" ] || die "$1 holds no Odoo: odoo/release.py is missing."
    grep -qE '^version_info = \(19, 0,' "$1/odoo/release.py" ||
        die "sales_kpi needs Odoo 19.0, but $1 holds $(sed -n 's/^version_info = //p' "$1/odoo/release.py")."
}

ensure_odoo() {
    if [ -n "${ODOO_SOURCE:-}" ]; then
        ODOO_SOURCE=$(realpath "$ODOO_SOURCE") || die "ODOO_SOURCE names no folder."
        check_odoo_version "$ODOO_SOURCE"
    elif [ ! -e "$CACHE/odoo-19.0" ]; then # moved there as the last step
        step "Fetching Odoo 19 (about 125 MB; once)"
        need_disk "$CACHE" 3500
        fetch_odoo
        unpack_odoo
    fi
}

# Where Debian's packages come from: the machine's own mirror ("debian.list" is how cloud images name a list of
# mirrors); on Ubuntu, the one that python-apt knows.
debian_mirror() {
    local uri=${DEBIAN_MIRROR:-}
    # shellcheck disable=SC2016 # apt's own variables
    [ -n "$uri" ] || uri=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
        grep -E '/debian(\.list)?/?$' | sort -u | head -n 1) || true
    [ -n "$uri" ] || uri=$(sed -n 's/^BaseURI: *//p' /usr/share/python-apt/templates/Debian.info 2>/dev/null |
        grep -E '/debian/?$' | head -n 1) || true
    echo "$uri"
}

# apt with a state of its own, which knows nothing of the machine's packages and changes none of them
write_apt_conf() {
    local dir=$1 mirror
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || die "no Debian mirror found in this machine's apt sources; name one in DEBIAN_MIRROR."
    mkdir -p "$dir"/{state/lists/partial,cache/archives/partial,deb}
    : >"$dir/status"
    printf "deb [signed-by=$KEYRING] $mirror %s main\n" sid bookworm >"$dir/sources.list"
    cat >"$dir/apt.conf" <<CONF
Dir::State "$dir/state";
Dir::State::lists "$dir/state/lists";
Dir::State::status "$dir/status";
Dir::Cache "$dir/cache";
Dir::Etc::sourcelist "$dir/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
Acquire::AllowInsecureRepositories "false";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

download_debs() ( # in a subshell, for the cd
    local conf=$1 package
    cd "$2" || return
    apt-get -c "$conf" update || return
    for package in "${ODOO_PACKAGES[@]}"; do
        apt-get -c "$conf" download "$package" || return
    done
    # downloaded earlier, perhaps: compare once more with the signed index
    for package in *.deb; do
        check_deb "$conf" "$package" || return
    done
)

check_deb() {
    local conf=$1 deb=$2 sum index
    sum=$(sha256sum "$deb" | cut -d' ' -f1)
    index=$(apt-cache -c "$conf" show "$(dpkg-deb -f "$deb" Package)")
    ! grep -qx "SHA256: $sum" <<<"$index" || return 0
    rm -f "$deb"
    echo "$deb: wrong checksum, removed"
    return 1
}

fetch_odoo() {
    local dir=$CACHE/apt
    [ -r "$KEYRING" ] || die "$KEYRING is missing: install debian-archive-keyring."
    write_apt_conf "$dir"
    run_logged apt-odoo "Fetching Odoo 19 from Debian (sid)" download_debs "$dir/apt.conf" "$dir/deb"
}

unpack_odoo() {
    local dir=$CACHE/odoo-19.0.partial deb
    rm -rf "$dir"
    mkdir -p "$dir"
    for deb in "$CACHE"/apt/deb/*.deb; do
        run_logged unpack "Unpacking ${deb##*/}" dpkg-deb -x "$deb" "$dir"
    done
    # copies without data and views, which would shadow the addons
    rm -rf "$dir"/usr/lib/python3/dist-packages/{addons,doc,setup}
    check_links "$dir"
    check_odoo_version "$dir/usr/lib/python3/dist-packages"
    mv "$dir" "$CACHE/odoo-19.0"
    rm -rf "$CACHE/apt"
}

# The packages link to each other's files.
check_links() {
    local dangling
    dangling=$(find "$1/usr/lib" -xtype l)
    [ -z "$dangling" ] || die "Odoo's package links to files that no fetched package holds: $(head -n 3 <<<"$dangling" | tr '\n' ' ')"
}
