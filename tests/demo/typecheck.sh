#!/usr/bin/env bash
# Type-checks every state of fixtures/demo_monorepo against the real types of its libraries.
#
#   tests/demo/typecheck.sh [--no-install] BUILD_FOLDER [STATE|FOLDER…]
#
# The libraries are installed in BUILD_FOLDER, which lies outside the fixtures and is kept between
# runs; the states are copied beside them, so that nothing is ever written into the fixtures. With
# --no-install, missing libraries skip the test (77), or fail it under LOCKSTEP_REQUIRE_CONSUMERS=1.
set -euo pipefail

install=yes
if [ "${1:-}" = --no-install ]; then
  install=
  shift
fi
if [ $# -lt 1 ]; then
  echo "usage: $0 [--no-install] BUILD_FOLDER [STATE|FOLDER…]" >&2
  exit 2
fi

here=$(cd "$(dirname "$0")" && pwd)
fixture=$(cd "$here/../../fixtures/demo_monorepo" && pwd)
mkdir -p "$1"
build=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- before after regressed

# The installed tree is good as long as the lock is the one that it was made from.
if [ ! -x "$build/node_modules/.bin/tsc" ] || ! cmp -s "$here/package-lock.json" "$build/package-lock.json"; then
  if [ -z "$install" ]; then
    echo "the demo's libraries are not in $build; ./dev test installs them" >&2
    [ "${LOCKSTEP_REQUIRE_CONSUMERS:-}" != 1 ] || exit 1
    exit 77
  fi
  rm -rf "$build/node_modules" "$build/package-lock.json"
  cp "$here/package.json" "$build/"
  cp "$here/package-lock.json" "$build/"
  (cd "$build" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
fi

name_of() { # PACKAGE_FOLDER
  sed -n 's/^  "name": "\(.*\)",$/\1/p' "$1/package.json"
}

# The workspace's packages, whose entry points name a build folder that does not exist, are mapped
# to their sources.
paths_of() { # STATE_FOLDER PACKAGE
  printf '"@/*": ["packages/%s/src/*"]' "$2"
  local folder name
  for folder in "$1"/packages/*/; do
    [ -f "${folder}src/index.ts" ] || continue
    name=$(name_of "$folder")
    folder=$(basename "$folder")
    printf ', "%s": ["packages/%s/src/index.ts"], "%s/*": ["packages/%s/src/*"]' "$name" "$folder" "$name" "$folder"
  done
}

# One project a package, extending the package's own settings.
write_project() { # STATE_FOLDER PACKAGE
  cat > "$1/packages/$2/tsconfig.check.json" <<JSON
{
  "extends": "./tsconfig.json",
  "compilerOptions": {
    "noEmit": true,
    "composite": false,
    "declaration": false,
    "incremental": false,
    "rootDir": "../..",
    "baseUrl": "../..",
    "paths": { $(paths_of "$1" "$2") }
  },
  "references": [],
  "include": ["src/**/*.ts", "src/**/*.tsx"]
}
JSON
}

failed=0
for state in "$@"; do
  case "$state" in
    */*) source="$state" state=$(basename "$state") ;;
    *) source="$fixture/$state" ;;
  esac
  rm -rf "${build:?}/$state"
  cp -R "$source" "$build/$state"
  for folder in "$build/$state"/packages/*/; do
    package=$(basename "$folder")
    write_project "$build/$state" "$package"
    if "$build/node_modules/.bin/tsc" -p "$build/$state/packages/$package/tsconfig.check.json"; then
      echo "$state/packages/$package type-checks"
    else
      echo "$state/packages/$package does not type-check" >&2
      failed=1
    fi
  done
done
exit "$failed"
