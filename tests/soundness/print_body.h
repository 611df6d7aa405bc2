#pragma once

#include "page.h"
#include "print.h"
#include "program.h"

#include <cstddef>
#include <string>

namespace lockstep::soundness {

/// How a function's own statements speak of what it was handed.
struct Words {
  std::string id = "id";      ///< of the row: "id", "event.id", "row0.id"
  std::string text = "text";  ///< what the request brings
};

/// Writes the statements of a function and notes in `printed` on which line each stands.
void print_body(const Program& program, std::size_t function, const Words& words, Page& page, Printed& printed);

}  // namespace lockstep::soundness
