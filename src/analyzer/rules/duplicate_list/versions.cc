#include "rules/duplicate_list/versions.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lockstep::rules {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "7", "v12", "1.4", "v2-beta", "1674032095-tenants"; not "3d" or "2fa".
bool is_version(std::string_view segment) {
  if (segment.starts_with('v') || segment.starts_with('V')) segment.remove_prefix(1);
  const auto digits =
      static_cast<std::size_t>(std::find_if_not(segment.begin(), segment.end(), is_digit) - segment.begin());
  if (digits == 0) return false;
  return digits == segment.size() || segment[digits] == '.' || segment[digits] == '-' || segment[digits] == '_';
}

std::string_view stem_of(std::string_view name) { return name.substr(0, name.rfind('.')); }

/// "features-v2.ts", "getFeatureV2.ts", "post.v1.0.7.ts": the name without the version, nothing where it bears none.
std::string_view without_version(std::string_view name) {
  std::string_view stem = stem_of(name);
  const std::size_t size = stem.size();
  while (!stem.empty() && (is_digit(stem.back()) || stem.back() == '.')) stem.remove_suffix(1);
  if (stem.size() == size || !(stem.ends_with('v') || stem.ends_with('V'))) return {};
  const bool is_capital = stem.back() == 'V';
  stem.remove_suffix(1);
  const bool is_joined = stem.ends_with('-') || stem.ends_with('_') || stem.ends_with('.');
  if (is_joined) stem.remove_suffix(1);
  return is_joined || is_capital ? stem : std::string_view{};
}

/// "webhook-old.ts", "menu.legacy.tsx": the name without what says that something else has taken its place.
std::string_view without_age(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kAges = {"old", "legacy", "deprecated", "backup", "bak"};
  std::string_view stem = stem_of(name);
  for (const std::string_view age : kAges) {
    if (!stem.ends_with(age) || stem.size() < age.size() + 2) continue;
    const char before = stem[stem.size() - age.size() - 1];
    if (before == '-' || before == '.' || before == '_') return stem.substr(0, stem.size() - age.size() - 1);
  }
  return {};
}

/// A file and the one that it was before.
bool is_superseded(std::string_view mine, std::string_view theirs) {
  return without_age(mine) == stem_of(theirs) || without_age(theirs) == stem_of(mine);
}

/// Two names of which one bears a version that the other lacks, or another.
bool differ_in_version(std::string_view mine, std::string_view theirs) {
  const std::string_view own = without_version(mine);
  const std::string_view other = without_version(theirs);
  if (own.empty() && other.empty()) return false;
  return (own.empty() ? mine.substr(0, mine.find('.')) : own) ==
         (other.empty() ? theirs.substr(0, theirs.find('.')) : other);
}

}  // namespace

bool are_versions(std::string_view path, std::string_view other) {
  while (true) {
    const std::string_view mine = path.substr(0, path.find('/'));
    const std::string_view theirs = other.substr(0, other.find('/'));
    if (mine != theirs) {
      return (is_version(mine) && is_version(theirs)) || differ_in_version(mine, theirs) || is_superseded(mine, theirs);
    }
    if (mine.size() == path.size() || theirs.size() == other.size()) return false;
    path.remove_prefix(mine.size() + 1);
    other.remove_prefix(theirs.size() + 1);
  }
}

}  // namespace lockstep::rules
