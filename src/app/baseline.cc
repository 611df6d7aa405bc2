#include "app/baseline.h"

#include "app/answer_key.h"
#include "app/judge.h"
#include "app/output.h"
#include "app/run.h"
#include "report/summary.h"
#include "rules/registry.h"
#include "rules/selection.h"
#include "workspace/paths.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace lockstep::app {
namespace {

using adoption::Baseline;
using findings::Outcome;
using report::counted;

std::string path_of(const Options& options, const std::string& root) {
  return options.baseline.value_or(root + "/" + std::string(adoption::kBaselineName));
}

/// How messages call it.
std::string shown_path(const Options& options) {
  return options.baseline.value_or(std::string(adoption::kBaselineName));
}

/// How reports call it, which are the same on every machine.
std::string reported_path(const Options& options) {
  const std::string path = shown_path(options);
  return path.starts_with('/') ? path.substr(path.rfind('/') + 1) : path;
}

/// The text of a plain file; nothing when there is none.
Result<std::optional<std::string>> read_plain_file(const std::string& path, const std::string& shown) {
  // Not through a link, which in a hostile repository leads anywhere; and no waiting for somebody to fill a pipe.
  const int descriptor = open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) {
    if (errno == ENOENT) return std::optional<std::string>();
    if (errno == ELOOP) {
      return Error{.what = "will not read a baseline through the symbolic link " + shown,
                   .hint = "name the file itself"};
    }
    return Error{.what = "cannot read the baseline " + shown + ": " + std::strerror(errno)};
  }
  struct stat status{};
  std::optional<std::string> text(std::in_place);
  int failure = fstat(descriptor, &status) == 0 ? 0 : errno;
  const bool is_plain = failure == 0 && S_ISREG(status.st_mode);
  std::array<char, 1U << 16U> piece{};
  for (ssize_t count = 1; is_plain && failure == 0 && count != 0;) {
    count = read(descriptor, piece.data(), piece.size());
    if (count > 0) text->append(piece.data(), static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) failure = errno;
  }
  close(descriptor);
  if (failure != 0) return Error{.what = "cannot read the baseline " + shown + ": " + std::strerror(failure)};
  if (!is_plain) {
    return Error{.what = "the baseline " + shown + " is no file", .hint = "move it away, and write a baseline anew"};
  }
  return text;
}

/// What a baseline says; nothing when there is none.
Result<std::optional<Baseline>> parse(std::optional<std::string> text, const Options& options) {
  if (!text) return std::optional<Baseline>();
  auto baseline = adoption::read_baseline(*std::move(text), shown_path(options));
  if (!baseline) {
    Error error = baseline.error();
    if (error.hint.empty())
      error.hint = "take the file as it was committed; one that is written anew accepts all that is found then";
    return error;
  }
  return std::optional<Baseline>(*std::move(baseline));
}

/// The baseline if it exists.
Result<std::optional<Baseline>> read_existing(const Options& options, const std::string& root) {
  auto text = read_plain_file(path_of(options, root), shown_path(options));
  if (!text) return text.error();
  return parse(*std::move(text), options);
}

Status save(const Baseline& baseline, const Options& options, const std::string& root) {
  return write_output({.format = report::Format::Text, .path = path_of(options, root)}, {},
                      [&](const report::TextStyle&, std::ostream& out) { out << print(baseline); });
}

/// What is to be done with a baseline, and what people are told about it.
struct Plan {
  bool is_first = false;
  bool takes_in = false;
  bool takes_out = false;
  adoption::Held held;

  bool refuses(const Outcome& outcome, const Options& options) const {
    return !takes_in && !options.prune && !outcome.findings.empty();
  }
};

void tell(const Plan& plan, const Outcome& outcome, std::size_t entries, const Options& options,
          const report::TextStyle& style, std::ostream& out) {
  const std::string path = shown_path(options);
  if (plan.is_first) {
    if (outcome.findings.empty()) {
      out << "There is nothing to accept, so no baseline was written.\n";
      return;
    }
    out << "Wrote " << path << ": " << counted(outcome.findings.size(), "finding is", "findings are") << " accepted"
        << (entries > outcome.findings.size() ? " in " + std::to_string(entries) + " places (" : " (")
        << severities_in_words(outcome, report::Pen(style))
        << ").\nCommit it: from now on only new findings are reported.\n";
    return;
  }
  const bool is_shown = !outcome.findings.empty() && (plan.takes_in || plan.refuses(outcome, options));
  if (is_shown) {
    render_briefly(outcome, style, out);
    out << '\n';
  }
  if (plan.refuses(outcome, options)) {
    out << counted(outcome.findings.size(), "finding is", "findings are") << " not in " << path
        << ", which was left as it is. Mend them, suppress them where they are,\nor take them in: lockstep baseline "
           "--accept-new\n";
    return;
  }
  if (plan.takes_in && !outcome.findings.empty()) {
    out << counted(outcome.findings.size(), "finding was", "findings were") << " taken into " << path << ".\n";
  } else if (!outcome.findings.empty()) {
    out << counted(outcome.findings.size(), "new finding stays", "new findings stay")
        << " out of it (lockstep scan shows what is new).\n";
  }
  if (plan.takes_out) {
    for (const Baseline::Entry& entry : plan.held.left) out << "- " << entry.key() << '\n';
    if (!plan.held.left.empty())
      out << counted(plan.held.left.size(), "entry was", "entries were") << " taken out of " << path << ".\n";
    if (!plan.held.moved.empty())
      out << counted(plan.held.moved.size(), "entry says", "entries say") << " now where the finding lies.\n";
  } else if (!plan.held.left.empty()) {
    out << counted(plan.held.left.size(), "entry is", "entries are")
        << " fixed, or suppressed by a comment; lockstep baseline --prune takes them out.\n";
  }
  out << path << " has " << counted(entries, "entry", "entries") << ".\n";
}

}  // namespace

