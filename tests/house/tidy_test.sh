#!/usr/bin/env bash
# Our own sources obey .clang-tidy. Tests are left out: GoogleTest's macros expand to much that the checks dislike.
set -euo pipefail
source_folder="$1" build_folder="$2"
command -v run-clang-tidy-19 >/dev/null || { echo "no run-clang-tidy-19 here"; exit 77; }
log="$build_folder/tidy.log"
# The compilation database may speak g++, whose names of warnings clang does not all know, and the standard library of g++ 12
# uses what it deprecates itself.
if run-clang-tidy-19 -quiet -extra-arg=-Wno-unknown-warning-option \
  -extra-arg=-Wno-deprecated-declarations -p "$build_folder" -j "$(getconf _NPROCESSORS_ONLN)" \
  "^$source_folder/src/(?!.*_test\.cc).*\.cc$" >"$log" 2>&1; then
  exit 0
fi
grep -E '(warning|error):' "$log" | sort -u || tail -50 "$log"
exit 1
