#pragma once

#include "findings/verdict.h"
#include "json/reader.h"
#include "rules/rule.h"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A requirement is a statement that a team wants to stay true: an id, a sentence, and one or more *demands* that the
/// program either meets or does not. What demands there are stands in kinds.h; each is read once, with every mistake
/// shown at its place in the pack, and then asked of a program.
namespace lockstep::rules::require {

class Scene;

/// Where a demand is not met, or where something is missing.
struct Violation {
  Place where;
  std::string message;  ///< one sentence without a full stop, in the words of the reader's code
  std::string subject;  ///< what it is about, for the finding's identity: names, values; no line, no path of a file
  std::vector<Related> related;
  std::vector<Step> steps;
};

/// What a program says to a demand.
struct Answer {
  findings::Standing standing = findings::Standing::NotApplicable;
  std::string summary;            ///< one clause without a full stop
  std::vector<Related> evidence;  ///< what bears it out; of a violation its places are enough
  std::vector<Violation> violations;
  std::vector<const Finding*> findings;  ///< of other rules, which speak for it already
  std::vector<std::string> gaps;         ///< what it names and nobody finds: "there is no `@acme/wbe`"
};

// By reference, so that a summary may count what is handed over beside it.
Answer holds(std::string summary, std::vector<Related>&& evidence = {});
/// Of at least one; the first speaks for them.
Answer violated(std::vector<Violation>&& violations);
Answer not_applicable(std::string why);
/// It cannot be seen whether it holds.
Answer unknown(std::string why, std::vector<Related>&& evidence = {});

using Demand = std::function<Answer(const Scene&)>;

/// A kind of demand: `"require": { "kind": "export", … }`.
struct DemandKind {
  std::string_view name;
  Demand (*read)(json::Reader& reader);
};

struct Requirement {
  std::string id;
  std::string pack;
  std::string area;
  std::string title;
  std::string reason;
  std::string advice;
  findings::Priority priority = findings::Priority::MustHave;
  Severity severity = Severity::Error;
  std::vector<Demand> demands;  ///< all must be met
};

/// What the other rules said, finished and with identities, and which of them were asked: the silence of one that was
/// not asked proves nothing.
struct Said {
  std::span<const Finding> findings;
  std::function<bool(std::string_view rule, std::string_view kind)> was_asked;
};

/// How all requirements stand, in their order, and a finding for every violation that no other rule reports.
struct Judgement {
  std::vector<findings::Verdict> verdicts;
  std::vector<Finding> findings;
  /// By verdict: what it names and nobody finds. A slip, or a name that has changed, makes a requirement hold silently.
  std::vector<std::vector<std::string>> gaps;
  /// By verdict: the findings of other rules that violate it.
  std::vector<std::vector<const Finding*>> borrowed;
};
Judgement judge(std::span<const Requirement> requirements, const Program& program, const Shared& shared,
                const Said& said);

}  // namespace lockstep::rules::require
