#include "rules/orphan_variant/canvas_tables.h"

#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lockstep::rules::variants {
namespace {

constexpr std::array<std::string_view, 4> kLibraries = {"reactflow", "@xyflow/react", "react-flow-renderer",
                                                        "@reactflow/core"};
constexpr std::array<std::string_view, 2> kTables = {"nodeTypes", "edgeTypes"};
constexpr std::size_t kMinKeys = 3;

bool is_canvas(const Program& program, const Node& element) {
  const program::External external = program.definition(element).external;
  return std::ranges::find(kLibraries, external.package) != kLibraries.end();
}

// Through constants and `useMemo(() => nodeTypes, [])`.
Node table_of(const Program& program, const Node& expression) {
  Node at = program.constant(expression);
  const Node head = program::callee(at);
  if (head && head.text() == "useMemo") {
    Node made = program::body(program::argument(at, 0));
    if (made && made.is(Kind::Block)) made = made.child_count() == 1 ? made.child(0).child(0) : Node{};
    at = program.constant(program::without_casts(made));
  }
  return at && at.is(Kind::Object) ? at : Node{};
}

// Nothing when some key is unknown.
std::vector<std::string_view> keys_of(const Program& program, const Node& table) {
  std::vector<std::string_view> keys;
  for (const Node& entry : table.children()) {
    if (!entry.is(Kind::Property)) return {};
    const auto value = entry.text().empty() && entry.child(1) ? program.value(entry.child(1)) : std::nullopt;
    keys.push_back(value ? value->text : entry.text());
    if (keys.back().empty()) return {};
  }
  return keys;
}

}  // namespace

CanvasTables canvas_tables(const Program& program) {
  CanvasTables tables;
  for (const File& file : program.files()) {
    if (!is_production(file)) continue;
    for (const Node element : program::nodes_of(file, Kind::Element)) {
      if (!is_canvas(program, element)) continue;
      for (const Node& attribute : element.child(1).children()) {
        if (!attribute.is(Kind::Property) || std::ranges::find(kTables, attribute.text()) == kTables.end()) continue;
        const Node table = table_of(program, program::value_of(attribute));
        if (!table) continue;
        std::vector<std::string_view> keys = keys_of(program, table);
        if (keys.size() >= kMinKeys) tables[table.ref()] = std::move(keys);
      }
    }
  }
  return tables;
}

}  // namespace lockstep::rules::variants
