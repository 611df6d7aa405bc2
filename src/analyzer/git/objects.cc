#include "git/objects.h"

#include "git/process.h"

#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <mutex>
#include <string_view>
#include <utility>

namespace lockstep::git {

/// `git cat-file --batch`: an id on a line goes in, "ID blob SIZE", the content and a line break come out.
struct Objects::Child {
  std::string directory;
  std::uint64_t most_bytes;
  std::mutex mutex;
  bool was_started = false;
  pid_t process = -1;
  Pipe in{Pipe::Kind::WithoutSignal};
  Pipe out;
  std::array<char, 1U << 16U> buffer{};
  std::string_view ahead;  // in the buffer: what was read and not yet taken

  Child(std::string where, std::uint64_t most) : directory(std::move(where)), most_bytes(most) {}
  ~Child() { stop(); }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool run();
  void stop();
  std::optional<std::string> ask(const std::string& id);
  bool fill();
  std::optional<std::string> take_line();
  bool take(std::uint64_t size, std::string* text);
};

bool Objects::Child::run() {
  if (was_started) return process >= 0;
  was_started = true;
  if (!in.is_open() || !out.is_open()) return false;
  process = start(directory, {"cat-file", "--batch"}, in.reader(), out.writer(), -1);
  in.close_reader();
  out.close_writer();
  return process >= 0;
}

/// Also when it answers nonsense: whatever comes after that belongs to no question.
void Objects::Child::stop() {
  if (process < 0) return;
  in.close_writer();
  out.close_reader();
  finish(std::exchange(process, -1));
}

bool Objects::Child::fill() {
  ssize_t count = -1;
  do {
    count = ::read(out.reader(), buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return false;
  ahead = {buffer.data(), static_cast<std::size_t>(count)};
  return true;
}

std::optional<std::string> Objects::Child::take_line() {
  std::string line;
  while (true) {
    const std::size_t end = ahead.find('\n');
    line += ahead.substr(0, end);
    if (end != std::string_view::npos) {
      ahead.remove_prefix(end + 1);
      return line;
    }
    if (line.size() > 1000 || !fill()) return std::nullopt;
  }
}

bool Objects::Child::take(std::uint64_t size, std::string* text) {
  while (size > 0) {
    if (ahead.empty() && !fill()) return false;
    const std::string_view piece = ahead.substr(0, size);
    if (text != nullptr) *text += piece;
    size -= piece.size();
    ahead.remove_prefix(piece.size());
  }
  return true;
}

std::optional<std::string> Objects::Child::ask(const std::string& id) {
  // Nothing but an id: git would follow a path or a revision too.
  if (id.empty() || id.find_first_not_of("0123456789abcdef") != std::string::npos) return std::nullopt;
  if (!run()) return std::nullopt;
  const auto head = send(in.writer(), id + "\n") ? take_line() : std::nullopt;
  if (!head) {
    stop();
    return std::nullopt;
  }
  constexpr std::string_view kBlob = " blob ";
  const std::size_t kind = head->find(kBlob);
  std::uint64_t size = 0;
  const char* end = head->data() + head->size();
  if (kind == std::string::npos) {
    // "ID missing", or "ID tree SIZE" and what we have no use for.
    const std::size_t last = head->rfind(' ');
    const auto [stopped, failure] = std::from_chars(head->data() + last + 1, end, size);
    if (failure == std::errc{} && stopped == end && !take(size + 1, nullptr)) stop();
    return std::nullopt;
  }
  const auto [stopped, failure] = std::from_chars(head->data() + kind + kBlob.size(), end, size);
  const std::uint64_t kept = std::min(size, most_bytes);
  std::string text;
  if (failure != std::errc{} || stopped != end || !take(kept, &text) || !take(size - kept + 1, nullptr)) {
    stop();
    return std::nullopt;
  }
  return text;
}

Objects::Objects(const std::string& directory, std::uint64_t most_bytes)
    : child_(std::make_unique<Child>(directory, most_bytes)) {}
Objects::Objects(Objects&&) noexcept = default;
Objects& Objects::operator=(Objects&&) noexcept = default;
Objects::~Objects() = default;

std::optional<std::string> Objects::read(const std::string& id) const {
  const std::scoped_lock lock(child_->mutex);
  return child_->ask(id);
}

}  // namespace lockstep::git
