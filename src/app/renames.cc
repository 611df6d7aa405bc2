#include "app/renames.h"

#include "app/line_changes.h"
#include "base/hash.h"
#include "workspace/paths.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace lockstep::app {
namespace {

// A file that has at least this much in common with one that is gone is that one under another name.
constexpr double kSameFile = 0.5;
// With so many files that are gone each that came is compared line by line; the nearest by name go first.
constexpr std::size_t kMostCompared = 50;

/// "b.test" of "a/b.test.ts", and of "c/b.test.tsx".
std::string_view stem_of(std::string_view path) {
  const std::string_view name = workspace::name_of(path);
  return name.substr(0, name.size() - workspace::source_extension(name).size());
}

/// Sources of any spelling are of one sort: `.ts` becomes `.tsx`, `.js` becomes `.ts`.
bool are_of_one_sort(std::string_view a, std::string_view b) {
  const std::string_view one = workspace::source_extension(a);
  const std::string_view other = workspace::source_extension(b);
  if (!one.empty() && !other.empty()) return workspace::is_declaration(one) == workspace::is_declaration(other);
  return one.empty() == other.empty() && a.substr(a.find_last_of("./") + 1) == b.substr(b.find_last_of("./") + 1);
}

/// How near two paths are: the same name, then how many bytes of their folders they share.
std::pair<bool, std::size_t> nearness(std::string_view a, std::string_view b) {
  const std::string_view one = workspace::folder_of(a);
  const std::string_view other = workspace::folder_of(b);
  std::size_t shared = 0;
  while (shared < one.size() && shared < other.size() && one[shared] == other[shared]) ++shared;
  return {stem_of(a) == stem_of(b), shared};
}

struct Pair {
  double similarity = 0;
  std::pair<bool, std::size_t> near;
  std::size_t went = 0;
  std::size_t came = 0;
};

class Matching {
 public:
  Matching(const std::vector<std::string>& went, const std::vector<std::string>& came, const FilesByName& files)
      : went_(went), came_(came), files_(files) {}

  std::map<std::string, std::string> run() {
    take(equal_ones());
    take(like_ones());
    return std::move(former_);
  }

 private:
  std::uint64_t hash_before(std::size_t went) {
    const auto [entry, is_new] = hashes_.try_emplace(went);
    if (is_new) entry->second = hash_of(files_.text_before(went_[went]));
    return entry->second;
  }

  /// Files that only moved are many at a time, and most of them cost nothing to compare.
  std::vector<Pair> equal_ones() {
    std::vector<Pair> pairs;
    for (std::size_t came = 0; came < came_.size(); ++came) {
      std::optional<std::uint64_t> hash;
      for (std::size_t went = 0; went < went_.size(); ++went) {
        if (!are_of_one_sort(went_[went], came_[came])) continue;
        auto is_equal = files_.are_equal(went_[went], came_[came]);
        if (!is_equal) {
          if (!hash) hash = hash_of(files_.text_now(came_[came]));
          is_equal = hash_before(went) == *hash;
        }
        if (*is_equal)
          pairs.push_back({.similarity = 1, .near = nearness(went_[went], came_[came]), .went = went, .came = came});
      }
    }
    return pairs;
  }

  std::vector<Pair> like_ones() const {
    std::vector<Pair> pairs;
    std::unordered_map<std::size_t, std::string> texts;
    for (std::size_t came = 0; came < came_.size(); ++came) {
      if (former_.contains(came_[came])) continue;
      std::vector<Pair> candidates;
      for (std::size_t went = 0; went < went_.size(); ++went) {
        if (taken_.contains(went) || !are_of_one_sort(went_[went], came_[came])) continue;
        candidates.push_back({.near = nearness(went_[went], came_[came]), .went = went, .came = came});
      }
      std::stable_sort(candidates.begin(), candidates.end(),
                       [](const Pair& a, const Pair& b) { return a.near > b.near; });
      if (candidates.size() > kMostCompared) candidates.resize(kMostCompared);
      if (candidates.empty()) continue;
      const std::string now = files_.text_now(came_[came]);
      for (Pair& pair : candidates) {
        const auto [text, is_new] = texts.try_emplace(pair.went);
        if (is_new) text->second = files_.text_before(went_[pair.went]);
        pair.similarity = LineChanges(text->second, now).similarity();
        if (pair.similarity >= kSameFile) pairs.push_back(pair);
      }
    }
    return pairs;
  }

  void take(std::vector<Pair> pairs) {
    std::stable_sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
      return std::tie(a.similarity, a.near) > std::tie(b.similarity, b.near);
    });
    for (const Pair& pair : pairs) {
      if (taken_.contains(pair.went) || former_.contains(came_[pair.came])) continue;
      taken_.insert(pair.went);
      former_[came_[pair.came]] = went_[pair.went];
    }
  }

  const std::vector<std::string>& went_;
  const std::vector<std::string>& came_;
  const FilesByName& files_;
  std::unordered_map<std::size_t, std::uint64_t> hashes_;
  std::set<std::size_t> taken_;  // of those that went
  std::map<std::string, std::string> former_;
};

}  // namespace

std::map<std::string, std::string> match_renames(const std::vector<std::string>& went,
                                                 const std::vector<std::string>& came, const FilesByName& files) {
  if (went.empty() || came.empty()) return {};
  return Matching(went, came, files).run();
}

}  // namespace lockstep::app
