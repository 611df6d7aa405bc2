#!/usr/bin/env bash
# Type-checks every state of fixtures/demo_monorepo against the real types of its libraries.
#
#   tests/demo/typecheck.sh FOLDER [STATE…]
#
# FOLDER is where the libraries of package.json beside this script are installed (./dev test does it); the states are
# copied there, so that nothing is ever written into the fixtures.
set -euo pipefail

if [ $# -lt 1 ]; then
  echo "usage: $0 FOLDER [STATE…]" >&2
  exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
fixture=$(cd "$here/../../fixtures/demo_monorepo" && pwd)
if [ ! -x "$1/node_modules/.bin/tsc" ]; then
  echo "nothing is installed in $1; run ./dev test"
  [ -z "${LOCKSTEP_REQUIRE_CONSUMERS:-}" ] || exit 1
  exit 77
fi
build=$(cd "$1" && pwd)
shift
if [ $# -gt 0 ]; then
  states="$*"
else
  states="before after regressed"
fi

# One project a package, extending the package's own settings; the workspace's packages, whose
# entry points name a build folder that does not exist, are mapped to their sources.
write_project() { # STATE PACKAGE SOURCES
  cat > "$build/$1/packages/$2/tsconfig.check.json" <<JSON
{
  "extends": "./tsconfig.json",
  "compilerOptions": {
    "noEmit": true,
    "composite": false,
    "declaration": false,
    "incremental": false,
    "rootDir": "../..",
    "baseUrl": "../..",
    "paths": {
      "@/*": ["packages/$2/src/*"],
      "@parley/shared-types": ["packages/shared-types/src/index.ts"],
      "@parley/shared-types/*": ["packages/shared-types/src/*"],
      "@parley/shared-dtos": ["packages/shared-dtos/src/index.ts"]
    }
  },
  "references": [],
  "include": [$3]
}
JSON
}

failed=0
for state in $states; do
  rm -rf "${build:?}/$state"
  cp -R "$fixture/$state" "$build/$state"
  for package in shared-types shared-dtos backend frontend; do
    write_project "$state" "$package" '"src/**/*.ts", "src/**/*.tsx"'
    if "$build/node_modules/.bin/tsc" -p "$build/$state/packages/$package/tsconfig.check.json"; then
      echo "$state/packages/$package type-checks"
    else
      echo "$state/packages/$package does not type-check" >&2
      failed=1
    fi
  done
done
exit "$failed"
