#!/bin/bash
# Installs the named Debian packages that are missing, where it may. Usage: Tests/install.sh PACKAGE...
# Ends with 1 where one of them stays missing, and says so.
set -euo pipefail

missing() {
  local package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null)" = installed ] \
      || printf ' %s' "$package"
  done
}

command -v dpkg-query > /dev/null || { echo "tests: this is no Debian or Ubuntu" >&2; exit 1; }
packages="$(missing "$@")"
[ -n "$packages" ] || exit 0
as_root=""
if [ "$(id -u)" != 0 ]; then as_root="sudo -n"; fi
printf 'tests: installing%s\n' "$packages" >&2
# At this runlevel the packages start no daemons of their own.
# shellcheck disable=SC2086
{ $as_root apt-get update -qq \
  && $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq \
    --no-install-recommends $packages; } >&2 \
  || { printf 'tests: installing failed:%s\n' "$packages" >&2; exit 1; }
