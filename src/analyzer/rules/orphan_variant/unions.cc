// A literal of a union that code waits for and nobody makes, or that nobody mentions at all.
//
// Unlike an enum's members, literals have no name to follow, so we count spellings: the value must stand nowhere except
// in types, tests, tables and lists of the whole union, while most of its siblings are written into the very properties
// that are declared with the union: by its name, or in place (`type: 'a' | 'b' | …` of a message). What only JSX
// attributes say is a look that nobody uses yet, and not a state. A `z.enum` is a union too, but since it may also let
// values in from outside, all its other values must be made here.

#include "program/schema_words.h"
#include "rules/orphan_variant/brought_in.h"
#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinVariants = 4;
// That nobody speaks of a literal is weak evidence in a short list of options.
constexpr std::size_t kMinForUnused = 6;
constexpr std::size_t kLongSchema = 8;

// `'a' | 'b' | 'c'`, and nothing but strings.
bool is_plain_union(const Node& type) {
  if (!type || !type.is(Kind::TypeUnion) || type.child_count() < kMinVariants) return false;
  return std::ranges::all_of(type.children(), [](const Node& part) {
    return part.is(Kind::TypeLiteral) && part.child(0) && part.child(0).is(Kind::String);
  });
}

bool is_holder(const Node& node) {
  return node && (node.is(Kind::TypeMember) || node.is(Kind::Field) || node.is(Kind::Parameter));
}

bool is_choosable(const Node& declaration) {
  return declaration.is(Kind::TypeUnion) && is_option(declaration.parent());
}

// `look?: Look` of a component or of options, where the union has a name. What has to be given is data.
bool is_choice_of_users(const Node& holder) {
  return holder.is(Kind::TypeMember) && holder.has(facts::kOptional) && is_option(holder);
}

// `process.env.STORE as StoreKind`: whatever people set it to.
bool is_setting(const Node& cast) {
  const Node value = cast.is(Kind::Cast) ? program::without_casts(cast) : Node{};
  const bool is_read = value && (value.is(Kind::Member) || value.is(Kind::Index)) && value.child(0);
  return is_read && value.child(0).is(Kind::Member) && value.child(0).text() == "env";
}

class Unions {
 public:
  Unions(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    gather();
    // The same union written out in several packages is one.
    std::map<std::vector<std::string_view>, std::vector<Node>> copies;
    for (const Node& declaration : declarations_) {
      const Domain* domain = gathered_.domains.of_declaration(declaration);
      if (!domain || domain->variants.size() < kMinVariants) continue;
      std::vector<std::string_view> values;
      for (const Domain::Variant& variant : domain->variants) values.push_back(variant.text);
      std::ranges::sort(values);
      copies[std::move(values)].push_back(declaration);
    }
    for (const auto& [values, declarations] : copies) {
      if (!std::ranges::all_of(declarations, is_choosable)) look_at(declarations, values);
    }
  }

