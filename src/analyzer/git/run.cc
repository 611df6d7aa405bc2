#include "git/run.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cerrno>
#include <string_view>

// POSIX leaves its declaration to the program.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace lockstep::git {
namespace {

constexpr std::size_t kMostBytes = std::size_t{8} << 20U;

/// Our own environment but for what steers git: a user's identity and trust (HOME, safe.directory) stay.
std::vector<std::string> environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    if (text.starts_with("GIT_") || text.starts_with("LC_") || text.starts_with("LANG")) continue;
    variables.emplace_back(text);
  }
  for (const char* own : {
           "LC_ALL=C",
           "GIT_TERMINAL_PROMPT=0",
           "GIT_OPTIONAL_LOCKS=0",     // looks, and leaves no trace
           "GIT_NO_LAZY_FETCH=1",      // of a partial clone, by whatever program its remote names
           "GIT_ALLOW_PROTOCOL=none",  // the same for versions that do not know that
           "GIT_NO_REPLACE_OBJECTS=1",
       }) {
    variables.emplace_back(own);
  }
  return variables;
}

std::vector<std::string> command(const std::string& directory, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = {"git", "--no-pager", "--literal-pathspecs", "-C", directory};
  for (const char* setting : {
           "core.fsmonitor=false",
           "core.hooksPath=/dev/null",
           "core.attributesFile=/dev/null",
           "core.sshCommand=false",
           "core.pager=cat",
           "log.showSignature=false",
           "gpg.program=false",
           "protocol.allow=never",
           "safe.bareRepository=explicit",
       }) {
    words.emplace_back("-c");
    words.emplace_back(setting);
  }
  words.insert(words.end(), arguments.begin(), arguments.end());
  return words;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> pointers;
  pointers.reserve(words.size() + 1);
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Both ends of a pipe, closed when they go.
class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool is_open() const { return ends_[0] >= 0; }
  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) close(ends_[end]);
    ends_[end] = -1;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

/// Reads both streams as they come, so that neither fills up and blocks. False when there was too much.
bool drain(Pipe& out, Pipe& errors, Answer& answer) {
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
      if (text.size() + static_cast<std::size_t>(count) > kMostBytes) {
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

Answer run(const std::string& directory, const std::vector<std::string>& arguments) {
  Answer answer;
  Pipe out;
  Pipe errors;
  if (!out.is_open() || !errors.is_open()) return answer;

  std::vector<std::string> words = command(directory, arguments);
  std::vector<std::string> variables = environment();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.writer(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.writer(), STDERR_FILENO);
  pid_t child = -1;
  const int failure =
      posix_spawnp(&child, "git", &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) return answer;

  out.close_end(1);
  errors.close_end(1);
  const bool fits = drain(out, errors, answer);
  out.close_end(0);
  errors.close_end(0);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  answer.succeeded = fits && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return answer;
}

}  // namespace lockstep::git
