#!/usr/bin/env bash
# pre-commit runs our hook: once over the whole program, a finding blocks the commit, and a clean program passes.
#
# usage: pre_commit_test.sh SOURCE_FOLDER FOLDER_OF_THE_LOCKSTEP_BINARY
set -euo pipefail
source_folder="$1" binary_folder="$2"

if ! command -v pre-commit >/dev/null 2>&1; then
  echo "pre-commit is not installed; ./dev test installs it"
  [ -z "${LOCKSTEP_REQUIRE_CONSUMERS:-}" ] || exit 1
  exit 77
fi

scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
export PATH="$binary_folder:$PATH" PRE_COMMIT_HOME="$scratch/cache" HOME="$scratch"
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a
export GIT_COMMITTER_EMAIL=a@example.org

commit_all() { git -C "$1" add -A && git -C "$1" commit -q -m "$2"; }

mkdir -p "$scratch/hooks" "$scratch/program/src"
git -c init.defaultBranch=main init -q "$scratch/hooks"
cp "$source_folder/.pre-commit-hooks.yaml" "$scratch/hooks/"
commit_all "$scratch/hooks" "the hook"

cd "$scratch/program"
git -c init.defaultBranch=main init -q .
echo '{ "name": "program", "private": true, "main": "src/states.ts" }' >package.json
cat >src/states.ts <<'CODE'
export const ORDER_STATES = ['drafted', 'submitted', 'underwriting', 'countersigned', 'archived'];
CODE
cat >src/filter.ts <<'CODE'
const known = new Set(['drafted', 'submitted', 'underwriting', 'countersigned']);
export const isKnown = (state: string): boolean => known.has(state);
CODE
commit_all . "a list and its drifted copy"

hook() { pre-commit try-repo "$scratch/hooks" lockstep --verbose --all-files </dev/null >"$scratch/log" 2>&1; }

if hook; then
  cat "$scratch/log"
  echo "the hook let a drifted list pass"
  exit 1
fi
if [ "$(grep -c 'duplicate-list' "$scratch/log")" = 0 ] || [ "$(grep -c '^- hook id: lockstep' "$scratch/log")" != 1 ]; then
  cat "$scratch/log"
  echo "expected one run that names duplicate-list"
  exit 1
fi

# The commit only deletes: a filter by file name would not even start the hook.
git rm -q src/filter.ts
if ! hook; then
  cat "$scratch/log"
  echo "the hook blocks a clean program"
  exit 1
fi
echo "pre-commit: blocked the drifted list, passed the clean program"