 private:
  // Plain unions, by alias or in place, and the names of what is declared with each.
  void gather() {
    program::NameSet names(gathered_.program.names());
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      const bool is_lone = is_of_lone_library(gathered_.program, file);
      for (const NodeRef list : program::in_file(gathered_.lists, file.id)) {
        const Node schema = gathered_.program[list];
        if (is_lone || !schema.is(Kind::Declarator) || !(is_enum_schema(schema) || is_constant_list(schema))) continue;
        declarations_.push_back(schema);
        names.insert(name_of(schema));
      }
      for (const Node alias : program::nodes_of(file, Kind::TypeAlias)) {
        if (const Node schema = schema_behind(alias)) {
          aliases_[schema.ref()].push_back(alias.text());
          names.insert(alias.text());
        }
      }
      for (const Node type : program::nodes_of(file, Kind::TypeUnion)) {
        if (!is_plain_union(type)) continue;
        const Node holder = type.parent();
        if (holder.is(Kind::TypeAlias)) {
          if (is_lone && gathered_.program.is_exported(holder)) continue;
          declarations_.push_back(holder);
          names.insert(holder.text());
        } else if (is_holder(holder) && !holder.text().empty() && !is_lone && !is_demanded_outside(holder)) {
          declarations_.push_back(type);
        }
      }
    }
    for (const File& file : gathered_.program.files()) {
      if (!is_own_code(file)) continue;
      for (const Node use : program::nodes_of(file, Kind::TypeName)) {
        if (!names.contains(use)) continue;
        Node holder = use.parent();
        while (holder && (holder.is(Kind::TypeUnion) || holder.is(Kind::TypeArray))) holder = holder.parent();
        if (!holder) continue;
        if (is_holder(holder) && !holder.text().empty() && !is_choice_of_users(holder))
          holders_[use.text()].insert(holder.text());
        if (is_setting(holder)) settings_.insert(use.text());
      }
      // `z.object({ status: statusSchema })`, in the few files that have such a name
      const bool has_name = std::ranges::any_of(file.facts.bindings, [&](const facts::Binding& bound) {
        return names.contains(file.names[bound.name.value]);
      });
      if (!has_name) continue;
      for (const Node property : program::nodes_of(file, Kind::Property)) {
        Node value = program::value_of(property);
        if (value && value.is(Kind::Call) && program::callee(value).text() == "enum")
          value = program::argument(value, 0);
        // `status: statusEnum('status').notNull()`
        while (value && value.is(Kind::Call))
          value = program::callee(value).is(Kind::Member) ? program::callee(value).child(0) : program::callee(value);
        if (value && value.is(Kind::Ident) && names.contains(value)) holders_[value.text()].insert(property.text());
      }
    }
  }

  // A parameter of a method of `class Tokens implements Provider`, where a library declares Provider and calls it.
  bool is_demanded_outside(const Node& holder) const {
    const Node function = holder.is(Kind::Parameter) ? holder.enclosing(Kind::Function) : Node{};
    if (!function || !function.parent().is(Kind::Method)) return false;
    const Node demands = program::heritage(function.enclosing(Kind::Class));
    return demands && std::ranges::any_of(demands.children(), [&](const Node& part) {
             return part.is(Kind::TypeName) && gathered_.program.definition(part).external;
           });
  }

  static std::string_view name_of(const Node& declarator) {
    return declarator.child(0) ? declarator.child(0).text() : std::string_view{};
  }

  // `type Status = z.infer<typeof statusSchema>`, `(typeof STATUSES)[number]`: the schema's or list's Declarator, else
  // null.
  Node schema_behind(const Node& alias) const {
    const Node type = program::type_annotation(alias);
    if (!type) return {};
    Node query;
    if (type.is(Kind::TypeName) && program::names_inference(type.text())) query = program::type_argument(type, 0);
    if (type.is(Kind::TypeIndexed)) query = type.child(0);
    if (!query || !query.is(Kind::TypeQuery) || !query.child(0)) return {};
    const Node schema = gathered_.program.definition(query.child(0)).node;
    const bool is_known = schema && schema.is(Kind::Declarator) && (is_enum_schema(schema) || is_constant_list(schema));
    return is_known ? schema : Node{};
  }

  // `const STATUSES = ['a', 'b', …] as const`
  static bool is_constant_list(const Node& declarator) {
    const Node cast = program::value_of(declarator);
    if (!cast || !cast.is(Kind::Cast) || cast.op() != Op::AsConst || !cast.child(0) || !cast.child(0).is(Kind::Array))
      return false;
    const Node list = cast.child(0);
    return list.child_count() >= kMinVariants &&
           std::ranges::all_of(list.children(), [](const Node& element) { return element.is(Kind::String); });
  }

  // Whether a list or schema is walked over, or handed to somebody who may: then all of it may be offered.
  bool is_walked(const Node& declarator) const {
    const auto name = declarator.child(0) ? declarator.child(0).name() : std::nullopt;
    if (!name) return false;
    const auto walks = [&](const File& file) {
      return is_own_code(file) && std::ranges::any_of(program::nodes_of(file, Kind::Ident), [&](const Node& use) {
               return use.name() == name && !is_harmless(use) && gathered_.program.definition(use).node == declarator;
             });
    };
    if (walks(declarator.file())) return true;
    std::optional<FileId> last;
    return std::ranges::any_of(gathered_.program.places().imports(*name), [&](NodeRef import) {
      return std::exchange(last, import.file) != import.file && walks(gathered_.program[import.file]);
    });
  }

  // A type, a schema, a question: none of them brings a value up.
  static bool is_harmless(const Node& use) {
    const Node up = use.parent();
    if (up.is(Kind::TypeQuery) || up.is(Kind::Import) || up.is(Kind::Export)) return true;
    // `status: statusEnum('status')` makes a column of it.
    if (up.is(Kind::Call)) return program::callee(up) == use || program::callee(up).text() == "enum";
    if (up.is(Kind::Property)) return true;  // z.object({ status: statusSchema })
    if (!up.is(Kind::Member)) return false;
    constexpr std::array<std::string_view, 4> kWhole = {"options", "enum", "Enum", "Values"};
    if (std::ranges::find(kWhole, up.text()) != kWhole.end()) return up.parent().is(Kind::Member);
    constexpr std::array<std::string_view, 10> kWalks = {"map",  "forEach", "filter", "entries", "values",
                                                         "join", "reduce",  "find",   "flatMap", "slice"};
    return std::ranges::find(kWalks, up.text()) == kWalks.end();
  }

  std::set<std::string_view> holders_of(const std::vector<Node>& declarations) const {
    std::set<std::string_view> names;
    for (const Node& declaration : declarations) {
      if (is_choosable(declaration)) continue;
      if (declaration.is(Kind::TypeUnion)) {
        names.insert(declaration.parent().text());
      } else if (declaration.is(Kind::Declarator)) {
        std::vector<std::string_view> called{name_of(declaration)};
        if (const auto known = aliases_.find(declaration.ref()); known != aliases_.end())
          called.insert(called.end(), known->second.begin(), known->second.end());
        for (const std::string_view name : called) {
          if (const auto known = holders_.find(name); known != holders_.end())
            names.insert(known->second.begin(), known->second.end());
        }
      } else if (const auto known = holders_.find(declaration.text()); known != holders_.end()) {
        names.insert(known->second.begin(), known->second.end());
      }
    }
    return names;
  }

  // `statusSchema.exclude(['a', 'b'])`: a part of the set itself.
  static bool is_picked(const Mention& mention) {
    const Node list = mention.node.parent();
    const Node head = list && list.is(Kind::Array) ? program::callee(list.parent()) : Node{};
    return head && head.is(Kind::Member) && (head.text() == "exclude" || head.text() == "extract");
  }

  // The declaration of another set of values, to which the same word belongs: what is written for one may be of the
  // other, and may flow from there.
  static bool is_foreign(const Mention& mention, const std::vector<std::string_view>& values) {
    if (mention.role != Role::Declared || is_picked(mention)) return false;
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

  // An element of `z.enum([...])`: whoever sends data may send it. A schema beside the union only mirrors it.
  static bool is_accepted(const Mention& mention, const std::vector<Node>& declarations) {
    const auto is_schema = [](const Node& declaration) { return declaration.is(Kind::Declarator); };
    const bool are_schemas = std::ranges::all_of(declarations, is_schema);
    const bool is_mirror = std::ranges::any_of(declarations, [&](const Node& declaration) {
      return declaration.file().id == mention.node.file().id && (are_schemas || !is_schema(declaration));
    });
    if (is_mirror || is_picked(mention)) return false;
    const Node list = mention.node.parent();
    return mention.role == Role::Declared && mention.node.is(Kind::String) && list && list.is(Kind::Array) &&
           list.parent() && list.parent().is(Kind::Call);
  }

  bool is_shared(std::string_view value, const std::vector<Node>& declarations,
                 const std::vector<std::string_view>& values) const {
    return std::ranges::any_of(gathered_.mentions.of_text(value), [&](const Mention& mention) {
      return is_accepted(mention, declarations) || is_foreign(mention, values);
    });
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
  const Node& owner_of(const std::vector<Node>& declarations, const std::vector<std::string_view>& values) const {
    std::size_t best = 0;
    while (is_choosable(declarations[best])) ++best;
    if (declarations.size() == 1) return declarations[best];
    std::size_t most = 0;
    for (std::size_t i = best; i < declarations.size(); ++i) {
      if (is_choosable(declarations[i])) continue;
      std::size_t made = 0;
      for (const std::string_view value : values) {
        for (const Mention& mention : gathered_.mentions.of_text(value)) {
          made += mention.role == Role::Produced && mention.node.file().package_id == declarations[i].file().package_id
                      ? 1
                      : 0;
        }
      }
      // Where both stand, the type says what there is, and the schema only checks it.
      const bool is_type = declarations[best].is(Kind::Declarator) && !declarations[i].is(Kind::Declarator);
      if (made > most || (made == most && is_type)) {
        most = made;
        best = i;
      }
    }
    return declarations[best];
  }

  // What the program does with one literal.
  struct Census {
    bool is_made = false;      // written into a property of the union
    bool is_look = true;       // as far as it is made, only as a JSX attribute
    bool may_be_made = false;  // written anywhere
    bool is_untouched = true;  // mentioned nowhere but in the union's own declarations
    bool has_entry = false;    // and in tables of all values
    std::vector<Mention> stranded;
  };
  Census census(std::string_view value, const std::vector<Node>& declarations,
                const std::vector<std::string_view>& values, const std::set<std::string_view>& holders) const {
    Census census;
    for (const Mention& mention : gathered_.mentions.of_text(value)) {
      const bool is_own = std::ranges::any_of(
          declarations, [&](const Node& declaration) { return declaration.contains(mention.node); });
      const bool is_demanded = gathered_.tables.is_demanded(mention, values);
      census.has_entry = census.has_entry || is_demanded;
      census.is_untouched = census.is_untouched && (is_own || is_demanded);
      census.may_be_made = census.may_be_made || gathered_.tables.offers(mention, values);
      const bool is_ours = mention.property.empty() || holders.contains(mention.property);
      if (mention.role == Role::Stranded && is_ours) census.stranded.push_back(mention);
      if (mention.role != Role::Produced || is_listing(mention, values) || is_offer(mention)) continue;
      census.may_be_made = true;
      if (!is_ours) continue;
      census.is_made = true;
      census.is_look = census.is_look && is_look(mention);
    }
    return census;
  }

  void look_at(const std::vector<Node>& declarations, const std::vector<std::string_view>& values) {
    const Node& declaration = owner_of(declarations, values);
    const Domain& domain = *gathered_.domains.of_declaration(declaration);
    if (discriminants_.are_looks(domain.name) || discriminants_.is_of_element(domain.name)) return;
    const std::set<std::string_view> holders = holders_of(declarations);
    if (holders.empty() || settings_.contains(domain.name)) return;
    std::vector<std::pair<const Domain::Variant*, std::vector<Mention>>> missing;  // with where they are stranded
    std::vector<const Domain::Variant*> untouched;
    bool has_entry = false;
    std::size_t made = 0;
    std::size_t stranded = 0;
    std::size_t looks = 0;
    for (const Domain::Variant& variant : domain.variants) {
      Census found = census(variant.text, declarations, values, holders);
      made += found.is_made ? 1 : 0;
      stranded += !found.is_made && !found.stranded.empty() ? 1 : 0;
      looks += found.is_made && found.is_look ? 1 : 0;
      if (found.is_untouched && !gathered_.mentions.may_be_composed(variant.text)) {
        untouched.push_back(&variant);
        has_entry = has_entry || found.has_entry;
      } else if (!found.may_be_made && !is_shared(variant.text, declarations, values)) {
        missing.emplace_back(&variant, std::move(found.stranded));
      }
    }
    if (made < kMinVariants - 1 || (made + stranded) * 10 < domain.variants.size() * 6 || looks * 2 >= made) return;
    const bool is_schema = declaration.is(Kind::Declarator);
    if (is_schema && (made + 1 < domain.variants.size() || missing.size() + untouched.size() > 1)) {
      // Of a long list most of which is made here, what nobody mentions does not come from outside either.
      missing.clear();
      if (domain.variants.size() < kLongSchema || (made + stranded) * 5 < domain.variants.size() * 4) return;
    }
    if (is_schema && (!missing.empty() || !untouched.empty()) && is_walked(declaration)) return;
    for (const auto& [variant, mentions] : missing) report(domain, *variant, holders, made, mentions);
    const bool is_choice = (declaration.is(Kind::TypeAlias) && discriminants_.contains(domain.name)) ||
                           std::ranges::any_of(holders, [&](auto name) { return discriminants_.contains(name); });
    std::erase_if(untouched, is_prose);
    if (!is_choice || domain.variants.size() < (is_schema ? kLongSchema : kMinForUnused)) return;
    const std::size_t before = findings_.size();
    report_unused(gathered_, domain, untouched, made, Severity::Note, findings_, has_entry);
    if (findings_.size() > before) show_copies(declarations, declaration, untouched.front()->text, findings_.back());
  }

  // Whoever removes a value has to remove it wherever the union is written out once more.
  void show_copies(const std::vector<Node>& declarations, const Node& owner, std::string_view value,
                   Finding& finding) const {
    for (const Mention& mention : gathered_.mentions.of_text(value)) {
      const bool is_copy = std::ranges::any_of(declarations, [&](const Node& declaration) {
        return declaration != owner && declaration.contains(mention.node);
      });
      if (is_copy && finding.related.size() < kMaxRelated)
        finding.related.push_back({place_of(mention.node), "declared here once more"});
    }
  }

  void report(const Domain& domain, const Domain::Variant& variant, const std::set<std::string_view>& holders,
              std::size_t made, const std::vector<Mention>& stranded) {
    std::vector<Related> waiting;
    for (const Node& test : tests_of(domain, variant.text, holders)) {
      if (is_of_library_call(gathered_.program, test)) return;
      if (is_production(test.file())) waiting.push_back({place_of(test), "waited for here"});
    }
    if (waiting.empty() || means_nothing(variant.text) || gathered_.mentions.may_be_composed(variant.text)) return;
    for (const Node& member : gathered_.mentions.members_spelling(variant.text)) {
      if (!gathered_.mentions.of_member(member).empty()) return;  // an enum spells it too, and is used
    }
    if (is_said_elsewhere(gathered_, variant)) return;
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(variant.declaration);
    finding.subject = domain.name + ' ' + std::string{variant.text};
    finding.message = quoted(variant.text) + " of " + domain.name + " is waited for in " +
                      std::to_string(waiting.size()) + (waiting.size() == 1 ? " place" : " places") + " and " +
                      told_producers(gathered_, stranded, finding) + ", while " + std::to_string(made) +
                      " other values are";
    finding.advice =
        "Produce " + quoted(variant.text) + " where it should arise, or remove it with the code that waits for it.";
    for (Related& place : waiting) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back(std::move(place));
    }
    give_reason(finding,
                std::to_string(made) + " of " + std::to_string(domain.variants.size()) +
                    " values are produced in this program, so they do not all come from outside",
                domain.declaration);
    give_reason(finding, "no other set of values has the word, and no text is composed that could make it");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  std::vector<Node> declarations_;  // a TypeAlias, a TypeUnion in place, or the Declarator of a schema
  std::map<NodeRef, std::vector<std::string_view>> aliases_;  // by schema
  std::map<std::string_view, std::set<std::string_view>> holders_;
  std::set<std::string_view> settings_;  // types of what the environment says
};

}  // namespace

void find_unproduced_literals(const Gathered& gathered, std::vector<Finding>& findings) {
  Unions{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
