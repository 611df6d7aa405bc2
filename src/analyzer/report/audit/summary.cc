// The part that everybody reads: a few sentences, and a card an area.

#include "report/summary.h"
#include "report/audit/view.h"
#include "report/audit/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::KindInfo;
using findings::Outcome;
using findings::Severity;

constexpr std::size_t kMostKinds = 4;  // named in one sentence
constexpr std::array<Severity, 3> kWorstFirst = {Severity::Error, Severity::Warning, Severity::Note};

/// "3 lists have drifted from their originals", the most frequent first.
std::vector<std::string> told_by_kind(const Outcome& outcome, Severity severity, std::string_view area = {}) {
  std::vector<std::pair<const KindInfo*, std::size_t>> counts;
  std::size_t others = 0;
  for (const Finding& finding : outcome.findings) {
    if (finding.severity != severity || (!area.empty() && area_of(outcome, finding) != area)) continue;
    const KindInfo* kind = kind_of(outcome, finding);
    if (kind == nullptr || kind->one.empty()) {
      ++others;
      continue;
    }
    // By the words: all requirements of a pack are told as one.
    const auto known =
        std::find_if(counts.begin(), counts.end(), [&](const auto& told) { return told.first->one == kind->one; });
    if (known == counts.end()) {
      counts.emplace_back(kind, 1);
    } else {
      ++known->second;
    }
  }
  std::stable_sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<std::string> told;
  for (const auto& [kind, count] : counts) {
    if (told.size() == kMostKinds && counts.size() > kMostKinds + 1) {  // "1 of another kind" would be no shorter
      others += count;
    } else {
      told.push_back(numbered(count, kind->one, kind->many));
    }
  }
  if (others > 0) told.push_back(numbered(others, "is of another kind", "are of other kinds"));
  return told;
}

std::string counts_sentence(const Outcome& outcome) {
  const std::string text = numbered(outcome.files, "file", "files") + " in " +
                           numbered(outcome.packages, "package", "packages") + (outcome.files == 1 ? " was" : " were") +
                           " read as one program, ";
  const std::string part = paths_told_of(outcome, "`");
  if (outcome.findings.empty() && !part.empty())
    return text + "and there is nothing to report in " + part + ", which alone was asked about";
  if (outcome.findings.empty()) return text + "and there is nothing to report";
  std::vector<std::string> parts;
  for (const Severity severity : kWorstFirst) {
    const std::size_t count = outcome.count(severity);
    const std::string word(to_string(severity));
    if (count > 0) parts.push_back(numbered(count, word, word + "s"));
  }
  return text + "with " + numbered(outcome.findings.size(), "finding", "findings") +
         (part.empty() ? "" : " in " + part + ", which alone was asked about") + ": " + listed(parts);
}

/// The package with most of the errors, where one has at least a third of several.
std::string where_sentence(const Outcome& outcome) {
  constexpr std::size_t kFew = 3;
  const Severity worst = outcome.count(Severity::Error) > 0 ? Severity::Error : Severity::Warning;
  std::map<std::string, std::pair<std::size_t, const findings::KnownPackage*>> counts;
  std::size_t total = 0;
  for (const Finding& finding : outcome.findings) {
    if (finding.severity != worst) continue;
    ++total;
    const findings::KnownPackage* package = package_of(outcome, finding.where.path);
    if (package == nullptr) continue;
    auto& [count, known] = counts[package->directory];
    ++count;
    known = package;
  }
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second.first < b.second.first; });
  if (total < kFew || counts.size() < 2 || most->second.first * 3 < total) return {};
  const auto& [count, package] = most->second;
  const std::string word(to_string(worst));
  std::string text =
      number(count) + " of the " + numbered(total, word, word + "s") + " lie in `" + title_of(*package) + "`";
  if (!package->owners.empty())
    text += ", which " + listed(package->owners) + (package->owners.size() == 1 ? " owns" : " own");
  return text;
}

std::string requirements_sentence(const Outcome& outcome) {
  using findings::Standing;
  const auto count = [&](Standing standing) {
    return static_cast<std::size_t>(
        std::count_if(outcome.verdicts.begin(), outcome.verdicts.end(),
                      [&](const findings::Verdict& verdict) { return verdict.standing == standing; }));
  };
  const std::size_t holding = count(Standing::Holds);
  const std::size_t violated = count(Standing::Violated);
  const std::size_t open = count(Standing::CannotTell);
  if (holding + violated + open == 0) return {};
  const std::string untold = number(open) + " cannot be told";
  if (violated == 0 && open > 0)
    return "of " + numbered(holding + open, "requirement", "requirements") + " none is violated, and " + untold;
  if (violated == 0) return "all " + numbered(holding, "requirement holds", "requirements hold");
  return "of " + numbered(holding + violated + open, "requirement", "requirements") + " " + number(violated) +
         (violated == 1 ? " is violated" : " are violated") + (open > 0 ? ", and " + untold : "");
}

