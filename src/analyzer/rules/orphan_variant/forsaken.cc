// A member of an enum that nobody names, while others are named; or an enum of which nobody speaks at all.
//
// A string enum is one of a kind: typed code has no other way to its members than their names. So a member whose name
// stands nowhere is left over, or was never put to use, however few its siblings are. The same word elsewhere belongs
// to something else, unless the file that spells it speaks of another value of the enum, too. We say nothing of enums
// that list what exists outside of the program (a vendor's message types, time zones): there the program makes few of
// the members, most are idle, or values come in by a cast; nor of those of a package that is published, since its users
// may be anywhere.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinNamed = 2;
// Of an enum without any use we speak when it is about what a program distinguishes.
constexpr std::size_t kMinUnknown = 3;

// Whether a place brings a member up: as a value, or as the key of a table of what there is.
bool is_making(const Mention& mention) { return mention.role == Role::Produced || mention.role == Role::Handled; }

class Forsaken {
 public:
  Forsaken(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file) || has_users_outside(gathered_.program, file)) continue;
      for (const Node node : program::nodes_of(file, Kind::Enum)) {
        if (!node.has(facts::kDeclaration)) look_at(node);
      }
    }
  }

 private:
  void look_at(const Node& declaration) {
    if (gathered_.mentions.is_used_whole(declaration) || is_reported(declaration)) return;
    const Domain* domain = gathered_.domains.of_declaration(declaration);
    if (!domain || discriminants_.are_looks(declaration.text())) return;
    std::vector<const Domain::Variant*> idle;
    std::size_t named = 0;
    std::size_t made = 0;
    std::size_t looks = 0;
    const bool are_invented = discriminants_.are_invented(declaration.text());
    std::optional<Speakers> speakers;
    for (const Domain::Variant& variant : domain->variants) {
      const auto mentions = gathered_.mentions.of_member(variant.declaration);
      named += mentions.empty() ? 0 : 1;
      made += std::ranges::any_of(mentions, is_making) ? 1 : 0;
      looks += !mentions.empty() && std::ranges::all_of(mentions, is_look) ? 1 : 0;
      if (is_prose(&variant) && !are_invented) continue;
      if (!means_nothing(variant.text) && is_idle(*domain, variant, speakers)) idle.push_back(&variant);
    }
    if (named == 0) look_at_unknown(declaration, *domain);
    if (idle.empty()) return;
    if (named < kMinNamed || made == 0 || idle.size() > named * 2 || looks * 2 >= made) return;
    const bool are_own = made * 10 >= domain->variants.size() * 7;
    if (!are_own && is_cast_into(declaration)) return;
    report_unused(gathered_, *domain, idle, named, Severity::Note, findings_);
  }

  bool is_reported(const Node& declaration) const {
    return std::ranges::any_of(findings_, [&](const Finding& finding) {
      return finding.where.path == declaration.file().path && finding.where.span.begin >= declaration.span().begin &&
             finding.where.span.end <= declaration.span().end;
    });
  }

  /// The files that speak of values of an enum, by name or by text, and of which one if of a single one; else null.
  using Speakers = std::map<FileId, const Domain::Variant*>;

  bool is_idle(const Domain& domain, const Domain::Variant& variant, std::optional<Speakers>& speakers) const {
    if (!gathered_.mentions.of_member(variant.declaration).empty()) return false;
    if (gathered_.mentions.may_be_composed(variant.text) || is_named(variant)) return false;
    for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
      if (mention.node == variant.declaration || mention.node.parent() == variant.declaration) continue;
      if (mention.role == Role::Declared && mention.node.parent().is(Kind::TypeLiteral)) continue;
      // The same word is this value where another value of the enum is spoken of, too.
      if (!speakers) speakers = speakers_of(domain);
      const auto spoken = speakers->find(mention.node.file().id);
      if (spoken != speakers->end() && spoken->second != &variant) return false;
    }
    return true;
  }

  // `State.Done` anywhere: in a test, a migration, or code that does not run.
  bool is_named(const Domain::Variant& variant) const {
    const auto name = gathered_.program.names().find(variant.declaration.text());
    const std::string_view owner = variant.declaration.parent().text();
    if (!name) return false;
    return any_node(*name, {Kind::Member}, [&](const Node& use) { return use.child(0).text() == owner; });
  }

  Speakers speakers_of(const Domain& domain) const {
    Speakers speakers;
    for (const Domain::Variant& variant : domain.variants) {
      const auto note = [&](const Mention& mention) {
        const auto [entry, is_new] = speakers.try_emplace(mention.node.file().id, &variant);
        if (!is_new && entry->second != &variant) entry->second = nullptr;
      };
      std::ranges::for_each(gathered_.mentions.of_member(variant.declaration), note);
      std::ranges::for_each(gathered_.mentions.of_text(variant.text), note);
    }
    return speakers;
  }

  // `process.env.MODE as Mode`: whatever it is, it comes from outside.
  bool is_cast_into(const Node& declaration) const {
    const auto name = declaration.name();
    return name && any_node(*name, {Kind::TypeName}, [](const Node& type) { return type.parent().is(Kind::Cast); });
  }

  // The same words may be spoken of elsewhere: whoever does so does not do it by this enum.
  void look_at_unknown(const Node& declaration, const Domain& domain) {
    if (domain.variants.size() < kMinUnknown) return;
    const auto name = declaration.name();
    if (!name || !discriminants_.contains(declaration.text())) return;
    const auto is_use = [](const Node& use) {
      return !use.parent().is(Kind::Import) && !use.parent().is(Kind::Export);
    };
    if (any_node(*name, {Kind::Ident, Kind::TypeName}, is_use)) return;
    if (gathered_.elsewhere.speaks_of(declaration.text()) || !has_known_neighbour(declaration)) return;
    Finding finding;
    finding.kind = "unused";
    finding.severity = Severity::Note;
    finding.where = place_of(declaration.file(), program::name_span(declaration));
    finding.subject = domain.name;
    finding.message =
        domain.name + " is used nowhere, nor is any of its " + std::to_string(domain.variants.size()) + " members";
    finding.advice = "Remove the enum, or use it where it was meant.";
    findings_.push_back(std::move(finding));
  }

  // Whether other files speak of something else that the file declares: then it is a part of the program.
  bool has_known_neighbour(const Node& declaration) const {
    const File& file = declaration.file();
    for (const Node other : program::nodes_of(file, {Kind::Enum, Kind::Interface, Kind::TypeAlias, Kind::Class})) {
      const auto name = other.name();
      if (other == declaration || !name) continue;
      if (std::ranges::any_of(gathered_.named_files.of(*name), [&](FileId id) { return id != file.id; })) return true;
    }
    return false;
  }

  template <class Is>
  bool any_node(program::Name name, std::initializer_list<Kind> kinds, Is is) const {
    return std::ranges::any_of(gathered_.named_files.of(name), [&](FileId id) {
      const File& file = gathered_.program[id];
      for (const Node node : program::nodes_of(file, kinds)) {
        if (node.name() == name && is(node)) return true;
      }
      return false;
    });
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
};

}  // namespace

void find_forsaken_members(const Gathered& gathered, std::vector<Finding>& findings) {
  Forsaken{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
