#include "app/audit.h"

#include "app/history.h"
#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "coverage/coverage.h"
#include "findings/locate.h"
#include "report/report.h"

#include <unistd.h>
#include <iostream>

namespace lockstep::app {
namespace {

/// How many examples of a gap are listed; beyond, they are counted.
constexpr std::size_t kMostExamples = 200;
/// Each asks git for the past of a few lines, which takes a moment where the past is long.
constexpr std::size_t kMostRemembered = 12;

}  // namespace

Result<ExitCode> audit(const Options& options) {
  using report::Format;
  if (auto sound = check_formats(options.outputs, {Format::Html, Format::Markdown, Format::Json}, "an audit"); !sound) {
    return sound.error();
  }
  Stopwatch watch;
  const Workers workers(options.threads);
  auto judged = judge(options, workers, watch);
  if (!judged) return judged.error();
  const program::Program& program = *judged->program;
  findings::Outcome& outcome = judged->outcome;
  outcome.inventory->coverage = coverage::examine(program, kMostExamples);
  findings::locate(outcome.inventory->coverage, reader_of(program.workspace()), workers);
  watch.lap("examine");

  const std::string& root = program.workspace().root().directory;
  const auto style = style_of(options, STDOUT_FILENO, root);
  // JSON says the same in every clone, so it knows no history.
  findings::Outcome remembered = outcome;
  if (!options.no_history) {
    add_history(remembered.findings, root, reader_of(program.workspace()), style_of(options, STDERR_FILENO), std::cerr,
                kMostRemembered);
    watch.lap("history");
  }
  const auto written =
      write_outputs(options.outputs, style, [&](Format format, const report::TextStyle& its_style, std::ostream& out) {
        if (format == Format::Json) {
          render(outcome, format, its_style, out);
        } else {
          render_audit(remembered, format, out);
        }
      });
  if (!written) return written.error();
  watch.lap("report");

  if (options.stats) watch.print(std::cerr);
  if (!options.quiet) {
    for (const Output& output : options.outputs) {
      if (output.path != "-") std::cerr << "wrote " << output.path << '\n';
    }
  }
  return exit_code(outcome, options.fail_on.value_or(findings::Severity::Off));
}

}  // namespace lockstep::app