Result<std::optional<Baseline>> load_baseline(const Options& options, const Judgement& judged) {
  if (options.no_baseline) return std::optional<Baseline>();
  // One that the command line names is the user's own; the team's belongs to the commit.
  if (options.staged && !options.baseline) return parse(judged.staged_baseline, options);
  auto baseline = read_existing(options, judged.workspace().root().directory);
  if (baseline && !*baseline && options.baseline) {
    return Error{.what = "there is no baseline " + *options.baseline,
                 .hint = "lockstep baseline --baseline " + *options.baseline + " writes it"};
  }
  return baseline;
}

adoption::Held hold_against(Judgement& judged, const Baseline& baseline, const Options& options) {
  Outcome& outcome = judged.outcome;
  const auto& reported = judged.workspace().root().reported;
  const bool reports_all = std::find(reported.begin(), reported.end(), "") != reported.end();
  const bool knows_all = is_whole(options) && reports_all && !outcome.is_incomplete();
  const auto was_asked = [&](const Baseline::Entry& entry) {
    if (!knows_all) return false;
    const std::size_t slash = std::min(entry.rule.find('/'), entry.rule.size());
    const std::string_view rule = std::string_view(entry.rule).substr(0, slash);
    const std::string_view kind = std::string_view(entry.rule).substr(std::min(slash + 1, entry.rule.size()));
    const auto info =
        std::find_if(outcome.rules.begin(), outcome.rules.end(), [&](const auto& each) { return each.id == rule; });
    // A rule that is off says nothing about what it found once; one that there is no more never will.
    if (info == outcome.rules.end()) return rules::find_rule(rule) == nullptr;
    return rules::was_asked(*info, kind, entry.path(), judged.config, {});
  };
  // What is left out for this run only lies where it did.
  const auto is_there = [&](std::string_view path) {
    if (!judged.workspace().read(path).trouble) return true;
    const auto inside = looks_at_all_files(options) ? std::nullopt : workspace::follow("", path);
    std::error_code failure;
    return inside && std::filesystem::exists(judged.workspace().root().directory + "/" + *inside, failure);
  };
  return adoption::hold_against(outcome, baseline,
                                {.path = reported_path(options),
                                 .was_asked = was_asked,
                                 .is_there = is_there,
                                 .is_of_all = reports_all && looks_at_all_files(options),
                                 .untouched = judged.untouched});
}

Result<ExitCode> write_baseline(const Options& options) {
  for (const Output& output : options.outputs) {
    if (output.format == report::Format::Text && output.path == "-") continue;
    return Error{.what = "baseline writes its own file, and text to the standard output",
                 .hint = "lockstep baseline --baseline FILE writes another file"};
  }
  Stopwatch watch;
  const Workers workers(options.threads);
  auto judged = judge(options, workers, watch);
  if (!judged) return judged.error();
  const std::string& root = judged->workspace().root().directory;
  const auto old = read_existing(options, root);
  if (!old) return old.error();
  if (options.prune && !*old) {
    return Error{.what = "there is no baseline " + shown_path(options) + " to prune",
                 .hint = "lockstep baseline writes one"};
  }

  Outcome& outcome = judged->outcome;
  if (!options.quiet) render_notifications(outcome, style_of(options, STDERR_FILENO), std::cerr);
  if (outcome.is_incomplete()) return ExitCode::Incomplete;

  Baseline baseline = old->value_or(Baseline{});
  Plan plan{.is_first = !*old};
  if (*old) plan.held = hold_against(*judged, baseline, options);
  plan.takes_in = plan.is_first || options.accept_new;
  plan.takes_out = options.prune && !(plan.held.left.empty() && plan.held.moved.empty());
  if (plan.takes_in) accept(baseline, outcome);
  if (plan.takes_out) {
    restate(baseline, plan.held.moved);
    take_out(baseline, plan.held.left);
  }
  const bool is_changed = plan.takes_out || (plan.takes_in && !outcome.findings.empty());
  if (is_changed) {
    if (auto saved = save(baseline, options, root); !saved) return saved.error();
  }
  const auto written = write_outputs(options.outputs, style_of(options, STDOUT_FILENO, root),
                                     [&](report::Format, const report::TextStyle& style, std::ostream& out) {
                                       tell(plan, outcome, baseline.entries.size(), options, style, out);
                                     });
  if (!written) return written.error();
  if (options.stats) watch.print(std::cerr);
  return plan.refuses(outcome, options) ? ExitCode::Findings : ExitCode::Clean;
}

}  // namespace lockstep::app
