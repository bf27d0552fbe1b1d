#!/bin/sh
# A pipeline without a CI around it: captures the traces of the sample shop and holds them to their budgets. Exits as
# `tracectl check` does: 0 where they are kept, 1 where one is broken.
#
#   examples/ci/pipeline.sh                    a good build
#   examples/ci/pipeline.sh --slow orders      one whose queries have become slower
#
# TRACECTL is the command to run (tracectl), OUT the folder for traces and reports (a new one), BASELINE a dump of the
# main branch to compare with (none).
set -eu

here=$(dirname "$0")
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"

node "$here/capture-shop.mjs" "$out/traces.jsonl" "$@"

# Unquoted: TRACECTL may be several words, such as `node dist/tracectl.cjs`.
# shellcheck disable=SC2086
exec ${TRACECTL:-tracectl} check "$out/traces.jsonl" \
  --budgets "$here/tracectl.yaml" \
  ${BASELINE:+--baseline "$BASELINE"} \
  --report "junit=$out/junit.xml" \
  --report "sarif=$out/tracectl.sarif" \
  --report "markdown=$out/summary.md"
