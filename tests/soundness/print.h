#pragma once

#include "program.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace lockstep::soundness {

struct Line {
  std::string path;
  std::uint32_t line = 0;  ///< from 1
  friend auto operator<=>(const Line&, const Line&) = default;
};

/// A program as TypeScript.
struct Printed {
  std::map<std::string, std::string> files;
  std::vector<Line> statements;             ///< by id: its line, or the first of them; that of a lock takes it
  std::vector<std::uint8_t> functions;      ///< by id of a statement: the function that it is part of
  std::vector<std::pair<Line, Line>> ends;  ///< by function: its first and last line
};

Printed print(const Program& program);

}  // namespace lockstep::soundness
