// clean: another rule has nothing to say, about all of the program, some files, or one subject.
//
// What that rule reports is reported by it; the requirement adds the verdict.

#include "rules/magic_actor/vocabulary.h"
#include "rules/migrations/script.h"
#include "rules/require/kinds.h"
#include "rules/require/lock_sites.h"
#include "rules/require/scene.h"

#include "base/glob.h"
#include "base/nearest.h"
#include "rules/registry.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct Clean {
  std::vector<std::string> rules;  ///< rule or rule/kind
  std::vector<std::string> in;
  std::vector<std::string> about;  ///< names that a finding mentions, or patterns over all of what it says
};

/// `Tool` in "enum `Tool`", and not in "Toolbox".
bool has_word(std::string_view text, std::string_view word) {
  const auto is_part = [](char byte) { return std::isalnum(static_cast<unsigned char>(byte)) != 0 || byte == '_'; };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

bool is_about(const Finding& finding, const std::string& pattern) {
  if (matches(pattern, finding.subject) || matches(pattern, finding.message)) return true;
  return pattern.find('*') == std::string::npos &&
         (has_word(finding.subject, pattern) || has_word(finding.message, pattern));
}

bool is_of(const Finding& finding, std::string_view rule) {
  const std::size_t slash = rule.find('/');
  return finding.rule == rule.substr(0, slash) &&
         (slash == std::string_view::npos || finding.kind == rule.substr(slash + 1));
}

/// Whether anything in a file is named after who acts: a column `createdBy`, a parameter `userId`.
bool names_actor(const actors::Vocabulary& vocabulary, const File& file) {
  for (const Node node : program::nodes_of(
           file, {Kind::Property, Kind::Field, Kind::Parameter, Kind::TypeMember, Kind::Binding, Kind::Member})) {
    if (vocabulary.bearing(node.text()) != actors::Bearing::None || vocabulary.is_principal(node.text())) return true;
  }
  return false;
}

/// Whether there is anything in some files that a rule asks about; the silence about nothing proves nothing. Of rules
/// that ask about all code there always is.
bool has_subject(const Scene& scene, std::string_view rule, const std::vector<const File*>& files, bool is_all) {
  const Program& program = scene.program();
  const auto is_there = [&](const std::string& path) {
    return is_all || std::ranges::any_of(files, [&](const File* file) { return file->path == path; });
  };
  const std::string_view name = rule.substr(0, rule.find('/'));
  if (name == "lock-discipline") {
    const LockSites locks(scene);
    return std::ranges::any_of(locks.of_shape("*"), [&](const effects::LockSite* site) {
      return !site->what.is_statement && is_there(site->unit.file().path);
    });
  }
  if (name == "migration-idempotent") {
    const auto all = migrations::collect_migrations(program);
    return std::ranges::any_of(all, [&](const auto& migration) { return is_there(migration.up.where.path); });
  }
  if (name == "magic-actor") {
    const actors::Vocabulary vocabulary(program.models());
    const auto all = program.files();
    return std::any_of(all.begin(), all.end(), [&](const File& file) {
      return is_there(file.path) && !file.roles.any(kNotOurCode) && names_actor(vocabulary, file);
    });
  }
  return true;
}

Answer ask(const Clean& wanted, const Scene& scene) {
  const Program& program = scene.program();
  std::vector<const File*> files = files_of(program, wanted.in);
  if (!wanted.in.empty() && files.empty())
    return not_applicable("there is no file or package `" + wanted.in.front() + "`");
  for (const std::string& rule : wanted.rules) {
    const std::size_t slash = rule.find('/');
    const std::string_view kind =
        slash == std::string::npos ? std::string_view{} : std::string_view(rule).substr(slash + 1);
    if (!scene.said().was_asked(std::string_view(rule).substr(0, slash), kind))
      return not_applicable(rule + " was not asked in this scan");
  }
  Answer answer;
  for (const Finding& finding : scene.said().findings) {
    const auto is_its = [&](const std::string& rule) { return is_of(finding, rule); };
    if (std::none_of(wanted.rules.begin(), wanted.rules.end(), is_its)) continue;
    const auto is_there = [&](const File* file) { return file->path == finding.where.path; };
    if (!wanted.in.empty() && std::none_of(files.begin(), files.end(), is_there)) continue;
    const auto is_wanted = [&](const std::string& pattern) { return is_about(finding, pattern); };
    if (!wanted.about.empty() && std::none_of(wanted.about.begin(), wanted.about.end(), is_wanted)) continue;
    answer.findings.push_back(&finding);
  }
  std::string about;
  for (const std::string& pattern : wanted.about) about += (about.empty() ? " about `" : " or `") + pattern + "`";
  std::string rules;
  for (const std::string& rule : wanted.rules) rules += (rules.empty() ? "`" : " and `") + rule + "`";
  answer.gaps = empty_scopes(program, wanted.in);
  const auto is_asked = [&](const std::string& rule) { return has_subject(scene, rule, files, wanted.in.empty()); };
  if (answer.findings.empty() && std::ranges::none_of(wanted.rules, is_asked)) {
    Answer nothing = not_applicable("there is nothing here that " + rules +
                                    (wanted.rules.size() == 1 ? " asks" : " ask") + " about");
    nothing.gaps = std::move(answer.gaps);
    return nothing;
  }
  if (answer.findings.empty()) {
    answer.standing = findings::Standing::Holds;
    answer.summary = rules + (wanted.rules.size() == 1 ? " finds" : " find") + " nothing" + about + " in " +
                     counted(wanted.in.empty() ? program.files().size() : files.size(), "file", "files");
    return answer;
  }
  answer.standing = findings::Standing::Violated;
  answer.summary = counted(answer.findings.size(), "finding", "findings") + " of " + rules + about;
  return answer;
}

Demand read_clean(json::Reader& reader) {
  const Clean wanted{.rules = read_names(reader, "rule"),
                     .in = read_optional_files(reader, "in"),
                     .about = read_optional_names(reader, "about")};
  std::vector<std::string> known;
  for (const Rule* rule : all_rules()) {
    known.emplace_back(rule->info.id);
    for (const KindInfo& kind : rule->info.kinds)
      known.push_back(std::string(rule->info.id) + "/" + std::string(kind.id));
  }
  for (const std::string& rule : wanted.rules) {
    if (std::find(known.begin(), known.end(), rule) != known.end()) continue;
    const std::vector<std::string_view> candidates(known.begin(), known.end());
    std::string hint = did_you_mean(rule, candidates);
    if (hint.empty()) hint = "lockstep rules lists all rules";
    reader.reject(reader.value("rule")->where(), "there is no rule \"" + rule + "\"", std::move(hint));
  }
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kClean{"clean", read_clean};

}  // namespace lockstep::rules::require
