#!/bin/bash
# Records the present sources on which the results of each stage kind depend. Run it after raising the
# version of a kind whose results change, or where results are the same to the bit. Look at the
# difference that it prints before you commit it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
RECORD_CODE_DIGESTS=1 swift test --disable-xctest --filter StagesTests.CodeDigestTests/kinds || true
git --no-pager diff -- Tests/StagesTests/Golden/code-digests.txt
