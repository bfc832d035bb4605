#!/bin/sh
# Debian and Ubuntu keep Python's venv in a package of its own.
set -eu
version=$("$1" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Python's venv module is missing; install it with your system's package manager" >&2
  exit 1
fi
as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
$as_root apt-get update -qq || true
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends "$version" >/dev/null
