#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace lockstep {

/// Compares text with a file of the repository, byte for byte; under LOCKSTEP_UPDATE=1 (`./dev update`) writes the file
/// instead. One function does both, so that the two cannot drift apart.
inline void expect_golden(const std::filesystem::path& file, std::string_view actual) {
  if (const char* update = std::getenv("LOCKSTEP_UPDATE"); update != nullptr && *update != '\0') {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << actual;
    return;
  }
  std::ifstream in(file, std::ios::binary);
  ASSERT_TRUE(in) << file << " is missing; ./dev update writes it";
  const std::string expected{std::istreambuf_iterator<char>(in), {}};
  if (actual == expected) return;
  std::size_t at = 0;
  while (at < actual.size() && at < expected.size() && actual[at] == expected[at]) ++at;
  const std::size_t line_begin = at == 0 ? 0 : expected.rfind('\n', at - 1) + 1;
  const auto shown = [&](std::string_view text) {
    return std::string(text.substr(std::min(line_begin, text.size()), 400));
  };
  ADD_FAILURE() << file << " differs (./dev update rewrites it; then read the diff).\nexpected: " << shown(expected)
                << "\nactual:   " << shown(actual);
}

}  // namespace lockstep
