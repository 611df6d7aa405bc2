#include "app/suppressions.h"

#include "adoption/days.h"
#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "base/lines.h"
#include "git/history.h"

#include <unistd.h>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::app {
namespace {

using findings::Suppression;
using findings::SuppressionAge;

/// The word with which a comment begins.
std::string word_of(const Suppression& suppression) {
  if (suppression.state == Suppression::State::Broken)
    return suppression.reason.substr(0, suppression.reason.find(' '));
  return "lockstep-ignore-" + (suppression.form == "block" ? "begin" : suppression.form);
}

/// Since when a comment stands in its file: the commit that brought its first word into the line.
std::optional<SuppressionAge> age_of(const Suppression& suppression, const git::History& history,
                                     const std::string& text, std::string_view today) {
  const std::string word = word_of(suppression);
  const Lines lines(text);
  // A comment of several lines may begin with a star alone.
  const std::uint32_t last = lines.line_at(suppression.place.span.end);
  for (std::uint32_t number = suppression.place.start.line; number <= last; ++number) {
    if (!git::spells(lines.line(number), word)) continue;
    const auto commit = history.introduced(suppression.place.path, lines.line(number), number, word);
    if (!commit) return std::nullopt;
    const int days = adoption::days_between(commit->date, today).value_or(0);
    return SuppressionAge{.commit = commit->id, .date = commit->date, .days = days};
  }
  return std::nullopt;
}

/// Silent where there is no history, or only a part of it.
void add_ages(std::vector<Suppression>& suppressions, const workspace::Workspace& workspace, std::string_view today,
              const Workers& workers, const report::TextStyle& error_style) {
  if (suppressions.empty()) return;
  const auto history = git::History::of(workspace.root().directory);
  if (!history) return print_error(history.error(), error_style, std::cerr);
  if (!*history) return;
  const findings::ReadFile read = reader_of(workspace);
  workers.for_each(suppressions.size(), [&](std::size_t i) {
    const auto text = read(suppressions[i].place.path);
    if (text) suppressions[i].age = age_of(suppressions[i], **history, *text, today);
  });
}

}  // namespace

Result<ExitCode> list_suppressions(const Options& options) {
  using report::Format;
  if (auto sound = check_formats(options.outputs, {Format::Text, Format::Json}, "suppressions"); !sound) {
    return sound.error();
  }
  Stopwatch watch;
  const Workers workers(options.threads);
  auto judged = judge(options, workers, watch);
  if (!judged) return judged.error();
  findings::Outcome& outcome = judged->outcome;
  const std::string& root = judged->workspace().root().directory;
  add_ages(outcome.suppressions, judged->workspace(), options.today.value_or(adoption::today()), workers,
           style_of(options, STDERR_FILENO));
  const auto written = write_outputs(options.outputs, style_of(options, STDOUT_FILENO, root),
                                     [&](report::Format format, const report::TextStyle& style, std::ostream& out) {
                                       render_suppressions(outcome, format, style, out);
                                     });
  if (!written) return written.error();
  if (options.stats) watch.print(std::cerr);
  return ExitCode::Clean;
}

}  // namespace lockstep::app
