#include "app/explain_pack.h"

#include "app/baseline.h"
#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "report/pen.h"
#include "report/printable.h"

#include <unistd.h>
#include <algorithm>
#include <iostream>
#include <ostream>
#include <string_view>

namespace lockstep::app {
namespace {

using findings::Outcome;
using findings::Standing;
using report::Ink;
using report::Pen;
using report::printable;

constexpr std::string_view kOfPacks[] = {"require", "query"};

/// What a requirement or a query says of itself.
struct Words {
  std::string title;
  std::string reason;
  std::string advice;
};

Words words_of(const PackSubject& subject, const rules::Packs& packs) {
  for (const auto& requirement : packs.requirements()) {
    if (subject.rule == "require" && requirement.id == subject.kind)
      return {.title = requirement.title, .reason = requirement.reason, .advice = requirement.advice};
  }
  for (const auto& query : packs.queries()) {
    if (subject.rule == "query" && query.id == subject.kind)
      return {.title = query.title, .reason = {}, .advice = query.advice};
  }
  return {};
}

/// The outcome without anything else.
Outcome about(const PackSubject& subject, Outcome outcome) {
  const auto is_other = [&](const findings::Finding& finding) {
    return finding.rule != subject.rule || finding.kind != subject.kind;
  };
  std::erase_if(outcome.verdicts, [&](const findings::Verdict& verdict) {
    return subject.rule != "require" || verdict.id != subject.kind;
  });
  // What a verdict takes from other rules is a part of it.
  const auto is_borrowed = [&](const findings::Finding& finding) {
    return std::any_of(outcome.verdicts.begin(), outcome.verdicts.end(), [&](const findings::Verdict& verdict) {
      return std::find(verdict.findings.begin(), verdict.findings.end(), finding.identity) != verdict.findings.end();
    });
  };
  std::erase_if(outcome.findings, [&](const auto& finding) { return is_other(finding) && !is_borrowed(finding); });
  std::erase_if(outcome.accepted,
                [&](const auto& accepted) { return is_other(accepted.finding) && !is_borrowed(accepted.finding); });
  return outcome;
}

std::string_view stands(Standing standing) {
  switch (standing) {
    case Standing::Holds:
      return "It holds";
    case Standing::Violated:
      return "It is violated";
    case Standing::CannotTell:
      return "It cannot be told";
    case Standing::NotApplicable:
      break;
  }
  return "It says nothing here";
}

void write(const PackSubject& subject, const Words& words, const Outcome& outcome, const report::TextStyle& style,
           std::ostream& out) {
  const Pen pen(style);
  out << pen.paint(Ink::Bold, printable(subject.rule + "/" + subject.kind));
  for (const findings::Verdict& verdict : outcome.verdicts) {
    out << "  " << to_string(verdict.priority) << " of the pack " << printable(verdict.pack) << ", "
        << pen.paint(report::ink_of(verdict.severity), to_string(verdict.severity));
  }
  out << "\n\n" << pen.wrap(printable(words.title), 0) << "\n";
  if (!words.reason.empty()) out << '\n' << pen.wrap(printable(words.reason), 0) << '\n';
  if (!words.advice.empty()) {
    out << '\n' << pen.paint(Ink::Good, "→") << ' ' << pen.wrap(printable(words.advice), 2) << '\n';
  }
  for (const findings::Verdict& verdict : outcome.verdicts) {
    out << '\n' << stands(verdict.standing) << ": " << pen.wrap(printable(verdict.summary), 2) << '\n';
    if (verdict.standing == Standing::Violated) continue;  // its places are findings
    for (const findings::Related& evidence : verdict.evidence)
      out << "  " << pen.position(evidence.place) << "  " << printable(evidence.text) << '\n';
  }
  if (!outcome.findings.empty()) out << '\n';
  render_briefly(outcome, style, out);
  if (outcome.findings.empty() && subject.rule == "query") out << "\nNothing matches it.\n";
  out << "\nlockstep explain " << printable(subject.rule) << " tells how such a thing is written.\n";
}

}  // namespace

std::vector<std::string> subjects_of(const rules::Packs& packs) {
  std::vector<std::string> subjects;
  for (const std::string_view rule : kOfPacks) {
    for (const auto& kind : packs.kinds(rule)) subjects.push_back(std::string(rule) + "/" + std::string(kind.id));
  }
  return subjects;
}

std::optional<PackSubject> find_in_packs(const rules::Packs& packs, const std::string& subject) {
  for (const std::string& known : subjects_of(packs)) {
    const std::size_t slash = known.find('/');
    if (subject != known && subject != std::string_view(known).substr(slash + 1)) continue;
    return PackSubject{.rule = known.substr(0, slash), .kind = known.substr(slash + 1)};
  }
  return std::nullopt;
}

Result<ExitCode> explain_of_pack(const PackSubject& subject, const Options& options) {
  Stopwatch watch;
  const Workers workers(options.threads);
  auto judged = judge(options, workers, watch);
  if (!judged) return judged.error();
  const auto baseline = load_baseline(options, *judged);
  if (!baseline) return baseline.error();
  if (*baseline) hold_against(*judged, **baseline, options);
  const Outcome outcome = about(subject, judged->outcome);
  const Words words = words_of(subject, *judged->packs);
  const auto written =
      write_outputs(options.outputs, style_of(options, STDOUT_FILENO, judged->workspace().root().directory),
                    [&](report::Format format, const report::TextStyle& style, std::ostream& out) {
                      if (format == report::Format::Text) {
                        write(subject, words, outcome, style, out);
                      } else {
                        render(outcome, format, style, out);
                      }
                    });
  if (!written) return written.error();
  return ExitCode::Clean;
}

}  // namespace lockstep::app
