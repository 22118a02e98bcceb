#!/bin/bash
# Installs what the tests need, where it may, and runs all of them. Arguments go to `swift test`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
BONDLAB_PREPARE_ONLY=1 ./bondlab
exec swift test --disable-xctest "$@"
