// A literal of a union that code waits for and nobody makes.
//
// Unlike an enum's members, literals have no name to follow, so we count spellings: the value must stand nowhere except
// in types, tests, tables and lists of the whole union, while most of its siblings are written into the very properties
// that are declared with the union's name. What only JSX attributes say is a look that nobody uses yet, and not a
// state.

#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinVariants = 4;
constexpr std::size_t kMaxRelated = 6;

class Unions {
 public:
  Unions(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    gather();
    // The same union written out in several packages is one.
    std::map<std::vector<std::string_view>, std::vector<Node>> copies;
    for (const Node& alias : aliases_) {
      const Domain* domain = gathered_.domains.of_declaration(alias);
      if (!domain || domain->variants.size() < kMinVariants) continue;
      std::vector<std::string_view> values;
      for (const Domain::Variant& variant : domain->variants) values.push_back(variant.text);
      std::ranges::sort(values);
      copies[std::move(values)].push_back(alias);
    }
    for (const auto& [values, aliases] : copies) look_at(aliases, values);
  }

 private:
  // Aliases of plain unions, and the names of what is declared with each.
  void gather() {
    program::NameSet names(gathered_.program.names());
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      const bool is_lone = is_of_lone_library(gathered_.program, file);
      for (const Node statement : program::nodes_of(file, Kind::TypeAlias)) {
        if (is_lone && gathered_.program.is_exported(statement)) continue;
        const Node type = program::type_annotation(statement);
        if (!type || !type.is(Kind::TypeUnion) || type.child_count() < kMinVariants) continue;
        const bool is_plain = std::ranges::all_of(type.children(), [](const Node& part) {
          return part.is(Kind::TypeLiteral) && part.child(0) && part.child(0).is(Kind::String);
        });
        if (!is_plain) continue;
        aliases_.push_back(statement);
        names.insert(statement.text());
      }
    }
    for (const File& file : gathered_.program.files()) {
      if (!is_own_code(file)) continue;
      for (const Node use : program::nodes_of(file, Kind::TypeName)) {
        if (!names.contains(use)) continue;
        Node holder = use.parent();
        while (holder && (holder.is(Kind::TypeUnion) || holder.is(Kind::TypeArray))) holder = holder.parent();
        if (!holder) continue;
        std::string_view name;
        if (holder.is(Kind::TypeMember) || holder.is(Kind::Field) || holder.is(Kind::Parameter)) name = holder.text();
        if (!name.empty()) holders_[use.text()].insert(name);
      }
    }
  }

  // The declaration of another set of values, to which the same word belongs: what is written for one may be of the
  // other, and may flow from there.
  static bool is_foreign(const Mention& mention, const std::vector<std::string_view>& values) {
    if (mention.role != Role::Declared) return false;
    Node whole = mention.node.parent();
    while (whole && (whole.is(Kind::TypeLiteral) || whole.is(Kind::EnumMember))) whole = whole.parent();
    if (!whole || !(whole.is(Kind::TypeUnion) || whole.is(Kind::Enum) || whole.is(Kind::Array))) return true;
    std::size_t size = 0;
    std::size_t shared = 0;
    for (const Node& sibling : whole.children()) {
      Node text = sibling;
      while (text && !text.is(Kind::String) && (text.is(Kind::TypeLiteral) || text.is(Kind::EnumMember)))
        text = text.child(0);
      if (!text || !text.is(Kind::String)) continue;
      ++size;
      shared += std::ranges::binary_search(values, text.text()) ? 1 : 0;
    }
    return shared * 2 < std::max(size, values.size());
  }

  bool is_shared(std::string_view value, const std::vector<std::string_view>& values) const {
    return std::ranges::any_of(gathered_.mentions.of_text(value),
                               [&](const Mention& mention) { return is_foreign(mention, values); });
  }

  // A list of most of the union: it offers the values and makes none.
  static bool is_listing(const Mention& mention, const std::vector<std::string_view>& values) {
    Node list = mention.node.parent();
    while (list && (list.is(Kind::Cast) || list.is(Kind::Spread))) list = list.parent();
    if (!list || !list.is(Kind::Array)) return false;
    constexpr std::uint32_t kLargestList = 500;  // longer ones are data
    if (list.raw().size > kLargestList) return false;
    const auto shared = std::ranges::count_if(list.children(), [&](const Node& element) {
      return element.is(Kind::String) && std::ranges::binary_search(values, element.text());
    });
    return static_cast<std::size_t>(shared) * 2 >= values.size();
  }

  // `<MenuItem value="x">` beside `<MenuItem value="y">`: what a reader may filter by.
  static bool is_offer(const Mention& mention) {
    const Node property = mention.node.parent();
    return property && property.is(Kind::Property) && property.text() == "value" &&
           property.parent().is(Kind::Attributes);
  }

  // Where code asks whether something of this union is the value.
  std::vector<Node> tests_of(const Domain& domain, std::string_view value,
                             const std::set<std::string_view>& holders) const {
    const auto is_about = [&](const Subject& subject) {
      return subject.domain ? subject.domain == &domain || subject.domain->name == domain.name
                            : holders.contains(subject.property);
    };
    std::vector<Node> found;
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (!is_about(dispatcher.subject)) continue;
      for (const Dispatcher::Case& one : dispatcher.cases) {
        if (one.text == value) found.push_back(one.test);
      }
    }
    for (const Test& test : gathered_.tests) {
      if (test.text == value && is_about(test.subject)) found.push_back(test.node);
    }
    std::ranges::sort(found);
    return found;
  }

  // The package that makes the values owns the union.
  const Node& owner_of(const std::vector<Node>& aliases, const std::vector<std::string_view>& values) const {
    std::size_t best = 0;
    std::size_t most = 0;
    for (std::size_t i = 0; i < aliases.size(); ++i) {
      std::size_t made = 0;
      for (const std::string_view value : values) {
        for (const Mention& mention : gathered_.mentions.of_text(value)) {
          made +=
              mention.role == Role::Produced && mention.node.file().package_id == aliases[i].file().package_id ? 1 : 0;
        }
      }
      if (made > most) {
        most = made;
        best = i;
      }
    }
    return aliases[best];
  }

  void look_at(const std::vector<Node>& aliases, const std::vector<std::string_view>& values) {
    const Node& alias = owner_of(aliases, values);
    const Domain& domain = *gathered_.domains.of_declaration(alias);
    const auto holders = holders_.find(alias.text());
    if (holders == holders_.end()) return;
    std::vector<const Domain::Variant*> missing;
    std::size_t made = 0;
    for (const Domain::Variant& variant : domain.variants) {
      bool is_made = false;
      bool may_be_made = false;
      for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
        if (mention.role != Role::Produced || is_listing(mention, values) || is_offer(mention)) continue;
        may_be_made = true;
        is_made = is_made || mention.property.empty() || holders->second.contains(mention.property);
      }
      made += is_made ? 1 : 0;
      if (!may_be_made && !is_shared(variant.text, values)) missing.push_back(&variant);
    }
    if (made < kMinVariants - 1 || made * 10 < domain.variants.size() * 6) return;
    for (const Domain::Variant* variant : missing) report(domain, *variant, holders->second, made);
  }

  void report(const Domain& domain, const Domain::Variant& variant, const std::set<std::string_view>& holders,
              std::size_t made) {
    std::vector<Related> waiting;
    for (const Node& test : tests_of(domain, variant.text, holders)) {
      if (is_production(test.file())) waiting.push_back({place_of(test), "waited for here"});
    }
    if (waiting.empty() || gathered_.mentions.may_be_composed(variant.text)) return;
    for (const Node& member : gathered_.mentions.members_spelling(variant.text)) {
      if (!gathered_.mentions.of_member(member).empty()) return;  // an enum spells it too, and is used
    }
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(variant.declaration);
    finding.subject = domain.name + ' ' + std::string{variant.text};
    finding.message = quoted(variant.text) + " of " + domain.name + " is waited for in " +
                      std::to_string(waiting.size()) + (waiting.size() == 1 ? " place" : " places") +
                      " and produced nowhere, while " + std::to_string(made) + " other values are";
    finding.advice =
        "Produce " + quoted(variant.text) + " where it should arise, or remove it with the code that waits for it.";
    if (waiting.size() > kMaxRelated) waiting.resize(kMaxRelated);
    finding.related = std::move(waiting);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::vector<Node> aliases_;
  std::map<std::string_view, std::set<std::string_view>> holders_;
};

}  // namespace

void find_unproduced_literals(const Gathered& gathered, std::vector<Finding>& findings) {
  Unions{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
