#pragma once

#include "app/options.h"
#include "app/stopwatch.h"
#include "app/survey.h"
#include "cache/cache.h"
#include "config/config.h"
#include "findings/outcome.h"
#include "program/program.h"
#include "workspace/workspace.h"

#include "base/result.h"
#include "base/workers.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lockstep::app {

/// From paths to a linked program: find the root, read the configuration, discover, extract, link.
Result<program::Program> understand(const Options& options, const Workers& workers, Stopwatch& watch);

/// What the rules say about a program, and what is needed to show it.
struct Judgement {
  config::Config config;
  std::shared_ptr<const rules::Packs> packs;  ///< whose words the outcome shows
  findings::Outcome outcome;
  /// The files. A program that was judged before in just this shape is not linked again, and then there is no program.
  std::unique_ptr<const program::Program> program;
  std::unique_ptr<const workspace::Workspace> unlinked;
  /// What each file held, by the cache's hash; nothing without a cache, and of a file that could not be read.
  std::vector<std::optional<cache::Digest>> contents;
  /// `--staged`: the baseline as git's index has it. The one in the folder may be another.
  std::optional<std::string> staged_baseline;
  /// `--since`, `--staged`: findings, and places of findings, that the change neither brought nor touched.
  std::vector<findings::Finding> untouched;

  const workspace::Workspace& workspace() const { return program ? program->workspace() : *unlinked; }
};

/// Runs the rules over a program, and brings the source lines back. `cache` may be null.
Judgement judge(Survey survey, cache::Cache* cache, const Options& options, const Workers& workers, Stopwatch& watch);

/// The same for the program that the options name, as it lies in its folders.
Result<Judgement> judge(const Options& options, const Workers& workers, Stopwatch& watch);

/// Whether a run looks at every file and asks every rule that the team's configuration wants. Only then can it say that
/// something is no longer found.
bool is_whole(const Options& options);

}  // namespace lockstep::app
