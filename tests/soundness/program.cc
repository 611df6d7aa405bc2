#include "program.h"

namespace lockstep::soundness {
namespace {

void number(Block& block, std::uint16_t& next) {
  for (Statement& statement : block) {
    statement.id = next++;
    number(statement.body, next);
    number(statement.otherwise, next);
  }
}

}  // namespace

void number(Program& program) {
  std::uint16_t next = 0;
  for (Function& function : program.functions) number(function.body, next);
}

}  // namespace lockstep::soundness
