#include "effects/lock_agreement.h"

#include "effects/lock_pairs.h"

#include <algorithm>
#include <set>

namespace lockstep::effects {

namespace {

constexpr std::size_t kTellingShape = 3;

/// What tells a kind of lock: the words of its key, or for a lock object its name where it is declared. Empty: a key
/// that comes in from elsewhere and may be any.
std::string kind_of(const Held::Lock& lock) {
  std::string shape = shape_of(lock.region.key);
  if (shape.size() >= kTellingShape) return shape;
  const std::string& key = lock.region.key;
  if (key.starts_with("{this.") && key.find('}') + 1 == key.size())
    return key + " of " + std::to_string(lock.unit.file().id.value);
  return {};
}

}  // namespace

void LockAgreement::note(const std::string& thing, const std::string& column, const Node& unit, const Node& read,
                         const Node& write) {
  Writer writer{.unit = unit, .write = write, .held = paths_.held(unit, read, write), .locks = {}};
  if (!writer.held.is_certain || writer.held.regions.empty()) return;
  for (const Held::Lock& lock : writer.held.regions) {
    std::string kind = kind_of(lock);
    if (kind.empty()) return;
    writer.locks.push_back(std::move(kind));
  }
  writers_[{thing, column}].push_back(std::move(writer));
}

bool LockAgreement::is_taken_under(const Held::Lock& lock, const Held::Lock& other) const {
  const Held around = paths_.held(lock.unit, lock.region.opener, lock.region.opener);
  return std::any_of(around.regions.begin(), around.regions.end(),
                     [&](const Held::Lock& outer) { return outer.region.opener == other.region.opener; });
}

void LockAgreement::note_ways(const std::string& subject, const Held& held) {
  const auto is_for_a_row = [](const Held::Lock& lock) {
    return lock.region.kind == Region::Kind::Held && lock.region.key.find('{') != std::string::npos &&
           lock.region.key.find("{?") == std::string::npos && shape_of(lock.region.key).size() >= kTellingShape &&
           is_given_back(lock.region, lock.unit);
  };
  const auto own = std::find_if(held.regions.begin(), held.regions.end(), [&](const Held::Lock& lock) {
    return is_for_a_row(lock) && names_subject(lock.region.key, subject);
  });
  if (own == held.regions.end()) return;
  for (const Held::Lock& other : held.regions) {
    if (!is_for_a_row(other) || names_subject(other.region.key, subject)) continue;
    const bool are_nested = std::any_of(held.regions.begin(), held.regions.end(), [&](const Held::Lock& lock) {
      return names_subject(lock.region.key, subject) && (is_taken_under(lock, other) || is_taken_under(other, lock));
    });
    if (are_nested) continue;
    on_ways_.push_back(
        {LockFault::Kind::Disagree, other.unit, other.region.opener, own->region.opener, other.region.key});
  }
}

void LockAgreement::report(std::vector<LockFault>& faults) const {
  std::set<NodeRef> told;
  for (const LockFault& fault : on_ways_) {
    if (told.insert(fault.place.ref()).second) faults.push_back(fault);
  }
  for (const auto& [what, writers] : writers_) {
    const Writer& first = *std::min_element(writers.begin(), writers.end(),
                                            [](const Writer& a, const Writer& b) { return a.write < b.write; });
    for (const Writer& other : writers) {
      const bool agrees = std::any_of(other.locks.begin(), other.locks.end(), [&](const std::string& lock) {
        return std::find(first.locks.begin(), first.locks.end(), lock) != first.locks.end();
      });
      const Held::Lock& lock = other.held.regions.front();
      if (agrees || !told.insert(lock.region.opener.ref()).second) continue;
      faults.push_back({LockFault::Kind::Disagree, lock.unit, lock.region.opener,
                        first.held.regions.front().region.opener, lock.region.key});
    }
  }
}

}  // namespace lockstep::effects
