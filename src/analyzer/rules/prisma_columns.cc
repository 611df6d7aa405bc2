#include "rules/prisma_columns.h"

#include "effects/named.h"

#include <sstream>

namespace lockstep::rules {

std::string prisma_type(const program::Program& program, std::string_view model, std::string_view column) {
  const std::string wanted = effects::entity_word(model);
  for (const std::string& path : program.workspace().prisma_schemas()) {
    std::istringstream lines(program.workspace().read(path).text);
    bool is_inside = false;
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      std::string first;
      std::string second;
      words >> first >> second;
      if (first == "model") is_inside = effects::entity_word(second) == wanted;
      if (first == "}") is_inside = false;
      if (is_inside && first == column) return second;
    }
  }
  return {};
}

}  // namespace lockstep::rules
