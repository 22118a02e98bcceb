#!/bin/bash
# Runs a small quickstart twice: the second time nothing may run and no byte of the CSV may change.
# Then makes the tar file of the program and checks that it runs without Swift.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

quickstart() {
  ./bondlab run Experiments/quickstart.yaml --results "$results" \
    --set donor_steps=8 --set continue_steps=4 --set tune_steps=8
}

fail() { printf 'smoke: %s\n' "$1" >&2; exit 1; }

quickstart
cp -r "$results/quickstart" "$results/first"
quickstart 2> "$results/second.log" || { cat "$results/second.log" >&2; fail "the second run failed"; }
cat "$results/second.log" >&2
grep -Eqx '([0-9]+)/\1 done, \1 of them cached' "$results/second.log" \
  || fail "the second run did not find everything cached"
diff -r "$results/first" "$results/quickstart" || fail "the second run wrote other tables"
echo "smoke: the second run found everything cached and wrote the same tables"

if ldd .build/release/bondlab | grep libswift; then fail "the program wants Swift's libraries"; fi
./bondlab --package "$results/bondlab.tar.gz"
mkdir "$results/unpacked"
tar -xzf "$results/bondlab.tar.gz" -C "$results/unpacked" --strip-components=1
env -i PATH=/usr/bin:/bin "$results/unpacked/bondlab" \
  plan "$results/unpacked/Experiments/quickstart.yaml" --results "$results" > /dev/null \
  || fail "the program of the tar file does not run by itself"
echo "smoke: the tar file's program runs without Swift"
