#!/usr/bin/env bash
# Runs every stage of `make test`, whatever an earlier one came to, and ends with one table.
# Each stage's output is kept in target/test-logs.
set -uo pipefail
cd "$(dirname "$0")/.."

# A stage that runs tests fails if it ran none: a test that no longer exists cannot fail.
stages=(test-packages test-format lint-core lint-server lint-browser
  test-core test-server test-store test-journeys test-vectors site test-browser)
counted=" test-core test-server test-store test-journeys test-vectors test-browser "

logs=target/test-logs
mkdir -p "$logs"
rows=()
passed=0
failed=0

# The tests that a stage's log says have passed, by cargo's closing lines and node's.
tests_in() {
  awk '/^test result: / { n += $4 } /^(ℹ|#) pass / { n += $3 } END { print n + 0 }' "$1"
}

for stage in "${stages[@]}"; do
  printf '\n==== %s\n' "$stage"
  log=$logs/$stage.log
  began=$SECONDS
  result=passed
  if ! make --no-print-directory "$stage" 2>&1 | tee "$log"; then
    result=FAILED
  fi
  tests=
  if [[ $counted == *" $stage "* ]]; then
    tests=$(tests_in "$log")
    [[ $tests -gt 0 || $result != passed ]] || result="FAILED: ran no test"
  fi
  if [[ $result == passed ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
  fi
  rows+=("$(printf '%-15s %6s %8s  %s' "$stage" "$tests" $((SECONDS - began)) "$result")")
done

printf '\n%-15s %6s %8s  %s\n' stage tests seconds result
printf '%s\n' "${rows[@]}"
printf '\n%d passed, %d failed\n' "$passed" "$failed"
[[ $failed -eq 0 ]]
