# Shared by scripts/demo and scripts/test: installs missing packages, builds. Source it.
# shellcheck shell=bash

set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# install PACKAGE...: installs those Debian packages that are missing.
install() {
    local missing root=()
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        need_tools
        return
    fi
    mapfile -t missing < <(missing_of "$@")
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            die "packages are missing, and only root can install them. As root, run" \
                "'apt-get install ${missing[*]}', then run this again."
        root=(sudo)
    fi
    say "Installing what is missing: ${missing[*]}"
    if "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q; then
        mapfile -t missing < <(missing_of "$@") # of the release, now that it is known
        if "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -q -y --no-install-recommends "${missing[@]}"; then return; fi
    fi
    die "could not install: ${missing[*]} (the lines above say why). Install them by hand," \
        "then run this again."
}

# missing_of PACKAGE...: prints those that are not installed. Peers to compare with are left out
# where the release has none: the tests that need them then skip.
missing_of() {
    local package
    for package in "$@"; do
        if dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed; then
            continue
        fi
        case $package in
            python3-boto3 | awscli) is_in_release "$package" || continue ;;
            # Where there is no libllhttp-dev, as in Debian 12, node-llhttp holds the sources.
            libllhttp-dev) [ ! -e /usr/share/llhttp ] && is_in_release "$package" || continue ;;
            node-llhttp) is_in_release "$package" && ! is_in_release libllhttp-dev || continue ;;
            libcurl4-*-dev) ! pkg-config --exists libcurl 2>/dev/null || continue ;; # any flavour
        esac
        printf '%s\n' "$package"
    done
}

# is_in_release PACKAGE: yes as well as long as apt has no lists.
is_in_release() {
    ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null ||
        [ -n "$(apt-cache show "$1" 2>/dev/null)" ]
}

# need_tools: without apt nothing is installed; goes on if the tools are there, else names all.
need_tools() {
    local missing=() tool
    for tool in cc cmake ninja pkg-config; do
        command -v "$tool" >/dev/null || missing+=("$tool")
    done
    echo "This machine has no apt-get, so nothing is installed for you. Needed are: a C compiler," \
        "CMake (3.18 or newer), Ninja, pkg-config, OpenSSL 3, cJSON, expat, libyaml and libevent 2.1 (with OpenSSL)," \
        "with their headers; for the tests also Mbed TLS (2.28 or 3.6), GnuTLS, libcurl, tinyproxy," \
        "a C++ compiler, clang, CMocka and Python 3 (/usr/bin/python3)," \
        "and, for the comparisons, boto3 and the AWS CLI." | fold -s -w 80
    if [ ${#missing[@]} -gt 0 ]; then
        die "missing commands: ${missing[*]}. Install what is named above, then run this again."
    fi
}

# build FOLDER OPTION...: configures and builds into FOLDER, with Ninja unless `generator` names another
# one. What builds share is compiled once.
build() {
    local folder=$1 log=$1/build.log
    shift
    if command -v ccache >/dev/null; then
        export CCACHE_DIR=$top/build-ccache CCACHE_NOHASHDIR=1 CMAKE_C_COMPILER_LAUNCHER=ccache
    fi
    mkdir -p "$folder"
    cmake -S "$top" -B "$folder" -G "${generator:-Ninja}" "$@" >"$log" 2>&1 ||
        { cat "$log" >&2; die "cmake could not configure $folder; the lines above say why"; }
    cmake --build "$folder" >>"$log" 2>&1 ||
        { tail -n 60 "$log" >&2; die "the build failed; all its lines are in $log"; }
}

packages_to_build=(gcc libc6-dev cmake ninja-build pkg-config libssl-dev libcjson-dev
    libexpat1-dev libyaml-dev libevent-dev)
packages_to_cross=(cmake ninja-build make pkg-config python3 gcc-arm-none-eabi libnewlib-arm-none-eabi
    picolibc-arm-none-eabi)
packages_with_clang=(clang libclang-rt-dev) # clang of Debian only recommends the latter
packages_to_bench=(libcurl4-gnutls-dev libmbedtls-dev curl python3 awscli time valgrind) # curl brings the libcurl on OpenSSL
packages_to_test=(libmbedtls-dev libgnutls28-dev libcurl4-gnutls-dev tinyproxy-bin libcmocka-dev libllhttp-dev
    node-llhttp g++
    binutils cppcheck clang-tidy valgrind gcovr openssl strace python3 python3-boto3 awscli
    ccache abigail-tools zlib1g-dev libzstd-dev) # the last two are what a static libcrypto names in Debian 13
packages_to_emulate=(qemu-system-arm)
