// A value of a short list in place of which nobody speaks: `type: z.enum(['talk', 'hand_over', 'after_work'])`.
//
// Most of what a program distinguishes has no name: a schema or a type lists it where a property is declared. Such a
// list is short, and its words may be anybody's, so we ask for much: the value has two words or more and stands nowhere
// in the whole program but in lists and tables of all values, not even inside of a longer text; the property is called
// for what is distinguished; and the list is no vendor's: a file that knows its module writes one of the values, or the
// program lists the same values in two files.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include "program/schema_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinValues = 3;
constexpr std::size_t kMaxValues = 40;  // more is data
constexpr std::size_t kMinSpoken = 2;

struct Listing {
  Node list;                // the Array or TypeUnion
  std::string_view holder;  // the property that holds one of the values; empty for a list with a name
  Domain domain;
};

// `['a', 'b'] as const`
bool is_constant_list(const Node& list) { return list.parent().is(Kind::Cast) && list.parent().op() == Op::AsConst; }

// A caller's choice: `({ mode }: { mode: 'a' | 'b' }) => …`
bool is_argument(const Node& holder) {
  return holder.is(Kind::TypeMember) && static_cast<bool>(holder.enclosing(Kind::Parameter));
}

// `z.enum([…])`
bool is_schema_list(const Node& list) {
  const Node head = list.is(Kind::Array) ? program::callee(list.parent()) : Node{};
  return head && head.is(Kind::Member) && program::names_enum_schema(head.text());
}

// What holds what a call makes, through what is asked of it: `z.enum([…]).optional()`.
Node holder_of(const Node& list) {
  Node at = list.parent();
  while (at && (at.is(Kind::Call) || at.is(Kind::Member) || at.is(Kind::Cast) || at.is(Kind::TypeArray) ||
                at.is(Kind::TypeUnion)))
    at = at.parent();
  return at;
}

// "type of Agent": with the type, schema or function that has the property.
std::string called(const Node& holder) {
  std::string name{holder.is(Kind::Declarator) ? holder.child(0).text() : holder.text()};
  if (holder.is(Kind::Declarator) || holder.is(Kind::TypeAlias)) return name;
  for (Node at = holder.parent(); at; at = at.parent()) {
    const bool is_type = at.is(Kind::Interface) || at.is(Kind::TypeAlias) || at.is(Kind::Class);
    if (is_type && !at.text().empty()) return name + " of " + std::string{at.text()};
    if (at.is(Kind::Declarator) && at.child(0) && !at.child(0).text().empty())
      return name + " of " + std::string{at.child(0).text()};
    if (at.is(Kind::Function)) break;
  }
  return name;
}

// `PayoutResponse`, `createOrderOutput`: what somebody else answers.
bool is_answer(std::string_view name) {
  constexpr std::array<std::string_view, 6> kAnswers = {"response", "output", "result", "answer", "reply", "webhook"};
  return std::ranges::any_of(
      split_words(name), [&](const std::string& word) { return std::ranges::find(kAnswers, word) != kAnswers.end(); });
}