std::string effort_sentence(const Outcome& outcome) {
  std::size_t total = 0;
  std::size_t small = 0;
  for (const Finding& finding : outcome.findings) {
    if (finding.severity < Severity::Warning) continue;
    const KindInfo* kind = kind_of(outcome, finding);
    ++total;
    if (kind != nullptr && kind->effort == findings::Effort::Line) ++small;
  }
  if (total < 2 || small == 0) return {};
  const std::string some = small == total ? "all " + number(total) : number(small) + " of the " + number(total);
  const bool is_one = small == 1 && small < total;
  return some + " errors and warnings " + (is_one ? "is a matter of minutes" : "are a matter of minutes each") +
         ": an import, a constant or a line";
}

/// Silence is no sign of health where something was not understood.
std::string gaps_sentence(const Outcome& outcome) {
  if (!outcome.inventory) return {};
  std::vector<std::string> gaps;
  for (const findings::CoverageSection& section : outcome.inventory->coverage.sections) {
    if (section.id != "files" && section.id != "imports") continue;
    for (const findings::Tally& tally : section.tallies) {
      if (tally.is_gap) gaps.push_back(number(tally.count) + " " + tally.text);
    }
  }
  if (gaps.empty()) return "every file was read and every import leads somewhere";
  constexpr std::size_t kMost = 3;
  if (gaps.size() > kMost) {
    gaps.resize(kMost - 1);
    gaps.emplace_back("more that is listed at the end");
  }
  return "not everything was understood, and silence about that means nothing: " + listed(gaps);
}

/// "1 error, 3 warnings"; what there is none of is left out.
std::string severities_told(std::size_t errors, std::size_t warnings, std::size_t notes) {
  std::vector<std::string> parts;
  if (errors > 0) parts.push_back(numbered(errors, "error", "errors"));
  if (warnings > 0) parts.push_back(numbered(warnings, "warning", "warnings"));
  if (notes > 0) parts.push_back(numbered(notes, "note", "notes"));
  return parts.empty() ? "no findings" : listed(parts);
}

/// What a team has accepted is in none of the numbers.
std::string accepted_sentence(const Outcome& outcome) {
  if (outcome.accepted.empty()) return {};
  return numbered(outcome.accepted.size(), "further finding is", "further findings are") +
         " accepted by comments in the code and not counted here";
}

/// What there was to look at in an area without findings: "5 migrations were read", so that silence can be told from
/// nothing seen. Empty for areas of which nobody counts the things.
std::string seen_sentence(const Outcome& outcome, std::string_view area) {
  if (!outcome.inventory) return {};
  const findings::Inventory& inventory = *outcome.inventory;
  const auto has = [&](std::string_view id) {
    return std::ranges::any_of(outcome.rules,
                               [&](const findings::RuleInfo& rule) { return rule.id == id && rule.area == area; });
  };
  const auto seen = [](std::size_t count, std::string_view one, std::string_view many, std::string_view verb) {
    if (count == 0) return "no " + std::string(one) + " was " + std::string(verb);
    return numbered(count, one, many) + (count == 1 ? " was " : " were ") + std::string(verb);
  };
  if (has("lock-discipline")) return seen(inventory.locks.size(), "lock", "locks", "seen");
  if (has("magic-actor")) return seen(inventory.actors.size(), "actor", "actors", "seen");
  if (!has("migration-idempotent")) return {};
  std::size_t read = 0;
  std::size_t unread = 0;
  for (const findings::KnownMigrations& known : inventory.migrations) {
    read += known.read;
    unread += known.unread;
  }
  const std::string others = numbered(unread, "file", "files");
  if (read == 0 && unread > 0) return "none of " + others + " in folders of migrations was read: none has an up";
  std::string text = seen(read, "migration", "migrations", "read");
  if (unread > 0) text += ", and " + others + " beside them " + (unread == 1 ? "has" : "have") + " no up";
  return text;
}

struct State {
  std::string_view id;
  std::string_view text;
};

