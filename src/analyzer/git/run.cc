#include "git/run.h"

#include "git/process.h"

#include <poll.h>
#include <unistd.h>
#include <array>
#include <cerrno>

namespace lockstep::git {
namespace {

/// Reads both streams as they come, so that neither fills up and blocks. False when there was too much.
bool drain(const Pipe& out, const Pipe& errors, std::size_t most_bytes, Answer& answer) {
  constexpr std::size_t kPiece = 1U << 16U;
  std::vector<char> piece(kPiece);
  bool fits = true;
  std::array<pollfd, 2> waiting = {pollfd{.fd = out.reader(), .events = POLLIN, .revents = 0},
                                   pollfd{.fd = errors.reader(), .events = POLLIN, .revents = 0}};
  while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
    if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].fd < 0 || waiting[i].revents == 0) continue;
      const ssize_t count = read(waiting[i].fd, piece.data(), piece.size());
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) {
        waiting[i].fd = -1;
        continue;
      }
      std::string& text = i == 0 ? answer.out : answer.errors;
      if (text.size() + static_cast<std::size_t>(count) > most_bytes) {
        fits = false;
        waiting[i].fd = -1;  // closed by our caller, which ends git
      } else {
        text.append(piece.data(), static_cast<std::size_t>(count));
      }
    }
  }
  return fits;
}

}  // namespace

Answer run(const std::string& directory, const std::vector<std::string>& arguments, std::size_t most_bytes,
           const std::string& index) {
  Answer answer;
  Pipe out;
  Pipe errors;
  if (!out.is_open() || !errors.is_open()) return answer;
  const pid_t child = start(directory, arguments, -1, out.writer(), errors.writer(), index);
  if (child < 0) return answer;
  answer.started = true;
  out.close_writer();
  errors.close_writer();
  const bool fits = drain(out, errors, most_bytes, answer);
  out.close_reader();
  errors.close_reader();
  answer.succeeded = finish(child) && fits;
  return answer;
}

}  // namespace lockstep::git
