#include "rules/migrations/newest.h"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace lockstep::rules::migrations {
namespace {

constexpr std::size_t kMaxRelated = 8;  ///< older migrations shown

bool is_digit(char byte) { return std::isdigit(static_cast<unsigned char>(byte)) != 0; }

/// Where a team keeps its migrations. Prisma gives each a folder of its own.
std::string_view folder_of(std::string_view path) {
  std::string_view folder = path.substr(0, std::min(path.rfind('/'), path.size()));
  if (path.ends_with("/migration.sql")) folder = folder.substr(0, std::min(folder.rfind('/'), folder.size()));
  return folder;
}

/// Numbers by what they count: `1.9.0-…` comes before `1.15.0-…`.
bool is_older(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (!is_digit(a[i]) || !is_digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i;
      ++j;
      continue;
    }
    const auto number = [](std::string_view text, std::size_t& at) {
      while (at < text.size() && text[at] == '0') ++at;
      const std::size_t begin = at;
      while (at < text.size() && is_digit(text[at])) ++at;
      return text.substr(begin, at - begin);
    };
    const std::string_view own = number(a, i);
    const std::string_view other = number(b, j);
    if (own.size() != other.size()) return own.size() < other.size();
    if (own != other) return own < other;
  }
  return a.size() - i < b.size() - j;
}

}  // namespace

std::vector<Finding> newest_of_each_folder(std::vector<Finding> findings) {
  std::map<std::string, std::vector<Finding>, std::less<>> folders;
  for (Finding& finding : findings) {
    folders[std::string(folder_of(finding.where.path))].push_back(std::move(finding));
  }
  std::vector<Finding> newest;
  for (auto& [folder, all] : folders) {
    std::stable_sort(all.begin(), all.end(),
                     [](const Finding& a, const Finding& b) { return is_older(b.where.path, a.where.path); });
    Finding& first = newest.emplace_back(std::move(all.front()));
    const std::size_t older = all.size() - 1;
    if (older == 0) continue;
    first.message +=
        older == 1 ? ", as in an older migration" : ", as in " + std::to_string(older) + " older migrations";
    for (std::size_t i = 1; i < all.size() && i <= kMaxRelated; ++i) {
      first.related.push_back({std::move(all[i].where), "and here"});
    }
  }
  return newest;
}

}  // namespace lockstep::rules::migrations
