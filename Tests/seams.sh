#!/bin/bash
# Shows that a new strategy, adapter, stage kind, objective, metric, optimizer, training hook, data
# set, executor, export format or picture is one file and one line in a catalog: adds one of each to a copy
# of the tree, builds it, runs the laws of the catalogs and an experiment that uses all of them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
tree="$work/tree"

fail() { printf 'seams: %s\n' "$1" >&2; exit 1; }

copy_tree() {
  mkdir "$tree"
  git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
    if [ -e "$file" ]; then printf '%s\0' "$file"; fi
  done | tar --null -T - -cf - | tar -xf - -C "$tree"
  # Packages that are there are not fetched again; their build is not copied, as it can't be used.
  if [ -d .build/repositories ]; then
    mkdir "$tree/.build"
    cp -r .build/repositories .build/checkouts .build/workspace-state.json "$tree/.build/"
    cp Package.resolved "$tree/" 2> /dev/null || true
  fi
  git -C "$tree" init -q
  git -C "$tree" add -A
}

# add NOUN EXAMPLE FOLDER CATALOG: copies the example and adds its line at the end of the catalog.
add() {
  local noun="$1" example="$2" folder="$3" catalog="$4" last
  cp "Tests/Seams/$example.swift" "$tree/Sources/$folder/"
  last="$(grep -nE '^    [A-Z][A-Za-z0-9]*\.self,$' "$tree/Sources/$catalog" | tail -n 1 | cut -d: -f1)"
  [ -n "$last" ] || fail "$catalog has no lines of the form 'Name.self,'"
  sed -i "${last}a\\    $example.self," "$tree/Sources/$catalog"
  printf 'seams: %s: Sources/%s/%s.swift, and "%s.self," in Sources/%s\n' \
    "$noun" "$folder" "$example" "$example" "$catalog"
}

# Checks that nothing but the examples and their lines differs from the original tree.
check_difference() {
  local added changed
  added="$(git -C "$tree" status --porcelain -- Sources Tests | grep -c '^??' || true)"
  changed="$(git -C "$tree" diff --numstat -- Sources Tests | awk '{ if ($1 != 1 || $2 != 0) bad++; n++ }
    END { print n + 0, bad + 0 }')"
  [ "$added" = 11 ] || fail "$added files were added for 11 seams"
  [ "$changed" = "11 0" ] || fail "catalogs that changed, and by more than one line: $changed"
}

copy_tree
add "a sharing strategy" PeriodicSharing Models/Sharing Models/Sharing/SharingCatalog.swift
add "an adapter" SharedDirection Models/Adapters Models/Adapters/AdapterCatalog.swift
add "a stage kind that makes a model" BlendStage Stages Stages/StageCatalog.swift
add "an objective" Rereading Training/Objectives Training/Objectives/ObjectiveCatalog.swift
add "a metric" ErrorRate Statistics/Metrics Statistics/Metrics/MetricCatalog.swift
add "an optimizer" SignDescent Training/Optimizers Training/Optimizers/OptimizerCatalog.swift
add "a training hook" LayerCloseness Training/Hooks Training/Hooks/TrainingHookCatalog.swift
add "a data set" CountedWords Datasets/Tasks Datasets/DatasetCatalog.swift
add "an executor" PatientExecutor Scheduling/Executors Scheduling/Executors/ExecutorCatalog.swift
add "an export format" TabExporter Reporting/Formats Reporting/Formats/Exporter.swift
add "a picture" StripPicture Reporting/Pictures Reporting/Pictures/PictureCatalog.swift
check_difference

log="$work/log"
laws='SharingLawTests|AdapterLawTests|DeclarationTests|ObjectiveLawTests|MetricLawTests'
laws="$laws|ResumptionTests|HookLawTests"
laws="$laws|DatasetsTests.CatalogTests|ExecutorTests|ExporterTests|StreamingTests|EmptyTableTests"
laws="$laws|PictureLawTests"
# These tests compare entries with independently computed values, which the examples lack.
known='MetricLawTests/independent|MetricLawTests/order|ExporterTests/golden|PictureLawTests/golden'
(cd "$tree" && swift build --build-tests > "$log" 2>&1) \
  || { grep -E 'error:' "$log" | sort -u | head -n 20 >&2; fail "the tree with the examples does not build"; }
(cd "$tree" && swift test --skip-build --disable-xctest --filter "$laws" --skip "$known" \
  > "$log" 2>&1) \
  || { grep -E '✘|error:' "$log" | head -n 20 >&2; fail "an example breaks a law of its catalog"; }
printf 'seams: %s\n' "$(grep -oE 'Test run with .* passed' "$log" | tail -n 1)"

bondlab() { "$tree/.build/debug/bondlab" "$@"; }
spec="$work/all.yaml"
cat > "$spec" << 'END'
experiment: all
about: One example of each seam at work.
stages:
  words: {kind: load, dataset: {kind: counted-words, examples: 36}, max_length: 16, vocabulary: 300}
  text: {kind: load, dataset: {kind: text, file: text.txt}, max_length: 16, tokenizer: words}
  fresh:
    kind: initialize
    data: words
    encoder: {layers: 4, hidden: 16, heads: 2, max_positions: 16}
    sharing: {kind: periodic, period: 2}
    adapter: {kind: shared-direction, scale: 2}
  read: {kind: train, model: fresh, data: text, objective: reread, steps: 4, batch_size: 8}
  tuned:
    {kind: train, model: read, data: words, optimizer: {kind: sign, dead_zone: 0}, steps: 6, batch_size: 12}
  once: {kind: train, model: read, data: words, steps: 3, batch_size: 12}
  between: {kind: blend, model: tuned, other: once}
  again:
    {kind: train, model: between, data: words, hooks: [{kind: closeness, matrix: key}], steps: 2, batch_size: 12}
  score: {kind: evaluate, model: again, data: words}
tables:
  main: {columns: [score.accuracy, score.error_rate, between.parameters]}
pictures:
  scores: {kind: strip, metric: score.error_rate}
END
for i in $(seq 1 60); do echo "red green blue green $i"; done > "$work/text.txt"
bondlab stages blend > "$work/blend"
grep -q weight "$work/blend" || fail "'stages blend' does not know the kind"
bondlab stages evaluate > "$work/evaluate"
grep -q error_rate "$work/evaluate" || fail "'stages evaluate' does not know the metric"
bondlab plan "$spec" --results "$work/results" > "$work/plan"
grep -Eq '^ *again .*[0-9]' "$work/plan" || fail "'plan' knows nothing of a model that blend makes"
bondlab run "$spec" --results "$work/results" --executor patient --quiet > "$work/table"
bondlab table "$spec" --results "$work/results" --format tsv > "$work/table.tsv"
awk -F '\t' 'NR == 2 && $1 + $2 > 0.999 && $1 + $2 < 1.001 && $3 > 0 { right = 1 }
  END { exit !right }' "$work/table.tsv" || { cat "$work/table.tsv" >&2; fail "the table is wrong"; }
bondlab plot "$spec" scores --results "$work/results" > "$work/scores.svg"
grep -q 'every value, n = 1' "$work/scores.svg" || fail "'plot' does not draw the picture"
echo "seams: eleven seams, each one file and one line"
