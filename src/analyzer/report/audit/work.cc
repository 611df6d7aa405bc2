// What there is to do, kind by kind: for whoever plans it.

#include "report/audit/view.h"
#include "report/audit/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::KindInfo;
using findings::Severity;

constexpr std::size_t kMostRows = 12;

struct Chore {
  const findings::RuleInfo* rule = nullptr;
  const KindInfo* kind = nullptr;
  const Finding* first = nullptr;
  std::array<std::size_t, 4> counts{};  // by severity
  std::size_t total = 0;

  Severity worst() const {
    for (const Severity severity : {Severity::Error, Severity::Warning}) {
      if (counts[static_cast<std::size_t>(severity)] > 0) return severity;
    }
    return Severity::Note;
  }
};

std::string_view each(findings::Effort effort) {
  switch (effort) {
    case findings::Effort::Line:
      return "minutes";
    case findings::Effort::Function:
      return "an hour or two";
    case findings::Effort::Design:
      return "half a day or more";
  }
  return {};
}

std::vector<Chore> chores_of(const findings::Outcome& outcome) {
  std::vector<Chore> chores;
  for (const findings::RuleInfo& rule : outcome.rules) {
    for (const KindInfo& kind : rule.kinds) {
      Chore chore{.rule = &rule, .kind = &kind};
      for (const Finding& finding : outcome.findings) {
        if (finding.rule != rule.id || finding.kind != kind.id) continue;
        if (chore.first == nullptr) chore.first = &finding;
        ++chore.counts[static_cast<std::size_t>(finding.severity)];
        ++chore.total;
      }
      if (chore.total > 0 && !kind.one.empty()) chores.push_back(chore);
    }
  }
  // The worst first, and of these what is most quickly done.
  std::stable_sort(chores.begin(), chores.end(), [](const Chore& a, const Chore& b) {
    if (a.worst() != b.worst()) return a.worst() > b.worst();
    if (a.kind->effort != b.kind->effort) return a.kind->effort < b.kind->effort;
    return a.total > b.total;
  });
  return chores;
}

/// What a team asked for is told in its own words.
std::string what_of(const Chore& chore) {
  if (!chore.kind->is_of_pack) {
    // Counted as in the summary, where notes are not told among the warnings.
    const std::size_t notes = chore.counts[static_cast<std::size_t>(Severity::Note)];
    const std::size_t grave = chore.total - notes;
    std::string text = numbered(grave, chore.kind->one, chore.kind->many);
    if (notes > 0) text += ", and " + numbered(notes, "more is a note", "more are notes");
    return sentence(std::move(text));
  }
  return std::string(chore.kind->meaning) + ": " + numbered(chore.total, "place", "places") + ".";
}

std::string_view advice_of(const findings::Outcome& outcome, const Chore& chore) {
  return chore.kind->is_of_pack ? outcome.advice_for(*chore.first) : chore.rule->advice;
}

}  // namespace

JsonValue work_view(const findings::Outcome& outcome) {
  JsonValue view = JsonValue::array();
  for (const Chore& chore : chores_of(outcome)) {
    if (view.size() == kMostRows || chore.worst() == Severity::Note) break;
    view.push_back({{"severity", to_string(chore.worst())},
                    {"what", what_of(chore)},
                    {"effort", std::string(each(chore.kind->effort)) + (chore.total > 1 ? " each" : "")},
                    {"advice", prose(advice_of(outcome, chore))},
                    {"kind", std::string(chore.rule->id) + "/" + std::string(chore.kind->id)}});
  }
  return view;
}

}  // namespace lockstep::report
