# What the scripts beside this file share: find Python, install what is missing, say what is going on.
#
# Nothing here is done twice: each function first looks whether its work is done. DEMARC_NO_INSTALL=1 turns every
# installation into a sentence that says what is missing.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

PYTHON=.venv/bin/python
INSTALLED=.venv/installed # one line for each requirements file that is installed: its name and digest
OLDEST_PYTHON=3.11
NEWEST_PYTHON=3.13
PANGO_PACKAGES=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
LOG="$(mktemp)"
trap 'rm -f "$LOG"' EXIT

fail() {
    printf '\n%s\n' "$*" >&2
    exit 1
}

# doing "Installing X" command …: one line for a person; what the command printed only if it failed.
doing() {
    local what="$1" started=$SECONDS
    shift
    printf '%s … ' "$what"
    if "$@" >"$LOG" 2>&1 </dev/null; then
        printf 'done (%d s)\n' $((SECONDS - started))
    else
        printf 'failed\n'
        tail -n 30 "$LOG" >&2
        return 1
    fi
}

may_install() {
    [ "${DEMARC_NO_INSTALL:-}" != 1 ]
}

# as_root command …: fails where neither root nor sudo is at hand; sudo may ask for the password on a terminal.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        return 1
    fi
}

may_become_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }
}

# install_from_system "what it is for" package …: by apt-get, or a sentence with the command that somebody must run.
install_from_system() {
    local why="$1" command
    shift
    command="apt-get install $*"
    may_install && command -v apt-get >/dev/null && may_become_root ||
        fail "$why is missing. As root: $command (on Debian or Ubuntu; by your own package manager elsewhere)."
    [ "$(id -u)" = 0 ] || as_root true # asks for the password before the output is hidden
    doing "Installing $why from the system's packages" apt_get "$@" || fail "$why is missing. As root: $command"
}

apt_get() {
    [ -n "${APT_UPDATED:-}" ] || as_root apt-get update
    APT_UPDATED=yes
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

python_is_right() {
    "$1" -c "import sys; sys.exit(not ($(tuple $OLDEST_PYTHON) <= sys.version_info[:2] <= $(tuple $NEWEST_PYTHON)))" 2>/dev/null
}

tuple() {
    echo "(${1/./,})"
}

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if python_is_right "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "Demarc needs Python $OLDEST_PYTHON to $NEWEST_PYTHON, and none of python3, python3.11, python3.12, python3.13 here is one." \
        "Install it first (apt-get install python3 on Debian 12 or later, or Ubuntu 24.04 or later)."
}

need_venv() {
    local python
    if python_is_right $PYTHON; then
        return
    fi
    may_install || fail "There is no virtual environment in .venv: run this again without DEMARC_NO_INSTALL=1."
    python="$(find_python)"
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        install_from_system "Python's venv module" "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    doing "Making the virtual environment" "$python" -m venv --clear .venv || fail "$python -m venv .venv did not work."
}

digest() {
    $PYTHON -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"
}

# need_packages demo: everything in requirements/demo.txt, hash by hash. test.txt holds demo.txt, which holds run.txt.
need_packages() {
    local wanted="$1" name
    need_venv
    if [ -f $INSTALLED ] && grep -qx "$wanted $(digest "requirements/$wanted.txt")" $INSTALLED; then
        return
    fi
    may_install || fail "The packages of requirements/$wanted.txt are not installed: run this again without DEMARC_NO_INSTALL=1."
    rm -f $INSTALLED
    doing "Installing Python packages" install_packages "requirements/$wanted.txt" ||
        fail "Python packages could not be installed: is a package index reachable? (pip config list shows which.)"
    for name in run demo test; do
        echo "$name $(digest requirements/$name.txt)" >>$INSTALLED
        [ $name != "$wanted" ] || break
    done
}

# uv is several times faster; plain pip installs the very same files wherever uv cannot.
install_packages() {
    { need_uv && UV_SYSTEM_CERTS=1 .venv/bin/uv pip sync --require-hashes --python $PYTHON "$1"; } ||
        $PYTHON -m pip install --disable-pip-version-check --require-hashes --requirement "$1"
}

need_uv() {
    [ -x .venv/bin/uv ] || $PYTHON -m pip install --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
}

# Asked of the loader itself: a package's name differs between systems, the library's does not.
has_pango() {
    $PYTHON - <<'PYTHON' 2>/dev/null
from ctypes import CDLL
for library in ("pango-1.0.so.0", "pangoft2-1.0.so.0", "harfbuzz-subset.so.0", "fontconfig.so.1"):
    CDLL(f"lib{library}")
PYTHON
}

need_pango() {
    has_pango || install_from_system "Pango (it lays out the PDF reports)" "${PANGO_PACKAGES[@]}"
}

# need_program unzip "what for": a program whose Debian package bears its name.
need_program() {
    command -v "$1" >/dev/null || install_from_system "$1 ($2)" "$1"
}

has_chromium() {
    command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

need_chromium() {
    has_chromium >/dev/null || install_from_system "Chromium (the tests look at pages with it)" chromium
    # Playwright drives it by a node of its own, which needs one library that a bare system lacks.
    $PYTHON -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null ||
        install_from_system "libatomic (Playwright drives Chromium with it)" libatomic1
}
