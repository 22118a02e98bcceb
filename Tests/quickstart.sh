#!/bin/bash
# Makes the quickstart's committed tables again in an empty store, opens its report in a browser, and
# reads every committed table with pandas.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python="$PWD/.build/python/bin/python3"

fail() { printf 'quickstart: %s\n' "$1" >&2; exit 1; }

# A Python with pandas, a browser's driver and axe-core; what is there already is taken as it is.
prepare_python() {
  Tests/install.sh python3-venv || return 1
  [ -x "$python" ] || /usr/bin/python3 -m venv .build/python || return 1
  "$python" -c "import axe_playwright_python, pandas" 2> /dev/null \
    || "$python" -m pip install --quiet axe-playwright-python pandas || return 1
}

# The tables were made with the kernel that OpenBLAS chooses by itself.
unset OPENBLAS_CORETYPE
status=0
./bondlab reproduce Results/quickstart/*.csv.json --results "$work/results" --quiet \
  | tee "$work/reproduced.txt" || status=$?
if [ $status != 0 ]; then
  grep -q "as the machine is of another class" "$work/reproduced.txt" \
    || fail "the tables did not come out again"
  echo "quickstart: this machine is of another class than that of the tables, whose digits differ here"
else
  echo "quickstart: every cell of the committed tables came out again"
fi

./bondlab report Experiments/quickstart.yaml --complete --results "$work/results" \
  --out "$work/quickstart.html" || fail "there is no whole report"
prepare_python || { echo "quickstart: without Python's packages, report and tables are not checked"; exit 0; }
Tests/install.sh chromium fonts-dejavu-core || echo "quickstart: without Chromium, the report is not looked at"
"$python" Tests/check_page.py "$work/quickstart.html" || fail "the report is not as it should be"
find Results -name '*.csv' -print0 | xargs -0 "$python" Tests/check_tables.py \
  || fail "pandas or R reads other cells than the tables have"
