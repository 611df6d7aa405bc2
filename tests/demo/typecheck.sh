#!/usr/bin/env bash
# Type-checks every state of fixtures/demo_monorepo against the real types of its libraries.
#
#   tests/demo/typecheck.sh FOLDER [STATE…]
#   tests/demo/typecheck.sh FOLDER --renamed [STATE…]
#
# FOLDER is where the libraries of package.json beside this script are installed (./dev test does it); the states are
# copied there, so that nothing is ever written into the fixtures. With --renamed, what rename.py makes of them is checked:
# an error there means that it renames something that is a library's.
set -euo pipefail

if [ $# -lt 1 ]; then
  echo "usage: $0 FOLDER [--renamed] [STATE…]" >&2
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
renamed=
if [ "${1:-}" = --renamed ]; then
  renamed=yes
  shift
fi
[ $# -gt 0 ] || set -- before after regressed

# The workspace's packages, whose entry points name a build folder that does not exist, are mapped to their sources.
paths_of() { # STATE PACKAGE
  printf '"@/*": ["packages/%s/src/*"]' "$2"
  local folder name
  for folder in "$1"/packages/*/; do
    [ -f "${folder}src/index.ts" ] || continue
    name=$(sed -n 's/^  "name": "\(.*\)",$/\1/p' "${folder}package.json")
    folder=$(basename "$folder")
    printf ', "%s": ["packages/%s/src/index.ts"], "%s/*": ["packages/%s/src/*"]' "$name" "$folder" "$name" "$folder"
  done
}

# One project a package, extending the package's own settings.
write_project() { # STATE PACKAGE
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
  copy="$build/$state${renamed:+-renamed}"
  rm -rf "${copy:?}"
  if [ -n "$renamed" ]; then
    "${PYTHON:-python3}" "$here/rename.py" "$fixture/$state" "$copy"
  else
    cp -R "$fixture/$state" "$copy"
  fi
  for folder in "$copy"/packages/*/; do
    package=$(basename "$folder")
    write_project "$copy" "$package"
    if "$build/node_modules/.bin/tsc" -p "$copy/packages/$package/tsconfig.check.json"; then
      echo "$state/packages/$package type-checks"
    else
      echo "$state/packages/$package does not type-check" >&2
      failed=1
    fi
  done
done
exit "$failed"
