#include "cache/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace lockstep::cache {
namespace {

std::string why() { return std::strerror(errno); }

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Writes beside `path` and lets `place` move it there.
template <class Place>
std::string write_beside(const std::string& path, std::string_view bytes, Place place) {
  const std::string beside = path + "." + fresh_name() + std::string(kUnfinished);
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) return why();
  std::string trouble;
  // Some file systems say only at the end that there was no room.
  if (!write_all(descriptor, bytes)) trouble = why();
  if (close(descriptor) != 0 && trouble.empty()) trouble = why();
  if (trouble.empty()) trouble = place(beside);
  if (!trouble.empty()) unlink(beside.c_str());
  return trouble;
}

}  // namespace

File::~File() {
  if (descriptor_ >= 0) close(descriptor_);
}

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

std::uint64_t File::size() const {
  struct stat status{};
  return fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

bool File::read(std::uint64_t offset, char* to, std::size_t size) const {
  while (size > 0) {
    const ssize_t count = pread(descriptor_, to, size, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    to += count;
    size -= static_cast<std::size_t>(count);
    offset += static_cast<std::uint64_t>(count);
  }
  return true;
}

File open_file(const std::string& path) {
  File file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status{};
  if (!file.is_open() || fstat(file.descriptor(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  if (status.st_uid != geteuid() && status.st_uid != 0) return {};
  return file;
}

std::optional<std::string> read_all(const std::string& path, std::uint64_t most) {
  const File file = open_file(path);
  if (!file.is_open() || file.size() > most) return std::nullopt;
  std::string bytes(file.size(), '\0');
  if (!file.read(0, bytes.data(), bytes.size())) return std::nullopt;
  return bytes;
}

std::string write_whole(const std::string& path, std::string_view bytes) {
  return write_beside(path, bytes, [&](const std::string& beside) {
    return std::rename(beside.c_str(), path.c_str()) == 0 ? std::string() : why();
  });
}

std::string write_new(const std::string& path, std::string_view bytes) {
  return write_beside(path, bytes, [&](const std::string& beside) {
    if (link(beside.c_str(), path.c_str()) != 0 && errno != EEXIST) {
      // A file system without hard links: the last one wins, and whoever read the other one misses.
      return std::rename(beside.c_str(), path.c_str()) == 0 ? std::string() : why();
    }
    unlink(beside.c_str());
    return std::string();
  });
}

std::string make_folder(const std::string& path) {
  struct stat status{};
  if (stat(path.c_str(), &status) == 0) return S_ISDIR(status.st_mode) ? "" : std::strerror(ENOTDIR);
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos && slash > 0) {
    if (std::string trouble = make_folder(path.substr(0, slash)); !trouble.empty()) return trouble;
  }
  return mkdir(path.c_str(), 0700) == 0 || errno == EEXIST ? "" : why();
}

std::string fresh_name() {
  std::array<unsigned char, 8> bytes{};
  std::string digits;
  if (getentropy(bytes.data(), bytes.size()) != 0) return std::to_string(getpid());
  for (const unsigned char byte : bytes) {
    digits += "0123456789abcdef"[byte >> 4U];
    digits += "0123456789abcdef"[byte & 0xFU];
  }
  return digits;
}

}  // namespace lockstep::cache
