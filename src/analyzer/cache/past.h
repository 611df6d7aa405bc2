#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::cache {

/// A program as a commit has it: its files, and what was found in it, as far as that tells findings again.
struct Past {
  struct File {
    enum class Kind : std::uint8_t { File, Link, Other };
    std::string path;    ///< from the top of the work tree
    std::string object;  ///< the id of its content
    Kind kind = Kind::File;
    friend bool operator==(const File&, const File&) = default;
  };
  std::vector<File> files;
  std::vector<std::string> sites;      ///< what was wrong in which file, once for each place
  std::vector<std::string> sightings;  ///< what findings look like in their files, for files that are renamed
  friend bool operator==(const Past&, const Past&) = default;
};

std::string encode(const Past& past);
/// Nothing when these bytes cannot be one.
std::optional<Past> decode_past(std::string_view bytes);

}  // namespace lockstep::cache
