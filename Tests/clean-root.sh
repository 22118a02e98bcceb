#!/bin/bash
# Makes the tar file and runs the quickstart from it in a Debian root without Swift, which has the
# three libraries and WordNet's texts. Usage: Tests/clean-root.sh [FOLDER], with the folder of an
# existing root; without it, debootstrap makes one in some 2 minutes. Must be run as root.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
packages=libyaml-0-2,libsqlite3-0,libopenblas0,wordnet-base
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
root="${1:-$work/root}"

fail() { printf 'clean root: %s\n' "$1" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "changing the root needs root"
if [ ! -d "$root" ]; then
  command -v debootstrap > /dev/null || fail "debootstrap is missing; type: apt-get install debootstrap"
  debootstrap --variant=minbase --include="$packages" bookworm "$root" > "$work/debootstrap.log" \
    || { tail -n 20 "$work/debootstrap.log" >&2; fail "debootstrap failed"; }
fi
./bondlab --package "$work/bondlab.tar.gz"
mkdir "$work/program"
tar -xzf "$work/bondlab.tar.gz" -C "$work/program" --strip-components=1
folder="$(mktemp -d "$root/tmp/bondlab.XXXXXX")"
trap 'rm -rf "$work" "$folder"' EXIT
cp -r "$work/program/." "$folder/"

# Runs a command in the root, with /proc mounted meanwhile.
inside() {
  unshare --mount bash -c 'mount -t proc proc "$0/proc" && exec env -i HOME=/root \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$0" /bin/bash -c "$1"' "$root" "$1"
}

if inside 'command -v swift'; then fail "the root has Swift"; fi
inside "cd ${folder#"$root"} && ./bondlab run Experiments/quickstart.yaml"
[ -s "$folder/Results/quickstart/results.csv" ] || fail "the run left no metrics"
echo "clean root: the quickstart ran without Swift"
