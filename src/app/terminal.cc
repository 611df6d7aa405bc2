#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <thread>

namespace lockstep::app {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool is(const char* name, std::string_view expected) {
  const char* value = std::getenv(name);
  return value != nullptr && expected == value;
}

// What a signal handler may touch: paths set before their files are made, and whether a progress line stands there.
constexpr std::size_t kMostDoomed = 16;
std::array<std::array<char, 4096>, kMostDoomed> doomed_files{};
std::atomic<std::size_t> doomed_count = 0;
std::atomic<bool> is_progress_shown = false;

void on_signal(int number) {
  for (std::size_t i = 0; i < doomed_count; ++i) unlink(doomed_files[i].data());
  if (is_progress_shown) {
    constexpr std::string_view kErase = "\r\x1b[K";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, kErase.data(), kErase.size());
  }
  // The default action tells the shell how we ended.
  std::signal(number, SIG_DFL);
  std::raise(number);
}

}  // namespace

Terminal look_at_terminal(int descriptor, When colour) {
  Terminal terminal;
  terminal.is_terminal = isatty(descriptor) == 1;
  const bool is_dumb = is("TERM", "dumb");
  if (terminal.is_terminal) {
    winsize size{};
    constexpr unsigned kUsualWidth = 80;
    terminal.width = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualWidth;
  }
  if (colour != When::Auto) {
    terminal.colour = colour == When::Always;
  } else if (is_set("NO_COLOR")) {
    terminal.colour = false;
  } else if (is_set("FORCE_COLOR")) {
    terminal.colour = !is("FORCE_COLOR", "0");
  } else {
    terminal.colour = terminal.is_terminal && !is_dumb;
  }
  terminal.can_erase = terminal.is_terminal && !is_dumb;
  terminal.links = terminal.is_terminal && terminal.colour && !is_dumb;
  return terminal;
}

struct Progress::State {
  std::string what;
  std::size_t total = 0;
  std::atomic<std::size_t> done = 0;
  std::mutex mutex;
  std::condition_variable changed;
  bool is_over = false;
  std::thread clock;

  void tick() {
    using namespace std::chrono_literals;
    auto pause = 300ms;
    std::size_t shown = total + 1;
    std::unique_lock lock(mutex);
    while (!changed.wait_for(lock, pause, [this] { return is_over; })) {
      pause = 100ms;
      const std::size_t now = done;
      if (now == shown) continue;
      shown = now;
      is_progress_shown = true;
      std::fprintf(stderr, "\r%s %zu of %zu\x1b[K", what.c_str(), now, total);
      std::fflush(stderr);
    }
    if (is_progress_shown) std::fputs("\r\x1b[K", stderr);
    is_progress_shown = false;
  }
};

Progress::Progress(bool is_wanted, std::string_view what, std::size_t total) {
  if (!is_wanted) return;
  state_ = std::make_unique<State>();
  state_->what = what;
  state_->total = total;
  state_->clock = std::thread([this] { state_->tick(); });
}

Progress::~Progress() {
  if (state_ == nullptr) return;
  {
    const std::lock_guard lock(state_->mutex);
    state_->is_over = true;
  }
  state_->changed.notify_all();
  state_->clock.join();
}

void Progress::step() {
  if (state_ != nullptr) ++state_->done;
}

void end_quietly_on_signals() {
  // A parent that ignores SIGPIPE (Node, Python) would hand that on to us, and we would write into the void.
  std::signal(SIGPIPE, SIG_DFL);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    if (std::signal(number, on_signal) == SIG_IGN) std::signal(number, SIG_IGN);  // nohup stays in force
  }
}

void remove_on_signal(const std::string& path) {
  const std::size_t next = doomed_count;
  if (next == kMostDoomed || path.size() >= doomed_files[next].size()) return;
  std::memcpy(doomed_files[next].data(), path.c_str(), path.size() + 1);
  doomed_count = next + 1;
}

void keep_on_signal() { doomed_count = 0; }

}  // namespace lockstep::app
