#pragma once

#include <string>
#include <vector>

namespace lockstep::git {

struct Answer {
  bool succeeded = false;
  std::string out;
  std::string errors;
};

/// Runs git in a directory, with nothing of the repository's own that could run a program. What it prints beyond a few
/// megabytes is not kept, and counts as a failure.
Answer run(const std::string& directory, const std::vector<std::string>& arguments);

}  // namespace lockstep::git
