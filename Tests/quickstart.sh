#!/bin/bash
# Makes the quickstart's committed tables again in an empty store, and opens its report in a browser.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python="$PWD/.build/python/bin/python3"

fail() { printf 'quickstart: %s\n' "$1" >&2; exit 1; }

# A Python with a browser's driver and axe-core; one that is there already is taken as it is.
prepare_browser() {
  Tests/install.sh chromium fonts-dejavu-core python3-venv || return 1
  [ -x "$python" ] || /usr/bin/python3 -m venv .build/python || return 1
  "$python" -c "import axe_playwright_python" 2> /dev/null \
    || "$python" -m pip install --quiet axe-playwright-python || return 1
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
if prepare_browser; then
  "$python" Tests/check_page.py "$work/quickstart.html" || fail "the report is not as it should be"
else
  echo "quickstart: no browser can be installed here, so the report was not looked at"
fi
