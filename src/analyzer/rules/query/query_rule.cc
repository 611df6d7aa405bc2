// query: a pattern of a team's own, over the syntax tree.
//
// The matching is done where files are read; here files are chosen and findings made. The kinds are the ids of the
// queries. A finding is about what its message says and the function it stands in: that survives moved lines.

#include "rules/packs.h"
#include "rules/query/idle.h"
#include "rules/require/scene.h"
#include "rules/rule.h"

#include "base/glob.h"

#include <algorithm>
#include <optional>
#include <string>

namespace lockstep::rules {
namespace {

constexpr RuleInfo kInfo{
    .id = "query",
    .name = "UnwantedPattern",
    .title = "A pattern that a rule pack does not want",
    .advice = "Do what the pack says instead.",
    .severity = Severity::Warning,
    .kinds = {},
    .settings = {},
    .page = {},
    .area = "Patterns",
};

bool is_one_of(const File& file, const std::vector<std::string>& scopes) {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&](const std::string& scope) { return file.package == scope || Glob(scope).covers(file.path); });
}

bool is_meant(const File& file, const PackQuery& query) {
  if (!query.in_tests && file.roles.any(workspace::Roles(workspace::Role::Test) | workspace::Role::Story)) return false;
  if (!query.files.empty() && !is_one_of(file, query.files)) return false;
  return !is_one_of(file, query.not_files);
}

/// The innermost function around a place.
Node function_around(const File& file, Span place) {
  Node around;
  for (const Node function : program::nodes_of(file, Kind::Function)) {
    if (function.span().begin > place.begin) break;
    if (function.span().end >= place.end) around = function;
  }
  return around;
}

}  // namespace

std::optional<std::string> idleness(const Program& program, const PackQuery& query) {
  std::string gaps;
  for (const auto* scopes : {&query.files, &query.not_files}) {
    for (const std::string& gap : require::empty_scopes(program, *scopes)) gaps += (gaps.empty() ? "" : "; ") + gap;
  }
  const auto files = program.files();
  if (std::any_of(files.begin(), files.end(), [&](const File& file) { return is_meant(file, query); }))
    return gaps.empty() ? std::nullopt : std::optional("names what is not here: " + gaps);
  if (files.empty() || query.files.empty()) return std::nullopt;
  if (gaps.empty()) gaps = "what it names are tests or stories, or is left out by \"not-files\"";
  return "says nothing here: " + gaps;
}

namespace {

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings&) {
  std::vector<Finding> found;
  const auto queries = shared.packs->queries();
  for (const File& file : program.files()) {
    for (const facts::QueryMatch& match : file.facts.matches) {
      if (match.query >= queries.size()) continue;
      const PackQuery& query = queries[match.query];
      if (!is_meant(file, query)) continue;
      const std::string message(file.facts.text(match.message));
      const Node function = function_around(file, match.where);
      found.push_back({.kind = query.id,
                       .severity = query.severity,
                       .subject = message + (function ? " in " + program.qualified_name(function) : ""),
                       .where = place_of(file, match.where),
                       .message = message,
                       .advice = query.advice});
    }
  }
  return found;
}

}  // namespace

extern constinit const Rule query_rule{
    .info = kInfo, .check = check, .silent_in = workspace::Roles(workspace::Role::Generated)};

}  // namespace lockstep::rules
