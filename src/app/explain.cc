#include "app/explain.h"

#include "app/baseline.h"
#include "app/explain_pack.h"
#include "app/history.h"
#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "app/survey.h"
#include "base/nearest.h"
#include "report/json.h"
#include "report/printable.h"
#include "rules/registry.h"

#include <unistd.h>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

namespace lockstep::app {
namespace {

using findings::Finding;
using findings::Outcome;

/// The page as it is written, headings standing out; it is our own text, so nothing in it needs escaping.
void write_page(std::string_view page, const report::TextStyle& style, std::ostream& out) {
  while (!page.empty()) {
    const std::size_t end = std::min(page.find('\n'), page.size());
    const std::string_view line = page.substr(0, end);
    if (style.colour && line.starts_with('#')) {
      out << "\x1b[1m" << line << "\x1b[0m\n";
    } else {
      out << line << '\n';
    }
    page.remove_prefix(std::min(end + 1, page.size()));
  }
}

/// Rules are told in the formats that have a place for them.
Status check_formats_of_rules(const Options& options) {
  using report::Format;
  return check_formats(options.outputs, {Format::Text, Format::Json, Format::Sarif}, "a rule");
}

Status write_rule_page(const findings::RuleInfo& info, const Options& options) {
  if (auto sound = check_formats_of_rules(options); !sound) return sound;
  return write_outputs(options.outputs, style_of(options, STDOUT_FILENO),
                       [&](report::Format format, const report::TextStyle& style, std::ostream& out) {
                         if (format == report::Format::Text && !info.page.empty()) {
                           write_page(info.page, style, out);
                         } else if (format == report::Format::Text) {
                           // A rule that is being written has no page yet.
                           render_rules(Outcome{.rules = {info}}, style, out);
                         } else {
                           render(Outcome{.rules = {info}}, format, style, out);
                         }
                       });
}

bool has_kind(const findings::RuleInfo& info, std::string_view kind) {
  return std::any_of(info.kinds.begin(), info.kinds.end(), [&](const auto& one) { return one.id == kind; });
}

/// Some tables of findings show all their text in capitals.
std::string in_small_letters(std::string word) {
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

bool looks_like_identity(std::string_view word) {
  return word.size() == 12 && word.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Error unknown_subject(const std::string& subject, const Outcome* outcome, std::vector<std::string> known = {}) {
  for (const rules::Rule* rule : rules::all_rules()) {
    known.emplace_back(rule->info.id);
    for (const auto& kind : rule->info.kinds) known.push_back(std::string(rule->info.id) + "/" + std::string(kind.id));
  }
  if (outcome != nullptr) {
    for (const Finding& finding : outcome->findings) known.push_back(finding.identity);
    for (const findings::Accepted& accepted : outcome->accepted) known.push_back(accepted.finding.identity);
  }
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  std::string hint = did_you_mean(subject, candidates);
  if (outcome != nullptr) {
    if (hint.empty()) hint = "lockstep scan prints the id of every finding; this one may have been mended";
    return {.what = "there is no finding " + subject, .hint = std::move(hint)};
  }
  if (hint.empty()) hint = "lockstep rules lists all rules; the id of a finding has 12 digits from 0 to f";
  return {.what = "there is no rule \"" + subject + "\"", .hint = std::move(hint)};
}

Result<Outcome> read_report(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{.what = "cannot read " + path};
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  auto outcome = report::read_json(text);
  if (outcome) return outcome;
  Error error = outcome.error();
  error.where = path;
  return error;
}

/// The outcome without any other finding.
Outcome of_one(const Outcome& outcome, const std::string& identity) {
  Outcome only = outcome;
  std::erase_if(only.findings, [&](const Finding& finding) { return finding.identity != identity; });
  std::erase_if(only.accepted, [&](const auto& accepted) { return accepted.finding.identity != identity; });
  return only;
}

/// `remembered`: the finding with what git knows about it, which only text may show.
Status write_finding(const Outcome& outcome, const Finding& finding, const Finding& remembered, const std::string& root,
                     const Options& options) {
  report::TextStyle in_full = style_of(options, STDOUT_FILENO, root);
  in_full.in_full = in_full.why = in_full.accepted = true;
  return write_outputs(
      options.outputs, in_full, [&](report::Format format, const report::TextStyle& style, std::ostream& out) {
        if (format == report::Format::Text) {
          render_finding(remembered, outcome, style, out);
          const bool is_of_pack = finding.rule == "require" || finding.rule == "query";
          out << "\nlockstep explain " << report::printable(finding.rule + (is_of_pack ? "/" + finding.kind : ""))
              << (is_of_pack ? " tells what the pack wants and why.\n" : " tells what this rule finds and why.\n");
        } else {
          const Outcome only = of_one(outcome, finding.identity);
          render(only, format, style, out);
        }
      });
}

/// On the list or off it; else the one that speaks for the place with this identity, which a baseline may name.
const Finding* finding_of(const Outcome& outcome, std::string_view identity) {
  std::vector<const Finding*> all;
  for (const Finding& finding : outcome.findings) all.push_back(&finding);
  for (const findings::Accepted& accepted : outcome.accepted) all.push_back(&accepted.finding);
  for (const Finding* finding : all) {
    if (finding->identity == identity) return finding;
  }
  for (const Finding* finding : all) {
    for (const findings::Site& site : finding->also) {
      if (site.identity == identity) return finding;
    }
  }
  return nullptr;
}

}  // namespace

Result<ExitCode> explain(const Options& options) {
  if (std::string identity = in_small_letters(options.subject);
      identity != options.subject && looks_like_identity(identity)) {
    Options spelled = options;
    spelled.subject = std::move(identity);
    return explain(spelled);
  }
  const std::size_t slash = std::min(options.subject.find('/'), options.subject.size());
  const rules::Rule* known = rules::find_rule(options.subject.substr(0, slash));
  const std::string_view kind = std::string_view(options.subject).substr(std::min(slash + 1, options.subject.size()));
  if (known != nullptr && (kind.empty() || has_kind(known->info, kind))) {
    if (auto written = write_rule_page(info_of(*known), options); !written) return written.error();
    return ExitCode::Clean;
  }
  if (!looks_like_identity(options.subject)) {
    auto root = find_root(options);
    if (!root) return root.error();
    const auto terms = read_terms(options, *std::move(root));
    if (!terms) return terms.error();
    if (const auto subject = find_in_packs(*terms->packs, options.subject)) return explain_of_pack(*subject, options);
    return unknown_subject(options.subject, nullptr, subjects_of(*terms->packs));
  }

  if (options.from) {
    auto outcome = read_report(*options.from);
    if (!outcome) return outcome.error();
    outcome->rules = rules::all_infos();
    const Finding* finding = finding_of(*outcome, options.subject);
    if (finding == nullptr) return unknown_subject(options.subject, &*outcome);
    if (auto written = write_finding(*outcome, *finding, *finding, {}, options); !written) return written.error();
    return ExitCode::Clean;
  }
  Stopwatch watch;
  const Workers workers(options.threads);
  auto judged = judge(options, workers, watch);
  if (!judged) return judged.error();
  const std::string& root = judged->workspace().root().directory;
  const auto baseline = load_baseline(options, *judged);
  if (!baseline) return baseline.error();
  Outcome& outcome = judged->outcome;
  if (*baseline) hold_against(*judged, **baseline, options);
  const Finding* finding = finding_of(outcome, options.subject);
  if (finding == nullptr) return unknown_subject(options.subject, &outcome);
  std::vector<Finding> remembered{*finding};
  add_history(remembered, root, reader_of(judged->workspace()), style_of(options, STDERR_FILENO), std::cerr);
  if (auto written = write_finding(outcome, *finding, remembered.front(), root, options); !written) {
    return written.error();
  }
  return ExitCode::Clean;
}

Result<ExitCode> list_rules(const Options& options) {
  if (auto sound = check_formats_of_rules(options); !sound) return sound.error();
  const Outcome outcome{.rules = rules::all_infos()};
  const auto written = write_outputs(options.outputs, style_of(options, STDOUT_FILENO),
                                     [&](report::Format format, const report::TextStyle& style, std::ostream& out) {
                                       if (format == report::Format::Text) {
                                         render_rules(outcome, style, out);
                                       } else {
                                         render(outcome, format, style, out);
                                       }
                                     });
  if (!written) return written.error();
  return ExitCode::Clean;
}

}  // namespace lockstep::app
