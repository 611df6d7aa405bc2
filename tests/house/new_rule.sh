#!/usr/bin/env bash
# Lays out an empty rule: new_rule.sh ROOT ID. Called by `./dev new-rule`.
set -euo pipefail
root="$1" id="$2"

case "$id" in
  [a-z]*) ;;
  *) echo "a rule's id is kebab-case, such as stale-cache; not: $id" >&2; exit 2 ;;
esac
if [ -n "$(printf '%s' "$id" | tr -d 'a-z0-9-')" ]; then
  echo "a rule's id is kebab-case, such as stale-cache; not: $id" >&2
  exit 2
fi

snake="$(printf '%s' "$id" | tr '-' '_')"
pascal="$(printf '%s' "$id" |
  awk -F- '{ for (i = 1; i <= NF; i++) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2) }')"
source_file="src/analyzer/rules/$snake.cc"
page="rules/$id.md"
fixtures="fixtures/$snake"

for path in "$source_file" "$page" "$fixtures"; do
  if [ -e "$root/$path" ]; then
    echo "$path is there already" >&2
    exit 2
  fi
done
mkdir -p "$root/src/analyzer/rules" "$root/rules" "$root/$fixtures/first_case" "$root/$fixtures/first_case_repaired"

cat >"$root/$source_file" <<CODE
// $id: one line that says what it finds.
//
// What goes wrong in real life, and why we report where we report. A reader who stops here has understood the rule.

#include "rules/rule.h"

#include <vector>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "first", .severity = Severity::Warning, .meaning = "what this kind means, a clause"},
};

constexpr RuleInfo kInfo{
    .id = "$id",
    .name = "$pascal",
    .title = "What is wrong, in one line",
    .advice = "What to do, in one sentence.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
};

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings& settings) {
  static_cast<void>(program);
  static_cast<void>(shared);
  static_cast<void>(settings);
  return {};
}

}  // namespace

extern constinit const Rule $snake{kInfo, check};

}  // namespace lockstep::rules
CODE

cat >"$root/$page" <<PAGE
# $id

What goes wrong in real life when this happens, in a few sentences.

## Example

\`\`\`ts
const example = 1;
\`\`\`

## Settings

None.

## Limits

What it does not see, and where it stays quiet on purpose.
PAGE

cat >"$root/$fixtures/first_case/main.ts" <<CASE
// Believable code that shows the problem. Put \`// expect: $id/first\` on the line where someone would repair it.
export const first = 1;
CASE
cat >"$root/$fixtures/first_case_repaired/main.ts" <<CASE
// The same code repaired: silent.
export const first = 1;
CASE

cat <<TEXT
Laid out:
  $source_file
  $page
  $fixtures/first_case/main.ts
  $fixtures/first_case_repaired/main.ts
Now add it to src/analyzer/rules/registry.cc, in order of id:
  extern const Rule $snake;   // beside the other declarations
  &$snake,                    // in the array
Then write the fixture first, and run ./dev test --quick.
TEXT
