#include "rules/check.h"

#include "findings/identity.h"
#include "findings/order.h"
#include "rules/inventory/inventory.h"
#include "rules/query/idle.h"
#include "rules/registry.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <optional>
#include <utility>

namespace lockstep::rules {
namespace {

/// What the program is asked about, beside the program itself.
struct Questions {
  const config::Config& config;
  const Packs& packs;
  const Selection& selection;
};

Settings settings_of(const RuleInfo& info, const config::Config& config) {
  std::map<std::string, std::int64_t, std::less<>> values;
  for (const Setting& setting : info.settings) {
    values.emplace(setting.name, config.setting(info.id, setting.name).value_or(setting.fallback));
  }
  return Settings{std::move(values)};
}

/// Files are in order of path.
const File* file_at(const Program& program, std::string_view path) {
  const auto files = program.files();
  const auto found = std::lower_bound(files.begin(), files.end(), path,
                                      [](const File& file, std::string_view wanted) { return file.path < wanted; });
  return found != files.end() && found->path == path ? &*found : nullptr;
}

/// Of what is no source file only scripts of migrations belong to a part of the program.
bool is_reported(const Program& program, const Place& place) {
  if (const File* file = file_at(program, place.path)) return file->is_reported;
  const auto& scripts = program.workspace().migration_scripts();
  if (std::find(scripts.begin(), scripts.end(), place.path) == scripts.end()) return true;
  const auto& reported = program.workspace().root().reported;
  const std::string_view path = place.path;
  return std::any_of(reported.begin(), reported.end(), [&](const std::string& head) {
    return head.empty() || path == head || (path.starts_with(head) && path[head.size()] == '/');
  });
}

/// Lists that drifted and events that are sent here and awaited there concern both their ends.
bool is_reported(const Program& program, const Finding& finding, const Rule& rule) {
  if (is_reported(program, finding.where)) return true;
  if (std::any_of(finding.also.begin(), finding.also.end(),
                  [&](const findings::Site& site) { return is_reported(program, site.place); })) {
    return true;
  }
  return !rule.is_of_one_end &&
         std::any_of(finding.related.begin(), finding.related.end(),
                     [&](const Related& related) { return is_reported(program, related.place); });
}

/// Adds what only `check` knows; nothing when the finding is not wanted.
std::optional<Finding> finish(Finding finding, const Rule& rule, const Program& program, const Questions& questions) {
  const File* file = file_at(program, finding.where.path);
  if (file != nullptr && file->roles.any(rule.silent_in)) return std::nullopt;

  // What a pack says of a kind stands between the rule's own word for a finding and the configuration's.
  if (const auto level = questions.packs.level(rule.info.id, finding.kind);
      level && finding.severity == Severity::Off) {
    finding.severity = severity_of_level(*level);
    const bool is_off = finding.severity == Severity::Off;
    if (is_off && !questions.config.level(rule.info.id, finding.kind, finding.where.path)) return std::nullopt;
  }
  finding.severity =
      severity_of(rule.info, finding.kind, finding.where.path, finding.severity, questions.config, questions.selection);
  if (finding.severity == Severity::Off) return std::nullopt;
  finding.rule = rule.info.id;
  if (finding.advice.empty()) finding.advice = rule.info.advice;
  return finding;
}

/// One cause is one finding: what a rule says twice about one place is said once, with the evidence of both.
void merge_repeats(std::vector<Finding>& findings) {
  std::vector<Finding> kept;
  std::map<std::pair<Place, std::pair<std::string, std::string>>, std::size_t> known;
  for (Finding& finding : findings) {
    const auto [entry, is_first] = known.try_emplace({finding.where, {finding.kind, finding.subject}}, kept.size());
    if (is_first) {
      kept.push_back(std::move(finding));
      continue;
    }
    Finding& first = kept[entry->second];
    for (Related& related : finding.related) {
      const auto is_same = [&](const Related& other) { return other.place == related.place; };
      if (std::none_of(first.related.begin(), first.related.end(), is_same))
        first.related.push_back(std::move(related));
    }
    for (findings::Site& site : finding.also) {
      const auto is_same = [&](const findings::Site& other) { return other.place == site.place; };
      if (std::none_of(first.also.begin(), first.also.end(), is_same)) first.also.push_back(std::move(site));
    }
  }
  findings = std::move(kept);
}

/// What each rule finds, its parts one behind the other, whichever was ready first.
std::vector<std::vector<Finding>> ask(std::span<const Rule* const> rules, const Program& program, const Shared& shared,
                                      const Questions& questions, const Workers& workers) {
  struct Part {
    std::size_t rule = 0;  // index into `rules`
    decltype(Rule::check) check = nullptr;
    int effort = 1;
    std::vector<Finding> found;
  };
  std::vector<Part> parts;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    parts.push_back({.rule = i, .check = rules[i]->check, .effort = rules[i]->effort, .found = {}});
    if (rules[i]->also != nullptr) parts.push_back({.rule = i, .check = rules[i]->also, .found = {}});
  }
  std::vector<std::size_t> longest_first(parts.size());
  std::iota(longest_first.begin(), longest_first.end(), std::size_t{0});
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [&](std::size_t a, std::size_t b) { return parts[a].effort > parts[b].effort; });
  workers.for_each(parts.size(), [&](std::size_t turn) {
    Part& part = parts[longest_first[turn]];
    const Rule& rule = *rules[part.rule];
    for (Finding& finding : part.check(program, shared, settings_of(rule.info, questions.config))) {
      if (auto finished = finish(std::move(finding), rule, program, questions))
        part.found.push_back(*std::move(finished));
    }
  });
  std::vector<std::vector<Finding>> found(rules.size());
  for (Part& part : parts) {
    std::move(part.found.begin(), part.found.end(), std::back_inserter(found[part.rule]));
  }
  for (std::vector<Finding>& of_rule : found) merge_repeats(of_rule);
  return found;
}

