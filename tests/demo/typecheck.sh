#!/usr/bin/env bash
# Type-checks every state of fixtures/demo_monorepo against the real types of its libraries.
#
#   tests/demo/typecheck.sh BUILD_FOLDER [STATE…]
#
# The libraries are installed in BUILD_FOLDER, which lies outside the fixtures and is kept between
# runs; the states are copied beside them, so that nothing is ever written into the fixtures.
set -euo pipefail

if [ $# -lt 1 ]; then
  echo "usage: $0 BUILD_FOLDER [STATE…]" >&2
  exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
fixture=$(cd "$here/../../fixtures/demo_monorepo" && pwd)
mkdir -p "$1"
build=$(cd "$1" && pwd)
shift
if [ $# -gt 0 ]; then
  states="$*"
else
  states="before after regressed"
fi

# The installed tree is good as long as the lock is the one that it was made from.
if ! cmp -s "$here/package-lock.json" "$build/.installed-lock"; then
  rm -rf "$build/node_modules" "$build/.installed-lock"
  cp "$here/package.json" "$here/package-lock.json" "$build/"
  (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
  cp "$here/package-lock.json" "$build/.installed-lock"
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
