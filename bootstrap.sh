#!/bin/sh
# Makes the virtual environment from the locked versions, once: ./bootstrap.sh [browser|paper|office] ...
# Needs Python 3.11 or newer and pip; nothing is installed outside .venv, but for the tools asked for by name as root.
set -eu
cd "$(dirname "$0")"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

say() { echo "bootstrap: $*" >&2; }
die() { say "$*"; exit 1; }

find_python() {
    for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$name"
            return
        fi
    done
    die "Python 3.11 or newer is needed; set PYTHON to its path"
}

# The environment is made without pip, as Debian's ensurepip may be missing; the system's pip installs into it.
install_with() { # the lock file
    if [ ! -x .venv/bin/uv ]; then
        pip_into -r requirements-bootstrap.lock || say "no uv: pip does it all, which takes some minutes"
    fi
    if [ -x .venv/bin/uv ]; then
        index="${UV_DEFAULT_INDEX:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}"
        if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; else unset UV_DEFAULT_INDEX; fi
        if UV_SYSTEM_CERTS=1 UV_LINK_MODE=copy .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$1"; then
            return
        fi
        say "uv failed, trying pip, which takes some minutes"
    fi
    pip_into -r "$1"
}

pip_into() {
    if "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m pip --python .venv/bin/python install --quiet --require-hashes "$@"
    else
        .venv/bin/python -m ensurepip >/dev/null 2>&1 || die "pip is missing: install python3-pip"
        .venv/bin/python -m pip install --quiet --require-hashes "$@"
    fi
}

tool() { # a command, the Debian package that brings it, what it is for
    if command -v "$1" >/dev/null 2>&1; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing $2 for $3"
        export DEBIAN_FRONTEND=noninteractive
        apt-get update -qq </dev/null >&2 || true
        apt-get install -y -qq --no-install-recommends "$2" </dev/null >/dev/null 2>&1 && return
    fi
    say "$1 is missing, and only root can install it: $3 need it (Debian's package: $2)"
}

jar() { # a library of Java, the Debian package that brings it
    if [ -e "/usr/share/java/$1.jar" ]; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "installing $2 for the tests of archived pages"
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" </dev/null >/dev/null 2>&1 && return
    fi
    say "$1.jar is missing, and only root can install it: the tests of archived pages need it (Debian's package: $2)"
}

for wanted in "$@"; do
    case "$wanted" in
        browser) [ -n "${CHROMIUM:-}" ] || tool chromium chromium "the browser tests" ;;
        paper)
            tool pdftotext poppler-utils "the tests of printed pages"
            tool qpdf qpdf "the tests of printed pages"
            tool java default-jre-headless "the tests of archived pages"
            jar preflight libpdfbox2-java
            jar javax.activation libactivation-java
            jar jaxb-api libjaxb-api-java
            tool softhsm2-util softhsm2 "the tests of signing with a token"
            ;;
        office) tool soffice libreoffice-writer-nogui "the tests of Word documents" ;;
        *) die "there is no tool called $wanted" ;;
    esac
done

python="$(find_python)"
print_of_now="$(cat requirements-dev.lock requirements-bootstrap.lock bootstrap.sh | sha256sum | cut -c1-64) $("$python" -V)"
if [ "$(cat .venv/.ok 2>/dev/null)" = "$print_of_now" ] && .venv/bin/python -c '' 2>/dev/null; then exit 0; fi
say "making .venv with $("$python" -V); once, about half a minute"
rm -f .venv/.ok
.venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    rm -rf .venv
    "$python" -m venv --without-pip .venv
}
install_with requirements-dev.lock
echo "$print_of_now" >.venv/.ok
