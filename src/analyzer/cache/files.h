#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// The few things that a cache does with the file system. Nothing here follows a link in the last place, and nothing
/// throws: a cache that does not work is no reason for anything to fail.
namespace lockstep::cache {

/// An open file, closed when it goes.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File();
  File(File&& other) noexcept : descriptor_(other.descriptor_) { other.descriptor_ = -1; }
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  std::uint64_t size() const;  ///< 0 when it cannot be told

  /// Exactly `size` bytes from an offset; false when there are fewer.
  bool read(std::uint64_t offset, char* to, std::size_t size) const;

 private:
  int descriptor_ = -1;
};

/// A regular file to read that we or root own.
File open_file(const std::string& path);
/// All of it, if it is no larger than that.
std::optional<std::string> read_all(const std::string& path, std::uint64_t most);

/// A file appears whole or not at all, whatever happens meanwhile. Says why not; empty when it was written.
std::string write_whole(const std::string& path, std::string_view bytes);
/// The same, unless there is such a file already, which then stays.
std::string write_new(const std::string& path, std::string_view bytes);

/// A folder for us alone, and those above it. Says why not; empty when it is there.
std::string make_folder(const std::string& path);

/// A name that nobody has chosen before.
std::string fresh_name();

/// What `write_whole` calls a file until it is whole. One that a crash left behind is removed after a while.
inline constexpr std::string_view kUnfinished = ".new";

}  // namespace lockstep::cache
