#include "effects/row_locks.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace lockstep::effects {

namespace {

constexpr std::array<std::string_view, 3> kLockWords = {"lock", "lease", "claim"};
/// Who is locked out of an account has not locked it.
constexpr std::array<std::string_view, 6> kPeople = {"user", "account", "member", "customer", "login", "credential"};

bool has_word(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return a == b || (a >= 'A' && a <= 'Z' && a - 'A' + 'a' == b); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

template <std::size_t N>
bool has_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(text, word); });
}

/// Whether the condition of an update tells whose lock it is.
bool asks_for_owner(const Stamp& release, const Stamp& take) {
  if (release.asked.contains(release.column) || release.asked.contains("...")) return true;
  return std::any_of(take.others.begin(), take.others.end(),
                     [&](const std::string& other) { return release.asked.contains(other); });
}

}  // namespace

void RowLocks::note(const Node& unit, const Flow& flow) {
  for (const Stamp& stamp : flow.stamps) sites_[{stamp.subject, stamp.column}].push_back({unit, stamp});
  leases_.insert(flow.leases.begin(), flow.leases.end());
}

void RowLocks::report(std::vector<LockFault>& faults) const {
  for (const auto& [column, sites] : sites_) {
    const auto take = std::find_if(sites.begin(), sites.end(), [](const Site& site) { return !site.stamp.is_cleared; });
    if (take == sites.end() || has_one_of(column.first, kPeople)) continue;
    const bool is_compared = std::any_of(sites.begin(), sites.end(),
                                         [](const Site& site) { return site.stamp.asked.contains(site.stamp.column); });
    if (!leases_.contains(column) && !(has_one_of(column.second, kLockWords) && is_compared)) continue;
    for (const Site& site : sites) {
      if (!site.stamp.is_cleared || asks_for_owner(site.stamp, take->stamp)) continue;
      faults.push_back({LockFault::Kind::RowReleased, site.unit, site.stamp.call, take->stamp.call,
                        site.stamp.shown + "." + site.stamp.column});
    }
  }
}

}  // namespace lockstep::effects
