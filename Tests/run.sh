#!/bin/bash
# Installs what the tests need, where it may, and runs all tests. Arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# The tests of Slurm start a cluster of their own, and that of the JSON Schema runs a public
# validator; without these packages they are skipped with a message.
packages="slurmctld slurmd slurm-client munge python3-jsonschema python3-yaml"

# Whether Slurm can run on this machine: some containers let no daemons talk to each other.
can_start_slurm() {
  local folder status=0
  command -v slurmctld > /dev/null || [ -x /usr/sbin/slurmctld ] || return 1
  folder="$(mktemp -d)"
  R="$folder" PORT=$((20000 + RANDOM % 12000)) Tests/slurm-cluster.sh start > /dev/null || status=1
  if [ $status != 0 ]; then
    tail -n 5 "$folder"/log/* >&2 || true
    printf 'tests: Slurm does not start on this machine; its tests are skipped\n' >&2
  fi
  R="$folder" Tests/slurm-cluster.sh stop > /dev/null || true
  rm -rf "$folder"
  return $status
}

BONDLAB_PREPARE_ONLY=1 ./bondlab
# shellcheck disable=SC2086
Tests/install.sh $packages \
  || printf 'tests: those of Slurm and of the JSON Schema may be skipped\n' >&2
# The tests of Slurm measure the time of daemons, so they run first and alone.
if [ $# = 0 ]; then
  if can_start_slurm; then swift test --disable-xctest --filter 'EndToEndTests.Slurm'; fi
  set -- --skip 'EndToEndTests.Slurm'
fi
# Failures are printed again at the end, as thousands of lines may follow them.
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if swift test --disable-xctest "$@" 2>&1 | tee "$log"; then exit 0; fi
grep -E "recorded an issue|Fatal error" "$log" | tail -n 40 || true
tail -n 1 "$log"
exit 1
