#pragma once

#include <cstdint>
#include <string>

namespace lockstep::workspace {

/// Something that kept us from seeing a part of the workspace. It becomes a notification of the outcome.
struct Trouble {
  enum class Level : std::uint8_t { Note, Warning, Error };
  Level level = Level::Warning;
  std::string id;           ///< a stable word, e.g. "file-unreadable"
  std::string path;         ///< relative to the root
  std::string message;      ///< one sentence without a full stop
  bool incomplete = false;  ///< a file in scope gave no facts at all: exit code 3
};

}  // namespace lockstep::workspace
