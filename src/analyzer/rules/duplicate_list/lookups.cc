#include "rules/duplicate_list/lookups.h"

#include <algorithm>
#include <array>

namespace lockstep::rules {
namespace {

constexpr std::array<std::string_view, 4> kListings = {"keys", "values", "entries", "hasOwn"};
constexpr std::string_view kOwn = "hasOwnProperty";

/// The object that a node looks something up in; null when it does no such thing.
Node table_of(const Node& node) {
  switch (node.kind()) {
    case Kind::Index: {
      const Node key = node.child(1);
      return key && !key.is(Kind::String) && !key.is(Kind::Number) ? node.child(0) : Node{};
    }
    case Kind::Binary:
      return node.op() == Op::In ? node.child(1) : Node{};
    case Kind::TypeQuery:
      return node.child(0);
    case Kind::Call: {
      const Node callee = program::callee(node);
      if (!callee || !callee.is(Kind::Member)) return {};
      if (callee.text() == kOwn) return callee.child(0);
      const bool is_listing = std::find(kListings.begin(), kListings.end(), callee.text()) != kListings.end();
      return is_listing && callee.child(0) && callee.child(0).text() == "Object" ? program::argument(node, 0) : Node{};
    }
    default:
      return {};
  }
}

}  // namespace

std::vector<NodeRef> calls_that_look_up(const Program& program) {
  std::vector<program::Name> names;
  const auto add = [&](std::string_view text) {
    if (const auto name = program.names().find(text)) names.push_back(*name);
  };
  std::for_each(kListings.begin(), kListings.end(), add);
  add(kOwn);
  return program.places().of(program::Places::Of::Call, names);
}

void Lookups::note(const Node& node) {
  const Node table = program::without_casts(table_of(node));
  if (table && (table.is(Kind::Ident) || table.is(Kind::Member))) tables_.push_back(table);
}

void Lookups::resolve(const Program& program, const std::unordered_set<std::string_view>& names) {
  for (const Node& table : tables_) {
    if (!names.contains(table.text())) continue;
    if (const Node declaration = program.definition(table).node) declarations_.insert(declaration.ref());
  }
  tables_.clear();
}

}  // namespace lockstep::rules
