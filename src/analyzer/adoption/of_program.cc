#include "adoption/of_program.h"

#include "rules/registry.h"

#include <vector>

namespace lockstep::adoption {
namespace {

std::vector<FileComments> comments_of(const program::Program& program) {
  std::vector<FileComments> all;
  for (const program::File& file : program.files()) {
    if (file.facts.directives.empty()) continue;
    // Nobody is asked to repair what a tool wrote.
    const bool is_written = file.facts.is_generated || file.roles.has(workspace::Role::Generated);
    all.push_back({.path = file.path,
                   .directives = file.facts.directives,
                   .is_asked_about = file.is_reported,
                   .is_told = !is_written});
  }
  return all;
}

}  // namespace

void suppress(findings::Outcome& outcome, const program::Program& program, const Run& run) {
  const std::vector<FileComments> comments = comments_of(program);
  if (comments.empty()) return;
  const std::vector<findings::RuleInfo> known = rules::all_infos();
  // What was not read cannot have been found.
  const bool is_whole = run.is_whole && !outcome.is_incomplete();
  const Search search{
      .known = known,
      .severity =
          [&](const findings::RuleInfo& rule, std::string_view kind, std::string_view path, findings::Severity own) {
            return rules::severity_of(rule, kind, path, own, run.config, run.selection);
          },
      .was_asked =
          [&](const findings::RuleInfo& rule, std::string_view kind, std::string_view path) {
            return is_whole && rules::was_asked(rule, kind, path, run.config, run.selection);
          },
      .today = run.today,
  };
  suppress(outcome, comments, search);
}

}  // namespace lockstep::adoption
