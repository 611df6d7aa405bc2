// A kind of node that is put on a canvas, and that the canvas has no component for.
//
// `<ReactFlow nodeTypes={{ http: HttpNode, … }} />` draws each node by its type; a type without an entry is drawn as an
// empty default node. The types are declared elsewhere, often beside the engine that runs the flow, and a new one is
// easily forgotten here. Which declaration the table is about is told by its keys: nearly all of them are values of one
// enum or union.

#include "rules/expectation.h"
#include "rules/orphan_variant/canvas_tables.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

// What the library draws by itself.
constexpr std::array<std::string_view, 9> kOwn = {"default", "input",      "output", "group",       "straight",
                                                  "step",    "smoothstep", "bezier", "simplebezier"};
constexpr std::size_t kMinKeys = 3;

class Canvases {
 public:
  Canvases(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), declared_(gathered.program) {}

  void run() {
    std::map<const Domain*, std::set<std::string_view>> drawn;  // by any canvas
    std::map<const Domain*, Node> first;
    for (const auto& [object, keys] : canvas_tables(gathered_.program)) {
      const Domain* domain = domain_of(keys);
      if (!domain) continue;
      drawn[domain].insert(keys.begin(), keys.end());
      first.try_emplace(domain, gathered_.program[object]);
    }
    for (const auto& [domain, keys] : drawn) judge(*domain, keys, first.find(domain)->second);
  }

 private:
  const std::vector<const Domain*>& domains() {
    if (!domains_.empty()) return domains_;
    std::set<const Domain*> seen;
    for (const File& file : gathered_.program.files()) {
      // Also generated files: clients of an API declare its types.
      if (file.roles.any(workspace::Roles(workspace::Role::Test) | workspace::Role::Story)) continue;
      for (const Node node : program::nodes_of(file, {Kind::Enum, Kind::TypeAlias})) {
        const Domain* domain = declared_.of_declaration(node);
        if (domain && domain->variants.size() >= kMinKeys && seen.insert(domain).second) domains_.push_back(domain);
      }
    }
    return domains_;
  }

  // The one declaration that has nearly all keys; of several the smallest.
  const Domain* domain_of(const std::vector<std::string_view>& keys) {
    const Domain* best = nullptr;
    for (const Domain* domain : domains()) {
      const auto known =
          std::ranges::count_if(keys, [&](std::string_view key) { return domain->find(key) != nullptr; });
      const auto count = static_cast<std::size_t>(known);
      if (count < kMinKeys || count * 5 < keys.size() * 4 || count * 2 < domain->variants.size()) continue;
      if (!best || domain->variants.size() < best->variants.size()) best = domain;
    }
    return best ? gathered_.domains.of_declaration(best->declaration) : nullptr;
  }

  // `{ id, type: 'http', position, data }`, or what a type says to be of this domain.
  bool is_node(const Domain& domain, const Mention& mention) const {
    const Node property = mention.node.parent();
    if (mention.role != Role::Produced || mention.property != "type" || !property.is(Kind::Property)) return false;
    const Node object = property.parent();
    if (!object.is(Kind::Object) || !is_production(mention.node.file())) return false;
    if (program::property(object, "position")) return true;
    // addNode({ type: 'http', data: … })
    const Node call = object.parent();
    const std::string_view called = program::callee(call) ? program::callee(call).text() : std::string_view{};
    if (program::property(object, "data") && called.find("Node") != std::string_view::npos) return true;
    const Expectation expected = expectation_of(gathered_.program, object);
    return expected.type && gathered_.domains.of_property(expected.type, "type") == &domain;
  }

  std::vector<Node> makers_of(const Domain& domain, const Domain::Variant& variant) const {
    std::vector<Node> made;
    const auto add = [&](const Mention& mention) {
      if (is_node(domain, mention)) made.push_back(mention.node);
    };
    std::ranges::for_each(gathered_.mentions.of_text(variant.text), add);
    std::ranges::for_each(gathered_.mentions.of_member(variant.declaration), add);
    return made;
  }

  void judge(const Domain& domain, const std::set<std::string_view>& keys, const Node& table) {
    std::vector<const Domain::Variant*> missing;
    std::vector<Related> made;
    for (const Domain::Variant& variant : domain.variants) {
      const bool is_own = std::ranges::find(kOwn, variant.text) != kOwn.end();
      if (keys.contains(variant.text) || is_own || means_nothing(variant.text)) continue;
      const std::vector<Node> makers = makers_of(domain, variant);
      if (makers.empty()) continue;
      missing.push_back(&variant);
      made.push_back({place_of(makers.front()), told(variant) + " is made here"});
    }
    if (missing.empty()) return;
    const Node holder = table.enclosing(Kind::Declarator);
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = holder ? place_of(holder.child(0)) : place_of(table);
    finding.subject = domain.name;
    for (const Domain::Variant* variant : missing) finding.subject += ' ' + std::string{variant->text};
    finding.message = told(missing) + " of " + domain.name + (missing.size() == 1 ? " has" : " have") +
                      " no component here, where " + std::to_string(keys.size()) +
                      " others have: such a node is drawn as an empty default";
    finding.advice = "Add a component for each, or stop making such nodes.";
    if (made.size() > kMaxRelated) made.resize(kMaxRelated);
    finding.related = std::move(made);
    give_reason(finding, "most keys of the table are values of " + domain.name, domain.declaration);
    give_reason(finding, "no other canvas of the program has a component for it");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Domains declared_;  // of their own, since who asks first for a domain gives it its name
  std::vector<const Domain*> domains_;
};

}  // namespace

void find_undrawn(const Gathered& gathered, std::vector<Finding>& findings) { Canvases{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