class Unspoken {
 public:
  Unspoken(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file) || has_users_outside(gathered_.program, file)) continue;
      for (const Node list : program::nodes_of(file, {Kind::Array, Kind::TypeUnion})) {
        if (list.child_count() >= kMinValues && list.child_count() <= kMaxValues) look_at(list);
      }
    }
  }

 private:
  void look_at(const Node& list) {
    Listing listing{.list = list, .holder = {}, .domain = {}};
    if (!read(listing)) return;
    const Domain& domain = listing.domain;
    std::vector<const Domain::Variant*> idle;
    bool has_entry = false;
    bool is_for_sure = false;  // a word of its own among them
    for (const Domain::Variant& variant : domain.variants) {
      if (means_nothing(variant.text) || !is_silent(domain, variant.text, has_entry)) continue;
      idle.push_back(&variant);
      is_for_sure = is_for_sure || split_words(variant.text).size() >= 2;
    }
    const std::size_t spoken = domain.variants.size() - idle.size();
    if (!is_for_sure || spoken < kMinSpoken || idle.size() > spoken || is_told(idle)) return;
    std::size_t named = 0;
    std::size_t made = 0;
    bool is_own = is_listed_twice(domain);
    for (const Domain::Variant& variant : domain.variants) {
      bool is_named = false;
      bool is_made = false;
      for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
        if (is_listed(domain, mention.node) || !is_production(mention.node.file()) || is_look(mention)) continue;
        is_named = is_named || mention.role == Role::Produced || mention.role == Role::Tested;
        is_made = is_made || makes(listing, mention);
      }
      named += is_named ? 1 : 0;
      made += is_made ? 1 : 0;
      is_own = is_own || (is_made && split_words(variant.text).size() >= 2);
    }
    is_own = is_own || made >= kMinSpoken;
    if (!is_own || named < spoken || is_answer(domain.name)) return;
    for (const Domain::Variant* variant : idle) told_.insert(variant->text);
    report_unused(gathered_, domain, idle, named, Severity::Note, findings_, has_entry);
  }

  // Only lists of strings whose holder says that the program distinguishes by it.
  bool read(Listing& listing) const {
    const Node holder = holder_of(listing.list);
    if (!holder) return false;
    const bool is_constant = is_constant_list(listing.list);
    if (listing.list.is(Kind::Array)) {
      const bool is_named = holder.is(Kind::Declarator) && holder.child(0) && holder.child(0).is(Kind::Binding);
      if (!is_named && !(holder.is(Kind::Property) && is_schema_list(listing.list))) return false;
      if (!is_schema_list(listing.list) && !is_constant) return false;
    } else if (!holder.is(Kind::TypeMember) && !holder.is(Kind::Field) && !holder.is(Kind::TypeAlias)) {
      return false;
    }
    const std::string_view word = holder.is(Kind::Declarator) ? holder.child(0).text() : holder.text();
    if (!discriminants_.contains(word) || discriminants_.are_looks(word) || discriminants_.is_of_element(word))
      return false;
    if (!holder.is(Kind::Declarator) && !holder.is(Kind::TypeAlias)) {
      if (is_option(holder) || is_argument(holder)) return false;
      listing.holder = word;
    }
    for (const Node& part : listing.list.children()) {
      const Node text = part.is(Kind::TypeLiteral) ? part.child(0) : part;
      if (!text || !text.is(Kind::String) || is_prose_text(text.text())) return false;
      listing.domain.variants.push_back({text.text(), text});
    }
    listing.domain.declaration = holder;
    listing.domain.name = called(holder);
    return !is_constant || !is_walked(holder);  // what is walked over is offered to somebody
  }

  static bool is_prose_text(std::string_view text) { return text.empty() || text.find_first_of(" (/") != text.npos; }

  // Written by a file that knows something of the list's module: into a property of that name, or anywhere where the
  // list has a name and the word can hardly mean something else.
  bool makes(const Listing& listing, const Mention& mention) const {
    if (mention.role != Role::Produced) return false;
    const bool is_there =
        listing.holder.empty() ? split_words(mention.node.text()).size() >= 2 : mention.property == listing.holder;
    return is_there && knows(mention.node.file(), listing.list.file());
  }

  // Whether one file has the name of something that the other declares for others.
  bool knows(const File& one, const File& other) const {
    if (one.id == other.id) return true;
    if (one.package_id != other.package_id) return false;
    for (const Node node :
         program::nodes_of(other, {Kind::Declarator, Kind::TypeAlias, Kind::Interface, Kind::Class})) {
      const Node named = node.is(Kind::Declarator) ? node.child(0) : node;
      const auto name = named ? named.name() : std::nullopt;
      if (!name || !gathered_.program.is_exported(node)) continue;
      if (std::ranges::find(one.names, *name) != one.names.end()) return true;
    }
    return false;
  }

  // Whether two files or more list all of the values: then they are the program's own words.
  bool is_listed_twice(const Domain& domain) const {
    std::set<FileId> files;
    const auto name = gathered_.program.names().find(domain.variants.front().text);
    for (const NodeRef place : gathered_.program.places().strings(*name)) {
      const Node text = gathered_.program[place];
      Node list = text.parent();
      if (list && list.is(Kind::TypeLiteral)) list = list.parent();
      if (list.child_count() != domain.variants.size() || !is_production(text.file()) || !is_listed(domain, text))
        continue;
      const bool is_same = std::ranges::all_of(list.children(), [&](const Node& part) {
        const Node one = part.is(Kind::TypeLiteral) ? part.child(0) : part;
        return one && domain.find(one.text());
      });
      if (is_same) files.insert(text.file().id);
    }
    return files.size() >= 2;
  }

  // Whether a list is used as more than a type, a schema or a question.
  bool is_walked(const Node& declarator) const {
    const auto name = declarator.child(0).name();
    if (!name) return true;
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      if (!is_own_code(file) || std::ranges::find(file.names, *name) == file.names.end()) return false;
      for (const Node use : program::nodes_of(file, Kind::Ident)) {
        if (use.name() != name) continue;
        const Node up = use.parent();
        const Node head = program::callee(up);
        const bool is_schema = head && head != use && program::names_enum_schema(head.text());
        const bool is_question = up.is(Kind::Member) && up.text() == "includes";
        if (!is_schema && !is_question && !up.is(Kind::TypeQuery) && !up.is(Kind::Export)) return true;
      }
      return false;
    });
  }

  // Whether a string stands in a list or type that has another one of the values.
  bool is_listed(const Domain& domain, const Node& text) const {
    Node list = text.parent();
    if (list && list.is(Kind::TypeLiteral)) list = list.parent();
    if (!list || !(list.is(Kind::Array) || list.is(Kind::TypeUnion))) return false;
    if (list.is(Kind::Array) && !is_schema_list(list) && !is_constant_list(list)) return false;
    return std::ranges::any_of(list.children(), [&](const Node& part) {
      const Node one = part.is(Kind::TypeLiteral) ? part.child(0) : part;
      return one && one.is(Kind::String) && one.text() != text.text() && domain.find(one.text());
    });
  }

  // Whether a key stands in a table of all values.
  static bool is_entry(const Domain& domain, const Node& key) {
    const Node table = key.parent();
    const auto shared = std::ranges::count_if(
        table.children(), [&](const Node& one) { return one.is(Kind::Property) && domain.find(one.text()); });
    return table.is(Kind::Object) && static_cast<std::size_t>(shared) == domain.variants.size();
  }

  bool is_silent(const Domain& domain, std::string_view text, bool& has_entry) {
    const auto name = gathered_.program.names().find(text);
    if (!name) return false;
    const program::Places& places = gathered_.program.places();
    const auto is_own = [&](const NodeRef& place) { return is_listed(domain, gathered_.program[place]); };
    const auto is_own_key = [&](const NodeRef& place) { return is_entry(domain, gathered_.program[place]); };
    if (!std::ranges::all_of(places.strings(*name), is_own)) return false;
    if (!std::ranges::all_of(places.properties(*name), is_own_key)) return false;
    if (gathered_.mentions.may_be_composed(text) || gathered_.elsewhere.speaks_of(text)) return false;
    if (is_a_name(*name) || is_part(*name, text)) return false;
    has_entry = has_entry || !places.properties(*name).empty();
    return true;
  }

  // `draft.hand_over`: as a word of the code, which has no strings for it.
  bool is_a_name(program::Name name) const {
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      if (std::ranges::find(file.names, name) == file.names.end()) return false;
      const auto words = {Kind::Ident, Kind::Member, Kind::Binding, Kind::TypeMember, Kind::EnumMember};
      for (const Node node : program::nodes_of(file, words)) {
        if (node.name() == name) return true;
      }
      return false;
    });
  }

  // As a word of a longer text: a query, a prompt, a page.
  bool is_part(program::Name name, std::string_view text) const {
    const auto is_within = [&](std::string_view longer) {
      const auto is_letter = [](char c) { return (std::isalnum(static_cast<unsigned char>(c)) != 0) || c == '_'; };
      for (std::size_t at = longer.find(text); at != std::string_view::npos; at = longer.find(text, at + 1)) {
        const std::size_t end = at + text.size();
        if ((at == 0 || !is_letter(longer[at - 1])) && (end == longer.size() || !is_letter(longer[end]))) return true;
      }
      return false;
    };
    bool is_found = false;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name other, auto) {
      is_found = is_found || (other != name && is_within(gathered_.program.names()[other]));
    });
    if (is_found) return true;
    return std::ranges::any_of(gathered_.program.files(), [&](const File& file) {
      const auto templates = program::nodes_of(file, Kind::Template);
      return std::ranges::any_of(templates, [&](const Node& made) { return is_within(made.text()); });
    });
  }

  // By another search, or at another list of the same values.
  bool is_told(const std::vector<const Domain::Variant*>& idle) const {
    return std::ranges::any_of(idle, [&](const Domain::Variant* variant) {
      if (told_.contains(variant->text)) return true;
      const Span span = variant->declaration.span();
      return std::ranges::any_of(findings_, [&](const Finding& finding) {
        return finding.where.path == variant->declaration.file().path && finding.where.span.begin <= span.begin &&
               finding.where.span.end >= span.end;
      });
    });
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  std::set<std::string_view> told_;
};

}  // namespace

void find_unspoken(const Gathered& gathered, std::vector<Finding>& findings) { Unspoken{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
