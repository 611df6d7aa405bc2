#include "app/output.h"

#include "app/terminal.h"
#include "report/printable.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::app {
namespace {

/// A stream into a file descriptor that remembers why it failed.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor), bytes_(kSize) { restart(); }

  int failure() const { return failure_; }

 protected:
  int_type overflow(int_type next) override {
    if (!drain()) return traits_type::eof();
    if (!traits_type::eq_int_type(next, traits_type::eof())) sputc(traits_type::to_char_type(next));
    return traits_type::not_eof(next);
  }
  int sync() override { return drain() ? 0 : -1; }

 private:
  static constexpr std::size_t kSize = 1U << 16U;

  void restart() { setp(bytes_.data(), bytes_.data() + bytes_.size()); }

  bool drain() {
    const char* from = pbase();
    while (from < pptr() && failure_ == 0) {
      const ssize_t written = ::write(descriptor_, from, static_cast<std::size_t>(pptr() - from));
      if (written >= 0) {
        from += written;
      } else if (errno != EINTR) {
        failure_ = errno;
      }
    }
    restart();
    return failure_ == 0;
  }

  int descriptor_;
  int failure_ = 0;
  std::vector<char> bytes_;
};

using Write = std::function<void(const report::TextStyle&, std::ostream&)>;

int write_into(int descriptor, const report::TextStyle& style, const Write& write) {
  DescriptorBuffer buffer(descriptor);
  std::ostream stream(&buffer);
  write(style, stream);
  stream.flush();
  return buffer.failure();
}

Error cannot_write(const std::string& path, int reason, std::string hint = {}) {
  return {.what = "cannot write " + path + ": " + std::strerror(reason), .hint = std::move(hint)};
}

/// Devices and pipes are written to as they are; they cannot be renamed into place.
Status write_special(const std::string& path, const report::TextStyle& style, const Write& write) {
  const int descriptor = open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return cannot_write(path, errno);
  int failure = write_into(descriptor, style, write);
  if (close(descriptor) != 0 && failure == 0) failure = errno;
  if (failure != 0) return cannot_write(path, failure);
  return Done{};
}

/// Files that are written and have not appeared yet. They do so together, once all of them are there: who finds one of
/// two reports would take it for the answer.
class Appearing {
 public:
  Appearing() = default;
  Appearing(const Appearing&) = delete;
  Appearing& operator=(const Appearing&) = delete;
  ~Appearing() {
    for (const auto& [temporary, path] : files_) unlink(temporary.c_str());
    keep_on_signal();
  }

  Status write(const std::string& path, const report::TextStyle& style, const Write& write);
  Status appear() {
    while (!files_.empty()) {
      const auto& [temporary, path] = files_.front();
      if (rename(temporary.c_str(), path.c_str()) != 0) return cannot_write(path, errno);
      files_.erase(files_.begin());
    }
    return Done{};
  }

 private:
  std::vector<std::pair<std::string, std::string>> files_;  // temporary, path
};

/// What is no file: it is there already, and what is written into it is out.
Result<bool> is_special(const std::string& path) {
  struct stat before{};
  if (lstat(path.c_str(), &before) != 0) return false;
  if (S_ISLNK(before.st_mode)) {
    return Error{.what = "will not write through the symbolic link " + path,
                 .hint = "name the file itself, or - for the standard output"};
  }
  if (S_ISDIR(before.st_mode)) return Error{.what = path + " is a folder", .hint = "name a file in it"};
  return !S_ISREG(before.st_mode);
}

