#include "git/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <string_view>
#include <utility>

// POSIX leaves its declaration to the program.
extern char** environ;  // NOLINT(readability-redundant-declaration)

namespace lockstep::git {
namespace {

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

void connect(posix_spawn_file_actions_t& actions, int descriptor, int stream, int mode) {
  if (descriptor >= 0) {
    posix_spawn_file_actions_adddup2(&actions, descriptor, stream);
  } else {
    posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", mode, 0);
  }
}

}  // namespace

Pipe::Pipe(Kind kind) {
  if (kind == Kind::Plain) {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
    return;
  }
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) != 0) {
    ends_ = {-1, -1};
    return;
  }
  for (const int end : ends_) fcntl(end, F_SETFD, FD_CLOEXEC);
#ifdef SO_NOSIGPIPE
  const int yes = 1;
  setsockopt(ends_[1], SOL_SOCKET, SO_NOSIGPIPE, &yes, sizeof yes);
#endif
}

Pipe::~Pipe() {
  close_reader();
  close_writer();
}

void Pipe::close_end(std::size_t end) {
  if (ends_[end] >= 0) close(ends_[end]);
  ends_[end] = -1;
}

bool send(int writer, std::string_view bytes) {
#ifdef MSG_NOSIGNAL
  constexpr int kFlags = MSG_NOSIGNAL;
#else
  constexpr int kFlags = 0;
#endif
  while (!bytes.empty()) {
    const ssize_t count = ::send(writer, bytes.data(), bytes.size(), kFlags);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

pid_t start(const std::string& directory, const std::vector<std::string>& arguments, int in, int out, int errors,
            const std::string& index) {
  std::vector<std::string> words = command(directory, arguments);
  std::vector<std::string> variables = environment();
  if (!index.empty()) variables.push_back("GIT_INDEX_FILE=" + index);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  connect(actions, in, STDIN_FILENO, O_RDONLY);
  connect(actions, out, STDOUT_FILENO, O_WRONLY);
  connect(actions, errors, STDERR_FILENO, O_WRONLY);
  pid_t child = -1;
  const int failure =
      posix_spawnp(&child, "git", &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  return failure == 0 ? child : -1;
}

bool finish(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace lockstep::git
