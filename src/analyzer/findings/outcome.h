#pragma once

#include "findings/acceptance.h"
#include "findings/finding.h"
#include "findings/inventory.h"
#include "findings/rule_info.h"
#include "findings/verdict.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::findings {

/// Everything that a scan has to say, in the order in which it is shown. A reporter sees only this.
struct Outcome {
  std::vector<RuleInfo> rules;  ///< the rules that ran, by id
  std::vector<Finding> findings;
  std::vector<Verdict> verdicts;          ///< in the order of the packs: requirements that hold, and those that do not
  std::vector<Accepted> accepted;         ///< findings that a comment or the baseline takes off the list, in order
  std::vector<Suppression> suppressions;  ///< every comment that is to hide a finding, by path and position
  std::optional<BaselineUse> baseline;    ///< nothing when there is none
  std::vector<Notification> notifications;
  std::optional<Inventory> inventory;  ///< what was understood; only when somebody asks for it

  /// What code scanning knows this analysis by: it closes the alerts that the next one of its category does not report.
  std::string category = "lockstep/full";
  std::string root;          ///< the program root's own name for people, e.g. "live-chat"; never an absolute path
  std::size_t files = 0;     ///< how many files were analysed
  std::size_t packages = 0;  ///< how many workspace packages were linked
  /// Folders and files whose findings are told, where only a part was asked about; none: all of it. The requirements
  /// are judged by the whole program all the same.
  std::vector<std::string> told_of;

  std::size_t count(Severity severity) const;
  std::size_t count(Accepted::By by) const;
  bool is_incomplete() const;                                 ///< a file in scope gave no facts at all
  std::string_view advice_for(const Finding& finding) const;  ///< its own, else its rule's
};

}  // namespace lockstep::findings
