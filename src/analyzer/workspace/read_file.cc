#include "workspace/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>

namespace lockstep::workspace {
namespace {

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int operator*() const { return number_; }

 private:
  int number_;
};

}  // namespace

Bytes unreadable(std::string_view path, std::string why) {
  return {.text = {},
          .trouble = Trouble{.level = Trouble::Level::Error,
                             .id = "file-unreadable",
                             .path = std::string(path),
                             .message = "this file cannot be read: " + std::move(why),
                             .incomplete = true}};
}

Trouble too_large(std::string_view path) {
  return {.level = Trouble::Level::Warning,
          .id = "file-too-large",
          .path = std::string(path),
          .message = "this file is larger than " + std::to_string(kMaxFileSize / 1'000'000) + " MB and was not read",
          .incomplete = true};
}

bool looks_binary(std::string_view head) {
  // MPEG transport streams share an extension with TypeScript; their packets of 188 bytes begin with G.
  if (head.size() > 376 && head[0] == 'G' && head[188] == 'G' && head[376] == 'G') return true;
  const std::string_view sample = head.substr(0, 8192);
  // A stray NUL occurs in source code, as a separator in a string. One in a hundred bytes does not.
  return static_cast<std::size_t>(std::count(sample.begin(), sample.end(), '\0')) * 100 > sample.size();
}

Bytes read_file(const std::string& absolute, std::string_view path) {
  const Descriptor file{open(absolute.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  if (*file < 0) return unreadable(path, errno == ELOOP ? "it is a link" : std::strerror(errno));
  struct stat status{};
  if (fstat(*file, &status) != 0) return unreadable(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) return unreadable(path, "it is no regular file");
  if (static_cast<std::uint64_t>(status.st_size) > kMaxFileSize) return {.text = {}, .trouble = too_large(path)};

  // One byte more than it should hold tells whether it grew meanwhile.
  std::string text(static_cast<std::size_t>(status.st_size) + 1, '\0');
  std::size_t size = 0;
  while (true) {
    const ssize_t count = read(*file, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(path, std::strerror(errno));
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > kMaxFileSize) return {.text = {}, .trouble = too_large(path)};
    if (size == text.size()) text.resize(2 * size);
  }
  text.resize(size);
  return {.text = std::move(text), .trouble = {}};
}

Bytes as_source(Bytes bytes, std::string_view path) {
  if (bytes.trouble) return bytes;
  const bool is_utf16 = bytes.text.starts_with("\xFF\xFE") || bytes.text.starts_with("\xFE\xFF");
  if (!is_utf16 && !looks_binary(bytes.text)) return bytes;
  bytes.text.clear();
  bytes.trouble = Trouble{.level = is_utf16 ? Trouble::Level::Warning : Trouble::Level::Note,
                          .id = is_utf16 ? "file-encoding" : "file-binary",
                          .path = std::string(path),
                          .message = is_utf16 ? "this file is UTF-16 and was not read; save it as UTF-8"
                                              : "this file holds no text and was not read",
                          .incomplete = is_utf16};
  return bytes;
}

}  // namespace lockstep::workspace
