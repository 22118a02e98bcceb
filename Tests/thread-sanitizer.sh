#!/bin/bash
# Runs the tests of Scheduling, Storage and Pipeline under the thread sanitizer; ends with 1 where
# it finds something. Takes some 7 minutes on 2 cores.
#
# The sanitizer doesn't see the locks of Swift's own `Mutex` on Linux, whose code is in a library
# that was built without it: a program of nothing but a Mutex and two threads is a race to it. So
# this builds a copy in which `Mutex` is one of pthread's locks, which it does see.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$root/.build-tsan/copy
modules="YAML Spec Pipeline Scheduling Storage"

rm -rf "$copy/Sources" "$copy/Tests"
mkdir -p "$copy/Sources/Locks" "$copy/Tests"
for module in CYAML $modules; do cp -r "$root/Sources/$module" "$copy/Sources/"; done
for suite in PipelineTests SchedulingTests StorageTests TestSupport; do
  cp -r "$root/Tests/$suite" "$copy/Tests/"
done
mkdir -p "$copy/Sources/bondlab"
cp -r "$root/Sources/bondlab/bondlab.docc" "$copy/Sources/bondlab/"
if [ -e "$root/Package.resolved" ]; then cp "$root/Package.resolved" "$copy/"; fi
grep -rlE 'import Synchronization$' "$copy/Sources" "$copy/Tests" | while read -r file; do
  sed -i -E 's/^(.*)import Synchronization$/\1import Locks\
\1import struct Synchronization.Atomic\
\1import protocol Synchronization.AtomicRepresentable/' "$file"
done

cat > "$copy/Sources/Locks/Mutex.swift" <<'SWIFT'
import Glibc

public final class Mutex<Value>: @unchecked Sendable {
  private var value: Value
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  public init(_ value: sending Value) {
    self.value = value
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deallocate()
  }

  public func withLock<Result, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&value)
  }
}
SWIFT

# The manifest of the copy: helpers and packages as they are, and the targets that are copied.
awk -v names=" CYAML $modules " '
  /^    (system|module|tests)\(/ || /^    \.(target|executableTarget)\(/ { keeps = 0 }
  /^    system\("CYAML"/ { keeps = 1 }
  match($0, /^    (module|tests)\("[A-Za-z]+"/) {
    name = $0; sub(/^[^"]*"/, "", name); sub(/".*/, "", name)
    keeps = index(names, " " name " ") > 0 && name != "YAML" && name != "Spec"
    if ($0 ~ /^    module/ && index(names, " " name " ") > 0) keeps = 1
  }
  /^    \.target\(name: "TestSupport"/ { keeps = 1 }
  /^  targets: \[/ { inside = 1; print; print "    module(\"Locks\", uses: []),"; next }
  /^  \],/ { inside = 0 }
  /^  products:/ || /^    \/\// { next }
  !inside || keeps {
    if (inside) sub(/uses: \[/, "uses: [\"Locks\", ")
    print
  }
' "$root/Package.swift" > "$copy/Package.swift"

cd "$copy"
rm -f "$root"/.build-tsan/report.*
filter=${1:-'SchedulingTests|StorageTests|PipelineTests'}
options=(--disable-xctest --sanitize=thread --scratch-path "$root/.build-tsan/build")
swift build --build-tests "${options[@]}"
TSAN_OPTIONS="exitcode=0 history_size=7 log_path=$root/.build-tsan/report" \
  swift test "${options[@]}" --skip-build --filter "$filter"
if compgen -G "$root/.build-tsan/report.*" > /dev/null; then
  grep -h '^SUMMARY' "$root"/.build-tsan/report.* | sort | uniq -c
  exit 1
fi
echo "the thread sanitizer found nothing"
