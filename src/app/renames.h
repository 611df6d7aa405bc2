#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// Which of the files that came are files that went, under another name.
namespace lockstep::app {

/// What must be known of files to tell.
struct FilesByName {
  /// Whether they hold the same, where that can be said without reading them.
  std::function<std::optional<bool>(const std::string& went, const std::string& came)> are_equal;
  std::function<std::string(const std::string& went)> text_before;
  std::function<std::string(const std::string& came)> text_now;
};

/// By the name of a file that came, the one that it was. As git sees it: files of one sort with at least half of their
/// lines in common, the likest first; and a file that went has one successor, since a further one is a copy.
std::map<std::string, std::string> match_renames(const std::vector<std::string>& went,
                                                 const std::vector<std::string>& came, const FilesByName& files);

}  // namespace lockstep::app
