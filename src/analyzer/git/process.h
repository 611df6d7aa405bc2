#pragma once

#include <sys/types.h>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::git {

/// Both ends of a pipe, closed when they go.
class Pipe {
 public:
  /// To a reader that may die: writing `without_signal` (see `send`) then fails, where it would end us otherwise.
  enum class Kind : std::uint8_t { Plain, WithoutSignal };
  explicit Pipe(Kind kind = Kind::Plain);
  ~Pipe();
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool is_open() const { return ends_[0] >= 0; }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() { close_end(0); }
  void close_writer() { close_end(1); }

 private:
  void close_end(std::size_t end);

  std::array<int, 2> ends_{-1, -1};
};

/// Writes all of it into a pipe without signals; false when nobody reads any more.
bool send(int writer, std::string_view bytes);

/// Starts git in a directory, without a shell and with nothing of the repository's own that could run a program. A
/// stream without a descriptor (-1) leads to nothing; an `index` is looked at in place of the repository's. Returns its
/// number, or -1 when it could not be started.
pid_t start(const std::string& directory, const std::vector<std::string>& arguments, int in, int out, int errors,
            const std::string& index = {});

/// Waits for its end; whether it was a good one.
bool finish(pid_t child);

}  // namespace lockstep::git