findings::Notification notification_of(const File& file, const facts::Trouble& trouble) {
  using findings::Notification;
  Notification made{.message = trouble.message, .place = place_of(file, trouble.span)};
  const bool has_no_facts = file.facts.nodes.size() <= 1;
  switch (trouble.kind) {
    case facts::Trouble::Kind::Unreadable:
      made.id = "file-unreadable";
      made.incomplete = true;
      break;
    case facts::Trouble::Kind::TooLarge:
      made.id = "file-too-large";
      made.incomplete = true;
      break;
    case facts::Trouble::Kind::NotText:
      made.id = "file-not-text";
      made.level = Notification::Level::Note;
      return made;
    case facts::Trouble::Kind::SyntaxDamage:
      made.id = "syntax-damaged";
      return made;
    case facts::Trouble::Kind::Limit:
      made.id = "limit-reached";
      made.incomplete = has_no_facts && file.facts.directives.empty();
      break;
  }
  if (made.incomplete) made.level = Notification::Level::Error;
  return made;
}

findings::Notification notification_of(const workspace::Trouble& trouble) {
  using findings::Notification;
  Notification made{.id = trouble.id, .message = trouble.message, .incomplete = trouble.incomplete};
  switch (trouble.level) {
    case workspace::Trouble::Level::Note:
      made.level = Notification::Level::Note;
      break;
    case workspace::Trouble::Level::Warning:
      made.level = Notification::Level::Warning;
      break;
    case workspace::Trouble::Level::Error:
      made.level = Notification::Level::Error;
      break;
  }
  if (!trouble.path.empty()) made.place = Place{.path = trouble.path};
  return made;
}

/// What is known of a rule when the packs are read.
RuleInfo info_with_packs(const Rule& rule, const Packs& packs) {
  RuleInfo info = info_of(rule);
  if (const auto kinds = packs.kinds(info.id); !kinds.empty()) info.kinds = kinds;
  return info;
}

/// Requirements that somebody wants to hear about.
std::vector<require::Requirement> wanted_requirements(const Questions& questions) {
  std::vector<require::Requirement> wanted;
  for (const require::Requirement& requirement : questions.packs.requirements()) {
    if (!is_selected(questions.selection, "require", requirement.id)) continue;
    wanted.push_back(requirement);
    const auto level = config::chosen(questions.config.rules, "require", requirement.id);
    if (level) wanted.back().severity = severity_of_level(*level);
    if (wanted.back().severity == Severity::Off) wanted.pop_back();
  }
  return wanted;
}

/// Names the queries that are asked of no file, as idle requirements are.
void name_idle_queries(const Program& program, const Questions& questions, findings::Outcome& outcome) {
  for (const PackQuery& query : questions.packs.queries()) {
    if (!is_selected(questions.selection, "query", query.id)) continue;
    if (config::chosen(questions.config.rules, "query", query.id) == config::Level::Off) continue;
    if (const auto why = idleness(program, query)) {
      outcome.notifications.push_back({.level = findings::Notification::Level::Note,
                                       .id = "query-idle",
                                       .message = "the query " + query.id + " " + *why});
    }
  }
}

