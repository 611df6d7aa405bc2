// A literal of a union of which nobody speaks, while most others are passed, written or asked for.
//
// A literal is only a string, so we ask for more than with an enum: its text must stand nowhere in the whole program,
// not as a name, a key or a part of a longer text, except in unions, and in tables of nearly all of them. What comes
// from outside (the events of a vendor) is asked for and never made; of the program's own words most are made by it.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinLiterals = 5;
constexpr std::size_t kMinMade = 3;

// `application/json`, `Nullable(Date)`: what somebody else has named.
bool is_foreign(std::string_view text) {
  constexpr std::array<std::string_view, 6> kMedia = {"application/", "image/", "text/", "video/", "audio/", "font/"};
  return text.find('(') != std::string_view::npos ||
         std::ranges::any_of(kMedia, [&](std::string_view media) { return text.starts_with(media); });
}

class ForsakenLiterals {
 public:
  ForsakenLiterals(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file) || is_of_lone_library(gathered_.program, file)) continue;
      for (const Node union_type : program::nodes_of(file, Kind::TypeUnion)) {
        if (union_type.parent().is(Kind::TypeAlias)) look_at(union_type);
      }
      for (const Node alias : program::nodes_of(file, Kind::TypeAlias)) look_at_keys(alias);
    }
  }

 private:
  void look_at(const Node& union_type) {
    const Node alias = union_type.parent();
    if (discriminants_.are_looks(alias.text()) || discriminants_.is_of_element(alias.text())) return;
    Domain domain{.declaration = alias, .name = std::string{alias.text()}, .variants = {}};
    for (const Node& part : union_type.children()) {
      const Node text = part.is(Kind::TypeLiteral) ? part.child(0) : Node{};
      if (text && text.is(Kind::String)) domain.variants.push_back({text.text(), text});
    }
    if (domain.variants.size() < kMinLiterals || is_reported(alias)) return;
    const bool are_invented = discriminants_.are_invented(alias.text());
    std::vector<const Domain::Variant*> idle;
    bool has_entry = false;  // some of them
    std::size_t made = 0;
    std::size_t named = 0;
    for (const Domain::Variant& variant : domain.variants) {
      const auto mentions = gathered_.mentions.of_text(variant.text);
      const auto has = [&](auto role) {
        return std::ranges::any_of(mentions, [&](const Mention& one) { return one.role == role && !is_look(one); });
      };
      made += has(Role::Produced) ? 1 : 0;
      named += has(Role::Produced) || has(Role::Tested) ? 1 : 0;
      // A word alone may name what there is in the world: a language, a platform.
      if (!are_invented && split_words(variant.text).size() < 2) continue;
      if (means_nothing(variant.text) || is_prose(&variant) || is_foreign(variant.text)) continue;
      bool is_key = false;
      if (!is_idle(domain, variant.text, are_invented, is_key)) continue;
      idle.push_back(&variant);
      has_entry = has_entry || is_key;
    }
    if (idle.empty() || named < kMinMade || named < idle.size()) return;
    const bool are_made = made >= kMinMade && made * 2 >= domain.variants.size();
    if (!are_made && !(are_invented && named * 2 >= domain.variants.size())) return;
    report_unused(gathered_, domain, idle, named, Severity::Note, findings_, has_entry);
  }

  // `type Trigger = keyof typeof TRIGGER_TEXTS`: a text for what is neither listed nor made, unlike all the others.
  void look_at_keys(const Node& alias) {
    constexpr std::size_t kMaxIdle = 2;
    const Node type = program::type_annotation(alias);
    const Node query = type && type.is(Kind::TypeKeyof) ? type.child(0) : Node{};
    if (!query || !query.is(Kind::TypeQuery) || !query.child(0)) return;
    const Node holder = gathered_.program.definition(query.child(0)).node;
    const Node table =
        holder && holder.is(Kind::Declarator) ? program::without_casts(program::value_of(holder)) : Node{};
    if (!table || !table.is(Kind::Object) || !is_production(table.file())) return;
    Domain domain{.declaration = holder, .name = std::string{alias.text()}, .variants = {}};
    for (const Node& part : table.children()) {
      const Node said = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
      if (!said || !said.is(Kind::String) || part.text().find_first_of(".:/") == std::string_view::npos) return;
      domain.variants.push_back({part.text(), part});
    }
    if (domain.variants.size() < kMinLiterals) return;
    std::vector<const Domain::Variant*> idle;
    std::size_t named = 0;
    for (const Domain::Variant& variant : domain.variants) {
      const auto is_elsewhere = [&](const Mention& mention) {
        return !table.contains(mention.node) && is_production(mention.node.file());
      };
      named += std::ranges::any_of(gathered_.mentions.of_text(variant.text), is_elsewhere) ? 1 : 0;
      bool is_key = false;
      if (is_idle(domain, variant.text, true, is_key)) idle.push_back(&variant);
    }
    if (idle.empty() || idle.size() > kMaxIdle || named + idle.size() < domain.variants.size()) return;
    report_unused(gathered_, domain, idle, named, Severity::Note, findings_);
  }

  bool is_reported(const Node& declaration) const {
    return std::ranges::any_of(findings_, [&](const Finding& finding) {
      return finding.where.path == declaration.file().path && finding.where.span.begin >= declaration.span().begin &&
             finding.where.span.end <= declaration.span().end;
    });
  }

  // One of the keys, as most of the values are: of a type (`{ open: Pane; … }`), or of a table that says what a flag is
  // set to, whoever asks for it.
  static bool is_entry(const Domain& domain, const Node& key) {
    const Node table = key.parent();
    if (table.child_count() < kMinLiterals) return false;
    const auto shared = std::ranges::count_if(
        table.children(), [&](const Node& one) { return one.is(key.kind()) && domain.find(one.text()); });
    return static_cast<std::size_t>(shared) * 2 >= domain.variants.size();
  }

  bool is_idle(const Domain& domain, std::string_view text, bool may_be_key, bool& is_key) const {
    const auto name = gathered_.program.names().find(text);
    if (!name || gathered_.mentions.may_be_composed(text) || gathered_.elsewhere.speaks_of(text)) return false;
    const auto is_silent = [&](const File& file) {
      if (std::ranges::find(file.names, *name) == file.names.end()) return true;
      for (std::uint32_t id = 0; id < file.facts.nodes.size(); ++id) {
        const Node word{&file, facts::NodeId{id}};
        if (word.name() != *name) continue;
        const bool is_own_key = may_be_key && word.is(Kind::Property) && is_entry(domain, word);
        is_key = is_key || is_own_key;
        if (word.is(Kind::TypeMember) && is_entry(domain, word)) continue;
        if (!is_own_key && !(word.is(Kind::String) && word.parent().is(Kind::TypeLiteral))) return false;
      }
      return true;
    };
    if (!std::ranges::all_of(gathered_.program.files(), is_silent)) return false;
    bool is_part = false;
    gathered_.program.places().each(program::Places::Of::String, [&](program::Name other, auto) {
      is_part = is_part || (other != *name && gathered_.program.names()[other].find(text) != std::string_view::npos);
    });
    return !is_part;
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
};

}  // namespace

void find_forsaken_literals(const Gathered& gathered, std::vector<Finding>& findings) {
  ForsakenLiterals{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
