#pragma once

#include "app/exit_code.h"
#include "app/options.h"
#include "app/stopwatch.h"
#include "config/config.h"
#include "findings/locate.h"
#include "findings/outcome.h"
#include "program/program.h"

#include "base/result.h"
#include "base/workers.h"

namespace lockstep::app {

/// A program that is understood, and what its team said about how to look at it.
struct Understood {
  config::Config config;
  program::Program program;
};

/// From paths to a linked program: find the root, read the configuration, discover, extract, link.
Result<Understood> understand(const Options& options, const Workers& workers, Stopwatch& watch);

/// Runs the rules, and brings the source lines back.
findings::Outcome check(const Understood& understood, const Options& options, const Workers& workers, Stopwatch& watch);

/// Whether a run looks at every file and asks every rule that the team's configuration wants. Only then can it say that
/// something is no longer found.
bool is_whole(const Options& options);

/// `lockstep scan`.
Result<ExitCode> scan(const Options& options);

/// Reads the program's files again, for whoever shows their lines. Valid as long as the program.
findings::ReadFile reader_of(const program::Program& program);

/// How the text on the standard output may look.
report::TextStyle style_of(const Options& options, int descriptor, std::string root = {});

}  // namespace lockstep::app
