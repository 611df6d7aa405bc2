#include "program/exits.h"

namespace lockstep::program {
namespace {

using facts::Kind;

bool leaves(const Node& statement, bool (*is_way_out)(const Node&)) {
  if (!statement) return false;
  if (is_way_out(statement)) return true;
  if (statement.is(Kind::If))
    return statement.child(2) && leaves(statement.child(1), is_way_out) && leaves(statement.child(2), is_way_out);
  if (!statement.is(Kind::Block)) return false;
  Node last;
  for (const Node step : statement.children()) {
    if (!step.is(Kind::None)) last = step;
  }
  return leaves(last, is_way_out);
}

bool ends_function(const Node& statement) { return statement.is(Kind::Return) || statement.is(Kind::Throw); }

}  // namespace

bool is_exit(const Node& statement) {
  return ends_function(statement) || statement.is(Kind::Break) || statement.is(Kind::Continue);
}

bool leaves_block(const Node& statement) { return leaves(statement, is_exit); }

bool leaves_function(const Node& statement) { return leaves(statement, ends_function); }

}  // namespace lockstep::program
