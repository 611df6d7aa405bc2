#include "rules/require/requirement.h"
#include "rules/require/scene.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace lockstep::rules::require {
namespace {

using findings::Standing;
using findings::Verdict;

Verdict verdict_of(const Requirement& requirement) {
  Verdict verdict;
  verdict.id = requirement.id;
  verdict.pack = requirement.pack;
  verdict.area = requirement.area;
  verdict.title = requirement.title;
  verdict.reason = requirement.reason;
  verdict.advice = requirement.advice;
  verdict.priority = requirement.priority;
  verdict.severity = requirement.severity;
  return verdict;
}

Finding finding_of(const Requirement& requirement, Violation violation) {
  Finding finding;
  finding.rule = "require";
  finding.kind = requirement.id;
  finding.severity = requirement.severity;
  finding.subject = std::move(violation.subject);
  finding.where = std::move(violation.where);
  finding.message = std::move(violation.message);
  finding.advice = requirement.advice.empty() ? requirement.title : requirement.advice;
  finding.related = std::move(violation.related);
  finding.steps = std::move(violation.steps);
  finding.reasons.push_back({"the pack `" + requirement.pack + "` requires: " + requirement.title, std::nullopt});
  if (!requirement.reason.empty()) finding.reasons.push_back({requirement.reason, std::nullopt});
  return finding;
}

/// All demands must be met; one that asks about something that is not there leaves the answer to the others, but one
/// of which nobody can tell does not.
Standing together(Standing so_far, Standing next) {
  if (so_far == Standing::Violated || next == Standing::Violated) return Standing::Violated;
  if (so_far == Standing::CannotTell || next == Standing::CannotTell) return Standing::CannotTell;
  if (so_far == Standing::Holds || next == Standing::Holds) return Standing::Holds;
  return Standing::NotApplicable;
}

/// Several demands may say one thing; it is said once.
void add_clause(const std::string& clause, std::string& summary) {
  if (summary.find(clause) != std::string::npos) return;
  summary += (summary.empty() ? "" : "; ") + clause;
}

}  // namespace

Judgement judge(std::span<const Requirement> requirements, const Program& program, const Shared& shared,
                const Said& said) {
  Judgement judgement;
  const Scene scene(program, shared, said);
  for (const Requirement& requirement : requirements) {
    Verdict verdict = verdict_of(requirement);
    std::vector<const Finding*> borrowed;
    std::vector<Answer> answers;
    for (const Demand& demand : requirement.demands) {
      answers.push_back(demand(scene));
      verdict.standing = together(verdict.standing, answers.back().standing);
    }
    // A name that is misspelt, or was changed in the code, must not look like a requirement that holds.
    const bool is_short = std::ranges::any_of(answers, [](const Answer& answer) {
      return answer.standing == Standing::NotApplicable && !answer.gaps.empty();
    });
    if (is_short && verdict.standing == Standing::Holds) verdict.standing = Standing::CannotTell;
    std::vector<std::string> gaps;
    for (Answer& answer : answers) {
      std::move(answer.gaps.begin(), answer.gaps.end(), std::back_inserter(gaps));
      // What holds beside a violation is not what the verdict is about.
      if (answer.standing != verdict.standing) continue;
      add_clause(answer.summary, verdict.summary);
      for (Related& evidence : answer.evidence) verdict.evidence.push_back(std::move(evidence));
      for (const Finding* other : answer.findings) {
        if (std::ranges::find(borrowed, other) != borrowed.end()) continue;  // two demands, one cause
        verdict.evidence.push_back({other->where, other->message});
        borrowed.push_back(other);
      }
      for (Violation& violation : answer.violations) {
        verdict.evidence.push_back({violation.where, violation.message});
        judgement.findings.push_back(finding_of(requirement, std::move(violation)));
      }
    }
    std::erase_if(gaps, [&](const std::string& gap) { return verdict.summary.find(gap) != std::string::npos; });
    for (const std::string& gap : gaps) add_clause(gap, verdict.summary);
    judgement.gaps.push_back(std::move(gaps));
    judgement.verdicts.push_back(std::move(verdict));
    judgement.borrowed.push_back(std::move(borrowed));
  }
  return judgement;
}

}  // namespace lockstep::rules::require