Status Appearing::write(const std::string& path, const report::TextStyle& style, const Write& write) {
  struct stat before{};
  const bool exists = lstat(path.c_str(), &before) == 0;
  const std::size_t slash = path.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  std::string temporary = path.substr(0, name) + "." + path.substr(name) + ".XXXXXX";
  const int descriptor = mkostemp(temporary.data(), O_CLOEXEC);
  if (descriptor < 0) {
    return cannot_write(path, errno, errno == ENOENT ? "its folder does not exist" : "");
  }
  remove_on_signal(temporary);
  // mkostemp makes files for nobody else; a report is as public as any file of its user.
  const mode_t mask = umask(0);
  umask(mask);
  constexpr mode_t kEverybody = 0666;
  files_.emplace_back(temporary, path);
  int failure = fchmod(descriptor, exists ? before.st_mode & 0777U : kEverybody & ~mask) == 0 ? 0 : errno;
  if (failure == 0) failure = write_into(descriptor, style, write);
  if (close(descriptor) != 0 && failure == 0) failure = errno;
  if (failure != 0) return cannot_write(path, failure);
  return Done{};
}

Status write_to_stdout(const report::TextStyle& style, const Write& write) {
  const int failure = write_into(STDOUT_FILENO, style, write);
  // Whoever read our output has seen enough; that is no failure of ours.
  if (failure != 0 && failure != EPIPE) return cannot_write("to the standard output", failure);
  return Done{};
}

}  // namespace

Status write_output(const Output& output, const report::TextStyle& style, const Write& write) {
  return write_outputs({output}, style, [&](report::Format, const report::TextStyle& its_style, std::ostream& out) {
    write(its_style, out);
  });
}

Status write_outputs(const std::vector<Output>& outputs, const report::TextStyle& style,
                     const std::function<void(report::Format, const report::TextStyle&, std::ostream&)>& write) {
  report::TextStyle plain = style;
  plain.colour = plain.links = false;
  plain.width = 0;
  Appearing files;
  std::vector<const Output*> at_last;  // what cannot be taken back: devices and pipes, then the standard output
  for (const Output& output : outputs) {
    if (output.path == "-") continue;
    const auto special = is_special(output.path);
    if (!special) return special.error();
    if (*special) {
      at_last.push_back(&output);
      continue;
    }
    const auto written = files.write(output.path, plain, [&](const report::TextStyle& its_style, std::ostream& out) {
      write(output.format, its_style, out);
    });
    if (!written) return written.error();
  }
  if (auto appeared = files.appear(); !appeared) return appeared;
  for (const Output& output : outputs) {
    if (output.path == "-") at_last.push_back(&output);
  }
  for (const Output* output : at_last) {
    const Write its_write = [&](const report::TextStyle& its_style, std::ostream& out) {
      write(output->format, its_style, out);
    };
    const auto written =
        output->path == "-" ? write_to_stdout(style, its_write) : write_special(output->path, plain, its_write);
    if (!written) return written.error();
  }
  return Done{};
}

Status check_formats(const std::vector<Output>& outputs, std::initializer_list<report::Format> known,
                     std::string_view what) {
  for (const Output& output : outputs) {
    if (std::find(known.begin(), known.end(), output.format) != known.end()) continue;
    std::string hint = "it can be written as:";
    for (const report::Format format : known) hint += " " + std::string(to_string(format));
    return Error{.what = std::string(what) + " cannot be written as " + std::string(to_string(output.format)),
                 .hint = std::move(hint)};
  }
  return Done{};
}

void print_error(const Error& error, const report::TextStyle& style, std::ostream& out) {
  const auto paint = [&](std::string_view code, std::string_view text) {
    return style.colour ? "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m" : std::string(text);
  };
  out << paint("1;31", "error") << ": " << report::printable(error.what) << '\n';
  if (!error.where.empty()) out << "  " << paint("2", "at") << " " << report::printable(error.where) << '\n';
  std::string_view frame = error.frame;
  while (!frame.empty()) {
    const std::size_t end = std::min(frame.find('\n'), frame.size());
    out << "  " << report::printable(frame.substr(0, end)) << '\n';
    frame.remove_prefix(std::min(end + 1, frame.size()));
  }
  if (!error.hint.empty()) out << "  " << paint("1;32", "hint") << ": " << report::printable(error.hint) << '\n';
}

}  // namespace lockstep::app
