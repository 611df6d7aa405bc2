#pragma once

#include "app/options.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace lockstep::app {

/// Where a stream leads and what may be sent there.
struct Terminal {
  bool is_terminal = false;
  bool colour = false;
  bool links = false;
  bool can_erase = false;  ///< a line may be painted and taken back
  unsigned width = 0;      ///< 0 when it is no terminal
};

/// `descriptor` is 1 or 2. `--color` wins over NO_COLOR, that over FORCE_COLOR, that over what the stream is.
Terminal look_at_terminal(int descriptor, When colour);

/// Says on the standard error stream how far we are, if that is a terminal and the work takes longer than a moment;
/// leaves no trace behind.
class Progress {
 public:
  Progress(bool is_wanted, std::string_view what, std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step();  ///< from any thread

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Ends quietly on Ctrl-C and on a closed pipe: no message, no half-written file, no half a line on the terminal.
void end_quietly_on_signals();

/// Names a file that must not stay behind when a signal ends us, as long as reports are being written.
void remove_on_signal(const std::string& path);
/// Forgets all of them.
void keep_on_signal();

}  // namespace lockstep::app
