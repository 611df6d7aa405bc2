#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace lockstep::git {

/// Reads the content of objects. One git answers all questions, one after another, from any thread; it is started by
/// the first and ends with this.
class Objects {
 public:
  /// Of the repository whose work tree holds the directory. Of a larger object only the first bytes are kept.
  Objects(const std::string& directory, std::uint64_t most_bytes);
  Objects(Objects&&) noexcept;
  Objects& operator=(Objects&&) noexcept;
  ~Objects();

  /// Nothing when there is no such object, or it is no file's content.
  std::optional<std::string> read(const std::string& id) const;

 private:
  struct Child;
  std::unique_ptr<Child> child_;
};

}  // namespace lockstep::git
