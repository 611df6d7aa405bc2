#pragma once

#include "base/result.h"
#include "findings/finding.h"
#include "report/report.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// The program that people start: what they typed, what is done with it, and what comes back to their shell.
namespace lockstep::app {

enum class Verb : std::uint8_t {
  Scan,
  Audit,
  Explain,
  Rules,
  Doctor,
  Baseline,
  Suppressions,
  Init,
  Test,
  DumpFacts,
  DumpProgram,
  Completions,
  Version,
  Help,
};

/// One place to write to. `-` is the standard output.
struct Output {
  report::Format format = report::Format::Text;
  std::string path = "-";
};

enum class When : std::uint8_t { Auto, Always, Never };

/// What was typed, checked as far as that is possible without looking at files.
struct Options {
  Verb verb = Verb::Scan;
  /// Of `scan`, `explain ID`, `doctor`, `suppressions`, `baseline`, `init` and `dump program`.
  std::vector<std::string> paths;
  /// The RULE or ID of `explain`, the FILE of `dump facts`, the RULES of `test`, the verb of `help`, a shell.
  std::string subject;

  std::optional<std::string> root;
  std::optional<std::string> config;
  bool no_config = false;
  std::vector<std::string> include;
  std::vector<std::string> exclude;
  bool no_ignore = false;
  std::optional<std::string> cache_folder;
  bool no_cache = false;
  std::optional<std::string> since;  ///< report what has changed since this revision
  bool staged = false;               ///< report what the next commit changes, as it is staged

  std::vector<std::string> packs;       ///< files of rule packs, besides those of the configuration
  std::vector<std::string> rules;       ///< rule or rule/kind; empty: all
  std::vector<std::string> skip_rules;  ///< rule or rule/kind
  /// `Off` stands for "never"; nothing: the configuration's, else warning.
  std::optional<findings::Severity> fail_on;
  std::optional<std::string> today;  ///< "2026-11-26", against which `until` is held; nothing: what the clock says
  unsigned threads = 0;              ///< 0: as many as we may use

  std::optional<std::string> baseline;  ///< another file than the root's own
  bool no_baseline = false;
  bool accept_new = false;  ///< `baseline`: take new findings in
  bool prune = false;       ///< `baseline`: take fixed ones out

  std::vector<Output> outputs;      ///< at least one, unless quiet; of `init` one, without a path where none was named
  std::optional<std::string> from;  ///< a JSON report that `explain` reads
  When colour = When::Auto;
  std::optional<std::string> category;     ///< what code scanning shall call this run
  std::optional<std::string> relative_to;  ///< the folder from which paths in reports count
  bool why = false;                        ///< show the reasons of findings
  bool show_accepted = false;              ///< show findings that comments or the baseline took off the list, too
  bool no_history = false;                 ///< `audit`: do not ask git
  bool stats = false;
  bool quiet = false;
};

/// Reads a command line, without the program's name. An `Error` means exit code 2.
Result<Options> parse_options(std::vector<std::string> arguments);

/// The page that `--help` prints: of a verb, or of lockstep itself.
std::string_view help_page(std::string_view verb);

std::span<const std::string_view> all_verbs();

/// An option as it can be typed, for completions and their tests.
struct OptionName {
  std::string long_name;   ///< "--output"
  std::string short_name;  ///< "-o", or empty
  bool takes_value = false;
};

/// What `verb` understands, by long name.
std::vector<OptionName> options_of(std::string_view verb);

}  // namespace lockstep::app