State state_of(std::size_t errors, std::size_t warnings, std::size_t notes) {
  if (errors > 0) return {"bad", "at risk"};
  if (warnings > 0) return {"fair", "needs attention"};
  if (notes > 0) return {"good", "remarks only"};
  return {"good", "nothing found"};
}

/// Of the area of requirements: one may be violated by what another area tells, or by a place that nobody asked about.
State state_of_requirements(const Outcome& outcome) {
  State state{"good", "nothing found"};
  for (const findings::Verdict& verdict : outcome.verdicts) {
    const bool is_violated = verdict.standing == findings::Standing::Violated;
    if (is_violated && verdict.severity == Severity::Error) return {"bad", "at risk"};
    if (is_violated) state = {"fair", "needs attention"};
    if (verdict.standing == findings::Standing::CannotTell && state.id == "good") state = {"fair", "cannot be told"};
  }
  return state;
}

}  // namespace

JsonValue summary_view(const Outcome& outcome) {
  std::vector<std::string> sentences{counts_sentence(outcome)};
  for (const auto& [severity, lead] : {std::pair{Severity::Error, std::string_view("the errors: ")},
                                       std::pair{Severity::Warning, std::string_view("the warnings: ")}}) {
    const auto told = told_by_kind(outcome, severity);
    if (!told.empty()) sentences.push_back(std::string(lead) + listed(told));
  }
  for (std::string text : {requirements_sentence(outcome), where_sentence(outcome), effort_sentence(outcome),
                           accepted_sentence(outcome), gaps_sentence(outcome)}) {
    if (!text.empty()) sentences.push_back(std::move(text));
  }
  JsonValue view = {{"sentences", JsonValue::array()}, {"tiles", JsonValue::array()}};
  for (std::string& text : sentences) view["sentences"].push_back({{"prose", prose(sentence(std::move(text)))}});
  for (const Severity severity : kWorstFirst) {
    const std::size_t count = outcome.count(severity);
    const std::string word(to_string(severity));
    view["tiles"].push_back({{"severity", word},
                             {"count", number(count)},
                             {"label", count == 1 ? word : word + "s"},
                             {"none", count == 0}});
  }
  return view;
}

JsonValue areas_view(const Outcome& outcome) {
  std::vector<std::string_view> areas;
  for (const findings::RuleInfo& rule : outcome.rules) {
    // The kinds of some rules come from packs. Where no pack says anything, "nothing found" would praise a test that
    // never ran.
    if (rule.kinds.empty()) continue;
    if (std::find(areas.begin(), areas.end(), rule.area) == areas.end()) areas.push_back(rule.area);
  }
  JsonValue view = JsonValue::array();
  for (const std::string_view area : areas) {
    std::map<Severity, std::size_t> counts;
    for (const Finding& finding : outcome.findings) {
      if (area_of(outcome, finding) == area) ++counts[finding.severity];
    }
    State state = state_of(counts[Severity::Error], counts[Severity::Warning], counts[Severity::Note]);
    std::vector<std::string> told;
    for (const Severity severity : kWorstFirst) {
      if (told.empty()) told = told_by_kind(outcome, severity, area);
    }
    const std::string seen = told.empty() ? seen_sentence(outcome, area) : std::string();
    // No praise for an area in which there was nothing to judge.
    if (seen.starts_with("no")) state = {"none", "nothing to look at"};
    const bool is_of_requirements = std::ranges::any_of(
        outcome.rules, [&](const findings::RuleInfo& rule) { return rule.id == "require" && rule.area == area; });
    std::string quiet = seen.empty() ? "nothing to report" : seen;
    if (seen.empty() && !outcome.told_of.empty()) quiet += " in " + paths_told_of(outcome);
    if (is_of_requirements && counts[Severity::Error] + counts[Severity::Warning] == 0) {
      state = state_of_requirements(outcome);
      if (state.id != "good") quiet = requirements_sentence(outcome);
    }
    JsonValue rules = JsonValue::array();
    for (const findings::RuleInfo& rule : outcome.rules) {
      if (rule.area == area) rules.push_back(rule.id);
    }
    view.push_back(
        {{"name", area},
         {"state", state.id},
         {"state_text", state.text},
         {"errors", counts[Severity::Error]},
         {"warnings", counts[Severity::Warning]},
         {"notes", counts[Severity::Note]},
         {"label", severities_told(counts[Severity::Error], counts[Severity::Warning], counts[Severity::Note])},
         {"text", told.empty() ? sentence(quiet) : sentence(listed(told))},
         {"rules", std::move(rules)}});
  }
  return view;
}

}  // namespace lockstep::report
