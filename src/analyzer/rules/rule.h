#pragma once

#include "effects/hazards.h"
#include "findings/finding.h"
#include "findings/rule_info.h"
#include "program/entry_points.h"
#include "program/program.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// A rule is data plus one pure function from a `Program` and its settings to findings. `check` (check.h) runs them
/// all, stamps rule ids, severities and identities, drops what is switched off, and sorts.
namespace lockstep::rules {

using facts::Flag;
using facts::Kind;
using facts::Op;
using findings::Finding;
using findings::KindInfo;
using findings::Matrix;
using findings::Place;
using findings::Related;
using findings::RuleInfo;
using findings::Setting;
using findings::Severity;
using findings::Step;
using program::File;
using program::Node;
using program::NodeRef;
using program::Program;

/// A rule's numbers: the user's, or else the rule's own fallbacks.
class Settings {
 public:
  explicit Settings(std::map<std::string, std::int64_t, std::less<>> values) : values_(std::move(values)) {}
  std::int64_t operator[](std::string_view name) const { return values_.find(name)->second; }

 private:
  std::map<std::string, std::int64_t, std::less<>> values_;
};

class Packs;

/// What several rules ask and no one should compute twice; made once a scan, on demand, before the rules run.
struct Shared {
  std::vector<program::EntryPoint> entry_points;
  program::Liveness liveness;
  effects::HazardsOnDemand hazards;  ///< of writes and locks; found when the first rule asks
  const Packs* packs = nullptr;      ///< the rule packs in use
};

/// Where most rules have nothing to say: code that is not the product's own, or not for people to mend.
inline constexpr workspace::Roles kNotOurCode = workspace::Roles(workspace::Role::Test) | workspace::Role::Story |
                                                workspace::Role::Migration | workspace::Role::Generated |
                                                workspace::Role::Declaration;

struct Rule {
  const RuleInfo& info;
  std::vector<Finding> (*check)(const Program& program, const Shared& shared, const Settings& settings);
  /// Files of these roles are never the primary place of a finding; `check` drops such findings, and a rule that knows
  /// it need not look there first.
  workspace::Roles silent_in = kNotOurCode;
  /// A finding is about what stands at its own place, and further places are evidence: somebody who looks at those
  /// files only has nothing to mend. Otherwise it concerns all its ends.
  bool is_of_one_end = false;
  /// About how long it takes beside the others. The longest begin first, so that no worker is left with one at the end.
  int effort = 1;
  /// A part that needs nothing of the other, where the whole would take longer than the other rules: they run side by
  /// side. Null: there is none.
  std::vector<Finding> (*also)(const Program& program, const Shared& shared, const Settings& settings) = nullptr;
};

/// The place of a node to report: the name or literal itself, on one line.
Place place_of(const Node& node);
Place place_of(const File& file, Span span);

}  // namespace lockstep::rules
