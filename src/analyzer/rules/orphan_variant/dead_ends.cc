// An entry of a table that leads nowhere.
//
// `const KEYS = { 'ctrl-s': 'file.save', 'alt-d': 'jump.docs', … }`: a table binds something to actions, and every
// other one that it names is named elsewhere as well, by whoever carries it out. One that stands only here does
// nothing: its handler was removed, or never written. Components count, since handlers often stand there.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinVariants = 8;
constexpr std::size_t kMinNamed = 6;  // by one table

class DeadEnds {
 public:
  DeadEnds(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      for (const Node node : program::nodes_of(file, {Kind::TypeAlias, Kind::Enum})) {
        const Domain* domain = gathered_.domains.of_declaration(node);
        if (domain && domain->variants.size() >= kMinVariants && discriminants_.are_deeds(domain->name))
          look_at(*domain);
      }
    }
  }

 private:
  // Where a value is named, besides declarations.
  std::vector<Node> places_of(const Domain::Variant& variant) const {
    std::vector<Node> places;
    const auto add = [&](const Mention& mention) {
      // A table of nothing but strings may well be one that binds something.
      if (mention.role != Role::Declared || table_of(mention.node)) places.push_back(mention.node);
    };
    std::ranges::for_each(gathered_.mentions.of_text(variant.text), add);
    if (variant.declaration.is(Kind::EnumMember))
      std::ranges::for_each(gathered_.mentions.of_member(variant.declaration), add);
    return places;
  }

  // The table of which a value is an entry: `{ key: 'value' }` at the top of a file.
  static Node table_of(const Node& place) {
    const Node entry = place.parent();
    const Node table = entry && entry.is(Kind::Property) && entry.child(0) == place ? entry.parent() : Node{};
    const bool is_table = table && table.is(Kind::Object) && !table.enclosing_function() &&
                          table.enclosing(Kind::Declarator) && is_production(table.file());
    return is_table && !is_mirror(table) ? table : Node{};
  }

  // `{ OpenFile: 'open-file', … }` gives the values names.
  static bool is_mirror(const Node& table) {
    std::size_t alike = 0;
    for (const Node& entry : table.children()) {
      const Node value = program::without_casts(program::value_of(entry));
      const bool is_text = entry.is(Kind::Property) && value && value.is(Kind::String);
      alike += is_text && spoken(entry.text()) == spoken(value.text()) ? 1 : 0;
    }
    return alike * 2 >= table.child_count();
  }

  void look_at(const Domain& domain) {
    std::map<NodeRef, std::vector<const Domain::Variant*>> named;  // by table
    std::map<const Domain::Variant*, std::vector<Node>> places;
    for (const Domain::Variant& variant : domain.variants) {
      places[&variant] = places_of(variant);
      std::vector<NodeRef> tables;
      for (const Node& place : places[&variant]) {
        const Node table = table_of(place);
        if (table && std::ranges::find(tables, table.ref()) == tables.end()) tables.push_back(table.ref());
      }
      for (const NodeRef table : tables) named[table].push_back(&variant);
    }
    for (const auto& [table, variants] : named) {
      if (variants.size() < kMinNamed) continue;
      std::vector<const Domain::Variant*> lost;
      for (const Domain::Variant* variant : variants) {
        const bool is_only_here = std::ranges::all_of(
            places[variant], [&](const Node& place) { return gathered_.program[table].contains(place); });
        if (is_only_here && !gathered_.elsewhere.says(variant->text)) lost.push_back(variant);
      }
      if (lost.empty() || lost.size() > std::max<std::size_t>(1, variants.size() / 10)) continue;
      for (const Domain::Variant* variant : lost) {
        // Of parts that are all spelled somewhere nearly every word could be put together; a text with a hole says
        // more.
        if (!gathered_.mentions.may_be_completed(variant->text) && !is_said_elsewhere(gathered_, *variant))
          report(domain, *variant, places[variant].front(), variants.size() - lost.size());
      }
    }
  }

  void report(const Domain& domain, const Domain::Variant& variant, const Node& place, std::size_t others) {
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = place_of(place);
    finding.subject = domain.name + ' ' + std::string{variant.text};
    finding.message = told(variant) + " of " + domain.name + " is named in this table and nowhere else, unlike " +
                      std::to_string(others) + " other values that it names: nobody handles it";
    finding.advice = "Handle " + told(variant) + ", or remove the entry.";
    finding.related.push_back({place_of(variant.declaration), "declared here"});
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
};

}  // namespace

void find_dead_ends(const Gathered& gathered, std::vector<Finding>& findings) { DeadEnds{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
