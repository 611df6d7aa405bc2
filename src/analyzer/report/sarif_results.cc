#include "report/sarif_results.h"

#include "base/lines.h"
#include "report/json_value.h"
#include "report/pen.h"
#include "report/printable.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <tuple>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Outcome;
using findings::Place;
// GitHub keeps 100 related locations and 1,000 steps of a result.
constexpr std::size_t kMostRelated = 100;
constexpr std::size_t kMostSteps = 1000;
// Links are the only way to a related location there, but a message of fifty links is no message.
constexpr std::size_t kMostLinks = 8;
constexpr std::size_t kLongestSnippet = 300;

/// In a message `[text](1)` is a link, so brackets of the reader's code are escaped.
std::string message_text(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    if (c == '[' || c == ']' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string sentence(std::string_view text) {
  std::string escaped = message_text(text);
  if (!escaped.empty() && !escaped.ends_with('.')) escaped += '.';
  return escaped;
}

JsonValue region(const Place& place) {
  return {{"startLine", place.start.line},
          {"startColumn", place.start.column},
          {"endLine", std::max(place.end.line, place.start.line)},
          {"endColumn", place.end.column}};
}

JsonValue artifact(const Place& place) { return {{"uri", percent_encode(place.path)}, {"uriBaseId", "SRCROOT"}}; }

/// The primary place with its source line, for viewers that have no sources at hand; GitHub looks only at the region.
/// The context must be more than the region itself, so a region that fills its line has none.
JsonValue primary_location(const Place& place) {
  JsonValue location = physical_location(place);
  const bool fills_line = place.start.column == 1 && place.end.column > utf16_length(place.line);
  if (!place.line.empty() && place.line_column == 1 && place.line.size() <= kLongestSnippet && !fills_line) {
    location["contextRegion"] = {
        {"startLine", place.start.line}, {"endLine", place.start.line}, {"snippet", {{"text", place.line}}}};
  }
  return location;
}

/// The related locations of a result and the links to them. Their ids keep them unique, as the schema demands.
class RelatedLocations {
 public:
  void add(const Place& place, std::string_view text) {
    const std::string link = linked(place, text.empty() ? "related place" : text);
    if (link.empty() || locations_.size() > kMostLinks) {
      ++unlinked_;
      return;
    }
    if (!links_.empty()) links_ += ", ";
    links_ += link;
  }

  /// Adds the place too, but leaves it to the caller where its link goes. Empty when there is no more room.
  std::string linked(const Place& place, std::string_view text) {
    if (locations_.size() >= kMostRelated) return {};
    const std::size_t id = locations_.size() + 1;
    JsonValue location;
    location["id"] = id;
    location["physicalLocation"] = physical_location(place);
    location["message"]["text"] = sentence(text);
    locations_.push_back(std::move(location));
    return "[" + message_text(text) + "](" + std::to_string(id) + ")";
  }

  std::string links() const {
    if (links_.empty()) return {};
    std::string text = " See " + links_;
    if (unlinked_ > 0) text += " and " + std::to_string(unlinked_) + " more";
    return text + ".";
  }

  JsonValue take() { return std::move(locations_); }

 private:
  JsonValue locations_ = JsonValue::array();
  std::string links_;
  std::size_t unlinked_ = 0;
};

JsonValue code_flow(const Finding& finding) {
  JsonValue locations = JsonValue::array();
  for (const findings::Step& step : finding.steps) {
    if (locations.size() == kMostSteps) break;
    JsonValue location;
    location["location"]["physicalLocation"] = physical_location(step.place);
    if (!step.text.empty()) location["location"]["message"]["text"] = sentence(step.text);
    location["nestingLevel"] = std::max(0, step.depth);
    locations.push_back(std::move(location));
  }
  return {{"threadFlows", JsonValue::array({{{"locations", std::move(locations)}}})}};
}

/// All edits of a finding are one fix; those of one file go into one change of it.
JsonValue fix(const Finding& finding, std::string_view advice) {
  JsonValue changes = JsonValue::array();
  for (const findings::Edit& edit : finding.edits) {
    JsonValue replacement;
    replacement["deletedRegion"] = region(edit.place);
    replacement["insertedContent"]["text"] = edit.replacement;
    const JsonValue file = artifact(edit.place);
    auto change =
        std::find_if(changes.begin(), changes.end(), [&](const JsonValue& c) { return c["artifactLocation"] == file; });
    if (change == changes.end()) {
      changes.push_back({{"artifactLocation", file}, {"replacements", JsonValue::array()}});
      change = std::prev(changes.end());
    }
    (*change)["replacements"].push_back(std::move(replacement));
  }
  return {{"description", {{"text", sentence(advice)}}}, {"artifactChanges", std::move(changes)}};
}

}  // namespace

JsonValue physical_location(const Place& place) {
  return {{"artifactLocation", artifact(place)}, {"region", region(place)}};
}

std::vector<SarifGroup> group_by_line(const std::vector<Finding>& findings) {
  // A line's findings need not be neighbours: those of another rule may stand between them. Lines of one file are.
  std::vector<SarifGroup> groups;
  std::size_t line_begin = 0;
  for (const Finding& finding : findings) {
    const auto is_on_line = [&](const SarifGroup& group) {
      return group.leader->where.path == finding.where.path &&
             group.leader->where.start.line == finding.where.start.line;
    };
    if (line_begin < groups.size() && !is_on_line(groups[line_begin])) line_begin = groups.size();
    const auto same = std::find_if(groups.begin() + static_cast<std::ptrdiff_t>(line_begin), groups.end(),
                                   [&](const SarifGroup& group) { return group.leader->rule == finding.rule; });
    if (same == groups.end()) {
      groups.push_back({.leader = &finding, .others = {}});
    } else if (finding.severity > same->leader->severity) {
      same->others.insert(same->others.begin(), same->leader);
      same->leader = &finding;
    } else {
      same->others.push_back(&finding);
    }
  }
  return groups;
}

JsonValue result_json(const SarifGroup& group, const Outcome& outcome) {
  const Finding& leader = *group.leader;
  const auto rule = std::find_if(outcome.rules.begin(), outcome.rules.end(),
                                 [&](const auto& info) { return info.id == leader.rule; });
  std::string_view advice = leader.advice;
  if (advice.empty() && rule != outcome.rules.end()) advice = rule->advice;

  RelatedLocations related;
  JsonValue flows = JsonValue::array();
  JsonValue fixes = JsonValue::array();
  JsonValue identities = JsonValue::array();
  JsonValue kinds = JsonValue::array();
  std::string text = sentence(leader.message);
  const auto add = [&](const Finding& finding) {
    for (const findings::Related& place : finding.related) related.add(place.place, place.text);
    if (!finding.steps.empty()) flows.push_back(code_flow(finding));
    if (!finding.edits.empty()) fixes.push_back(fix(finding, finding.advice.empty() ? advice : finding.advice));
    identities.push_back(finding.identity);
    if (std::find(kinds.begin(), kinds.end(), finding.kind) == kinds.end()) kinds.push_back(finding.kind);
  };
  add(leader);
  for (const Finding* other : group.others) {
    if (const std::string link = related.linked(other->where, other->message); !link.empty()) {
      text += " Also on this line: " + link + ".";
    }
    add(*other);
  }
  text += related.links();
  if (!advice.empty()) text += " " + sentence(advice);

  JsonValue json;
  json["ruleId"] = leader.rule;
  if (rule != outcome.rules.end()) json["ruleIndex"] = rule - outcome.rules.begin();
  json["level"] = leader.severity == findings::Severity::Off ? "none" : to_string(leader.severity);
  json["message"]["text"] = text;
  json["locations"] = JsonValue::array({{{"physicalLocation", primary_location(leader.where)}}});
  if (JsonValue locations = related.take(); !locations.empty()) json["relatedLocations"] = std::move(locations);
  if (!flows.empty()) json["codeFlows"] = std::move(flows);
  if (!leader.where.line_hash.empty()) {
    json["partialFingerprints"]["primaryLocationLineHash"] = leader.where.line_hash;
  }
  json["partialFingerprints"]["lockstep/v1"] = leader.identity;
  if (!fixes.empty()) json["fixes"] = std::move(fixes);
  if (outcome.baseline) json["baselineState"] = "new";
  json["properties"]["kind"] = leader.kind;
  if (!group.others.empty()) {
    json["properties"]["kinds"] = std::move(kinds);
    json["properties"]["identities"] = std::move(identities);
  }
  return json;
}

JsonValue accepted_result_json(const findings::Accepted& accepted, const Outcome& outcome) {
  JsonValue json = result_json({.leader = &accepted.finding, .others = {}}, outcome);
  json.erase("baselineState");  // of what a comment hides the baseline says nothing
  JsonValue suppression;
  if (accepted.by == findings::Accepted::By::Comment) {
    suppression = {{"kind", "inSource"}, {"status", "accepted"}, {"justification", printable(accepted.reason)}};
    suppression["location"]["physicalLocation"] = physical_location(accepted.comment);
    if (!accepted.until.empty()) suppression["properties"]["until"] = accepted.until;
  } else {
    suppression = {{"kind", "external"}, {"status", "accepted"}, {"justification", "It is in the baseline."}};
    json["baselineState"] = "unchanged";
  }
  json["suppressions"] = JsonValue::array({std::move(suppression)});
  return json;
}

}  // namespace lockstep::report
