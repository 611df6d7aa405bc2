#pragma once

#include "config/pack.h"
#include "facts/queries.h"
#include "findings/finding.h"

#include "base/result.h"

#include <string>
#include <vector>

/// Queries over the syntax tree that a team wrote for its own patterns. They run in extraction (facts/queries.h); what
/// is left for the rule is to say which files they are meant for and what they count for.
namespace lockstep::rules {

struct PackQuery {
  std::string id;
  std::string title;
  std::string advice;
  findings::Severity severity = findings::Severity::Warning;
  std::vector<std::string> files;      ///< globs or packages; empty: all
  std::vector<std::string> not_files;  ///< … and those not
  bool in_tests = false;               ///< also tests and stories
};

/// Reads one entry of "queries" and compiles it; mistakes in the query are shown where they stand in the pack.
Result<PackQuery> read_query(const config::Pack& pack, const json::Value& value, facts::Queries& queries);

}  // namespace lockstep::rules
