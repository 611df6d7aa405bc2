#pragma once

#include "program/program.h"

#include <cstdint>
#include <string>
#include <vector>

/// Where the outside world comes in, and what can therefore run.
namespace lockstep::program {

struct EntryPoint {
  enum class Form : std::uint8_t { Http, Socket, Event, Queue, Cron, Command, Exported, Callback, Startup };
  Form form = Form::Exported;
  Node function;      ///< the Function that is run
  Node registration;  ///< the Decorator's call, or the call that registers it; null for Exported
  std::string label;  ///< for people: "POST /messages", "event message.received", "queue replies"
};

/// Entry points by decorator and registration (what counts is data: section "entry-points" of the models), in order of
/// path and position. Exported functions that nothing in the program calls are entry points of the form Exported.
std::vector<EntryPoint> entry_points(const Program& program, const Workers& workers);

/// Which functions may run at all: reachable from an entry point, module level, or a reference (callback, registry).
/// Dead code produces nothing, handles nothing, races with nothing.
class Liveness {
 public:
  /// `entries` are the program's entry points.
  Liveness(const Program& program, const std::vector<EntryPoint>& entries, const Workers& workers);
  bool is_alive(const Node& node) const;  ///< the node's enclosing functions all may run

 private:
  std::vector<std::vector<bool>> alive_;  // by file, by node: a Function that may run
};

}  // namespace lockstep::program
