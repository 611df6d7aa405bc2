#include "rules/duplicate_list/families.h"

#include "rules/duplicate_list/naming.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lockstep::rules {
namespace {

/// Where two paths differ in one folder and in nothing else: what is before it, the two names, what is behind it.
struct Siblings {
  std::string_view before;
  std::string_view own;
  std::string_view other;
  std::string_view behind;
};

std::optional<Siblings> siblings_of(std::string_view path, std::string_view other) {
  const auto differs = std::mismatch(path.begin(), path.end(), other.begin(), other.end());
  const auto at = static_cast<std::size_t>(differs.first - path.begin());
  const std::size_t slash = path.rfind('/', at);
  const std::size_t begin = at == 0 || slash == std::string_view::npos ? 0 : slash + 1;
  const std::size_t end = path.find('/', begin);
  const std::size_t other_end = other.find('/', begin);
  if (end == std::string_view::npos || other_end == std::string_view::npos) return std::nullopt;
  if (path.substr(end) != other.substr(other_end)) return std::nullopt;
  return Siblings{.before = path.substr(0, begin),
                  .own = path.substr(begin, end - begin),
                  .other = other.substr(begin, other_end - begin),
                  .behind = path.substr(end)};
}

/// `OrderStatus` of `orders/` is about orders wherever it stands.
bool is_named_after(const ValueList& list, std::string_view folder) {
  const std::vector<std::string> name = words_of(list.name);
  const std::vector<std::string> place = words_of(folder);
  return std::any_of(place.begin(), place.end(),
                     [&](const std::string& word) { return std::find(name.begin(), name.end(), word) != name.end(); });
}

}  // namespace

bool are_of_one_family(const Candidate& ca, const Candidate& cb, const Relation& relation,
                       const std::vector<Candidate>& all) {
  constexpr std::size_t kManyRare = 5;
  const ValueList& a = *ca.list;
  const ValueList& b = *cb.list;
  const std::size_t united = ca.values.size() + cb.values.size() - relation.common;
  const bool is_one_list = relation.rare >= kManyRare && relation.common * 5 >= united * 3;
  if (is_one_list && !a.is_handling() && !b.is_handling()) return false;
  if (!a.node || !b.node || a.name != b.name || a.node.file().package_id != b.node.file().package_id) return false;
  const std::optional<Siblings> siblings = siblings_of(a.path, b.path);
  if (!siblings || is_named_after(a, siblings->own) || is_named_after(b, siblings->other)) return false;
  if (!a.is_exported && !b.is_exported) return true;
  return std::any_of(all.begin(), all.end(), [&](const Candidate& candidate) {
    const std::string_view path = candidate.list->path;
    if (candidate.list->name != a.name || path == a.path || path == b.path) return false;
    if (!path.starts_with(siblings->before) || !path.ends_with(siblings->behind)) return false;
    const std::string_view folder =
        path.substr(siblings->before.size(), path.size() - siblings->before.size() - siblings->behind.size());
    return folder.find('/') == std::string_view::npos;
  });
}

}  // namespace lockstep::rules