/// Judges the requirements of packs by the program and by what the other rules found, whose findings the outcome holds.
void judge_requirements(const Program& program, const Shared& shared, const Rule& rule, const Questions& questions,
                        findings::Outcome& outcome) {
  const std::vector<require::Requirement> wanted = wanted_requirements(questions);
  if (wanted.empty()) return;
  const require::Said said{.findings = outcome.findings, .was_asked = [&](std::string_view id, std::string_view kind) {
                             if (questions.config.is_off(id) || !is_selected(questions.selection, id, kind))
                               return false;
                             return config::chosen(questions.config.rules, id, kind) != config::Level::Off;
                           }};
  require::Judgement judgement = require::judge(wanted, program, shared, said);
  // Findings that a verdict borrows are known by their places from now on, since the vector will grow.
  std::vector<std::vector<std::size_t>> borrowed(judgement.verdicts.size());
  for (std::size_t i = 0; i < borrowed.size(); ++i) {
    for (const Finding* other : judgement.borrowed[i])
      borrowed[i].push_back(static_cast<std::size_t>(other - outcome.findings.data()));
  }
  findings::Outcome own;
  for (Finding& finding : judgement.findings) {
    if (auto finished = finish(std::move(finding), rule, program, questions))
      own.findings.push_back(*std::move(finished));
  }
  findings::order(own);
  findings::assign_identities(own);
  for (std::size_t i = 0; i < judgement.verdicts.size(); ++i) {
    findings::Verdict& verdict = judgement.verdicts[i];
    for (const std::size_t index : borrowed[i]) verdict.findings.push_back(outcome.findings[index].identity);
    for (const Finding& finding : own.findings) {
      if (finding.kind == verdict.id) verdict.findings.push_back(finding.identity);
    }
  }
  outcome.verdicts = std::move(judgement.verdicts);
  for (const findings::Verdict& verdict : outcome.verdicts) {
    const bool is_open = verdict.standing == findings::Standing::CannotTell;
    if (!is_open && verdict.standing != findings::Standing::NotApplicable) continue;
    // A name that is misspelt, or was changed in the code, must not look like a requirement that holds.
    outcome.notifications.push_back({.level = findings::Notification::Level::Note,
                                     .id = "requirement-idle",
                                     .message = "the requirement " + verdict.id +
                                                (is_open ? " cannot be told: " : " says nothing here: ") +
                                                verdict.summary});
  }
  for (std::size_t i = 0; i < judgement.gaps.size(); ++i) {
    const findings::Verdict& verdict = outcome.verdicts[i];
    if (verdict.standing != findings::Standing::Holds) continue;  // it does not hold in silence, and its summary tells
    for (const std::string& gap : judgement.gaps[i]) {
      outcome.notifications.push_back({.level = findings::Notification::Level::Note,
                                       .id = "requirement-idle",
                                       .message = "the requirement " + verdict.id + " names what is not here: " + gap});
    }
  }
  for (Finding& finding : own.findings) outcome.findings.push_back(std::move(finding));
  findings::order(outcome);
}

}  // namespace

std::vector<findings::Notification> notifications(const Program& program) {
  std::vector<findings::Notification> all;
  for (const workspace::Trouble& trouble : program.workspace().troubles()) all.push_back(notification_of(trouble));
  for (const File& file : program.files()) {
    // Nobody is asked to repair what a tool wrote.
    if (!file.is_reported || file.facts.is_generated || file.roles.has(workspace::Role::Generated)) continue;
    for (const facts::Trouble& trouble : file.facts.troubles) all.push_back(notification_of(file, trouble));
  }
  return all;
}

std::vector<RuleInfo> selected(const config::Config& config, const Packs& packs, const Selection& selection) {
  std::vector<RuleInfo> infos;
  for (const Rule* rule : all_rules()) {
    RuleInfo info = info_with_packs(*rule, packs);
    if (is_wanted(info, config, selection)) infos.push_back(std::move(info));
  }
  return infos;
}

findings::Outcome check(const Program& program, const config::Config& config, const Packs& packs,
                        const Selection& selection, const Workers& workers) {
  return check(program, config, packs, selection, workers, all_rules());
}

findings::Outcome check(const Program& program, const config::Config& config, const Packs& packs,
                        const Selection& selection, const Workers& workers, std::span<const Rule* const> rules) {
  const Questions questions{.config = config, .packs = packs, .selection = selection};
  std::vector<const Rule*> wanted;
  for (const Rule* rule : rules) {
    if (is_wanted(info_with_packs(*rule, packs), config, selection)) wanted.push_back(rule);
  }
  const std::vector<program::EntryPoint> entries = program::entry_points(program, workers);
  const Shared shared{.entry_points = entries,
                      .liveness = program::Liveness(program, entries, workers),
                      .hazards = {},
                      .packs = &packs};

  std::vector<std::vector<Finding>> found = ask(wanted, program, shared, questions, workers);

  findings::Outcome outcome;
  for (const Rule* rule : wanted) outcome.rules.push_back(info_with_packs(*rule, packs));
  for (std::vector<Finding>& of_rule : found) {
    for (Finding& finding : of_rule) outcome.findings.push_back(std::move(finding));
  }
  outcome.notifications = notifications(program);
  name_idle_queries(program, questions, outcome);
  if (selection.with_inventory) outcome.inventory = take_inventory(program, shared, outcome.findings);
  outcome.root = program.workspace().name();
  outcome.files = program.files().size();
  outcome.packages = program.workspace().packages().size();
  const auto& asked_about = program.workspace().root().reported;
  if (std::ranges::find(asked_about, "") == asked_about.end()) outcome.told_of = asked_about;
  findings::order(outcome);
  findings::assign_identities(outcome);
  const auto judged =
      std::find_if(wanted.begin(), wanted.end(), [](const Rule* rule) { return rule->info.id == "require"; });
  if (judged != wanted.end()) judge_requirements(program, shared, **judged, questions, outcome);
  // Only now, so that an identity does not depend on which part of the program was asked about.
  std::erase_if(outcome.findings, [&](const Finding& finding) {
    const auto rule =
        std::find_if(wanted.begin(), wanted.end(), [&](const Rule* one) { return one->info.id == finding.rule; });
    return !is_reported(program, finding, **rule);
  });
  return outcome;
}

}  // namespace lockstep::rules
