#!/bin/sh
# A pipeline without a CI around it: runs the sample shop under test and holds its traces to their budgets. Exits with 0
# where they are kept, with 1 where one is broken, and as the tests do where those fail.
#
#   examples/ci/pipeline.sh                    a good build
#   examples/ci/pipeline.sh --slow orders      one whose queries have become slower
#
# TRACECTL is the command to run (tracectl), OUT the folder for the traces (a new one).
set -eu

here=$(dirname "$0")
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"

# Unquoted: TRACECTL may be several words, such as `node dist/tracectl.cjs`.
# shellcheck disable=SC2086
exec ${TRACECTL:-tracectl} run --save "$out/traces.jsonl" --check "$here/tracectl.yaml" \
  -- node "$here/shop-tests.mjs" "$@"
