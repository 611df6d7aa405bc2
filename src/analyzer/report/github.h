#pragma once

#include "findings/outcome.h"

#include <cstddef>
#include <iosfwd>

namespace lockstep::report {

/// How many annotations of one severity GitHub shows for a step. It drops later ones without a word.
constexpr std::size_t kMostGithubAnnotations = 10;

/// Workflow commands, which GitHub Actions turns into annotations of a pull request's lines. The worst findings come
/// first and only as many as GitHub shows; a last line says what there is beyond them.
void write_github(const findings::Outcome& outcome, std::ostream& out);

}  // namespace lockstep::report
