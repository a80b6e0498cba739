# Shared by scripts/demo and scripts/test: installs missing packages, builds. Source it.
# shellcheck shell=bash

set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# install PACKAGE...: installs those Debian packages that are missing.
install() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        die "this machine has no apt-get. Install a C compiler, CMake (3.18 or newer), Ninja," \
            "pkg-config, OpenSSL 3, cJSON, CMocka, libevent 2.1 (with OpenSSL) and Python 3, then run:" \
            "cmake -S '$top' -B '$top/build' -G Ninja && cmake --build '$top/build'"
    fi
    for package in "$@"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then return; fi
    say "Installing what is missing: ${missing[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q ||
        die "apt-get update failed; is there a network?"
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}" ||
        die "could not install: ${missing[*]}"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "root is needed to install packages: run this as root, install sudo, or ask for: $*"
    fi
}

# build FOLDER OPTION...: configures and builds into FOLDER.
build() {
    local folder=$1
    shift
    cmake -S "$top" -B "$folder" -G Ninja "$@" >"$folder.log" 2>&1 ||
        { cat "$folder.log" >&2; die "cmake could not configure $folder"; }
    cmake --build "$folder" >"$folder.log" 2>&1 ||
        { tail -n 60 "$folder.log" >&2; die "the build in $folder failed"; }
}

packages_to_build=(gcc libc6-dev cmake ninja-build pkg-config libssl-dev libcjson-dev
    libevent-dev)
packages_to_test=(libcmocka-dev g++ binutils python3 python3-boto3 awscli)
