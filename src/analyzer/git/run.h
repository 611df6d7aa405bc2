#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lockstep::git {

struct Answer {
  bool started = false;
  bool succeeded = false;
  std::string out;
  std::string errors;
};

/// Runs git in a directory, with nothing of the repository's own that could run a program, and collects what it prints.
/// More than that counts as a failure. An `index` is looked at in place of the repository's.
Answer run(const std::string& directory, const std::vector<std::string>& arguments,
           std::size_t most_bytes = std::size_t{8} << 20U, const std::string& index = {});

}  // namespace lockstep::git
