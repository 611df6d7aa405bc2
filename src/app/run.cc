// The whole tool on a page: what `lockstep scan` does, step by step.

#include "app/run.h"

#include "app/baseline.h"
#include "app/category.h"
#include "app/changes.h"
#include "app/history.h"
#include "app/judge.h"
#include "app/output.h"
#include "app/step_summary.h"
#include "app/terminal.h"
#include "base/outlive.h"

#include <unistd.h>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <utility>

namespace lockstep::app {
namespace {

/// A folder from which paths shall count, and the root's own path below it, with a slash at its end.
struct Above {
  std::string directory;
  std::string folder;
};

Result<Above> folder_above(const std::optional<std::string>& wanted, const std::string& root) {
  if (!wanted) return Above{.directory = root, .folder = {}};
  std::error_code failure;
  const std::string directory = std::filesystem::canonical(*wanted, failure).string();
  if (failure) return Error{.what = "--relative-to " + *wanted + ": no such folder"};
  if (directory == root) return Above{.directory = root, .folder = {}};
  const std::string begin = directory == "/" ? directory : directory + "/";
  if (!root.starts_with(begin)) {
    return Error{.what = "--relative-to " + *wanted + " does not contain the program, whose root is " + root};
  }
  return Above{.directory = directory, .folder = root.substr(begin.size()) + "/"};
}

}  // namespace

Result<ExitCode> scan(const Options& options) {
  Stopwatch watch;
  const Workers workers(options.threads);
  auto judged =
      options.since || options.staged ? judge_changes(options, workers, watch) : judge(options, workers, watch);
  if (!judged) return judged.error();
  const std::string& root = judged->workspace().root().directory;
  const auto above = folder_above(options.relative_to, root);
  if (!above) return above.error();
  const auto baseline = load_baseline(options, *judged);
  if (!baseline) return baseline.error();
  findings::Outcome& outcome = judged->outcome;
  if (*baseline) hold_against(*judged, **baseline, options);
  watch.count("files", outcome.files);
  watch.count("packages", outcome.packages);
  watch.count("findings", outcome.findings.size());

  outcome.category = category_of(options, judged->workspace().root());
  auto style = style_of(options, STDOUT_FILENO, above->directory);
  style.why = options.why;
  style.accepted = options.show_accepted;
  // History is for people who ask; the other formats say the same in every clone.
  std::optional<findings::Outcome> remembered;
  if (options.why) {
    remembered = outcome;
    add_history(remembered->findings, root, reader_of(judged->workspace()), style_of(options, STDERR_FILENO),
                std::cerr);
  }
  findings::count_from_above(outcome, above->folder);
  if (remembered) findings::count_from_above(*remembered, above->folder);
  const auto written = write_outputs(options.outputs, style,
                                     [&](report::Format format, const report::TextStyle& its_style, std::ostream& out) {
                                       const bool is_told = remembered && format == report::Format::Text;
                                       render(is_told ? *remembered : outcome, format, its_style, out);
                                     });
  if (!written) return written.error();
  if (auto added = add_step_summary(outcome, options); !added) return added.error();
  watch.lap("report");

  if (!options.quiet) render_notifications(outcome, style_of(options, STDERR_FILENO), std::cerr);
  if (options.stats) watch.print(std::cerr);
  // People ask how long it took, scripts and logs do not.
  if (!options.quiet && look_at_terminal(STDERR_FILENO, options.colour).is_terminal) {
    std::cerr << "Finished in " << std::fixed << std::setprecision(2) << watch.seconds() << " s\n";
  }
  using findings::Severity;
  Severity fail_on = Severity::Warning;
  if (judged->config.fail_on) fail_on = static_cast<Severity>(*judged->config.fail_on);
  const ExitCode code = exit_code(outcome, options.fail_on.value_or(fail_on));
  outlive(*std::move(judged));
  return code;
}

findings::ReadFile reader_of(const workspace::Workspace& workspace) {
  return [&workspace](std::string_view path) -> std::optional<std::string> {
    workspace::Bytes bytes = workspace.read(path);
    if (bytes.trouble) return std::nullopt;
    return std::move(bytes.text);
  };
}

report::TextStyle style_of(const Options& options, int descriptor, std::string root) {
  const Terminal terminal = look_at_terminal(descriptor, options.colour);
  return {.colour = terminal.colour, .links = terminal.links, .width = terminal.width, .root = std::move(root)};
}

}  // namespace lockstep::app
