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
#include <unordered_map>
#include <unordered_set>
#include <utility>
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

// Which of some texts are a part of a longer one that the program spells. All are asked about first, since it takes a
// walk through every string of the program.
class Parts {
 public:
  explicit Parts(const Program& program) : program_(program), begin_(kPairs) {}

  void ask(std::string_view text) {
    if (text.size() < kHead) return;
    begin_[pair_at(text, 0)] = true;
    asked_[head_of(text)].insert(text);
  }

  void look_through() {
    if (asked_.empty()) return;
    program_.places().each(program::Places::Of::String, [&](program::Name name, auto) {
      const std::string_view longer = program_.names()[name];
      for (std::size_t at = 0; at + kHead <= longer.size(); ++at) {
        if (begin_[pair_at(longer, at)]) note(longer, at);
      }
    });
  }

  // A single letter is a part of something.
  bool contains(std::string_view text) const { return text.size() < kHead || parts_.contains(text); }

 private:
  static std::size_t pair_at(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]) * std::size_t{256} + static_cast<unsigned char>(text[at + 1]);
  }
  static std::string_view head_of(std::string_view text) { return text.substr(0, kLongHead); }

  void note(std::string_view longer, std::size_t at) {
    const std::string_view rest = longer.substr(at);
    for (std::size_t length = kHead; length <= std::min(kLongHead, rest.size()); ++length) {
      const auto found = asked_.find(rest.substr(0, length));
      if (found == asked_.end()) continue;
      for (const std::string_view text : found->second) {
        if (text.size() < longer.size() && rest.starts_with(text)) parts_.insert(text);
      }
    }
  }

  static constexpr std::size_t kHead = 2;  // bytes, of which most places are seen not to be one that is asked for
  static constexpr std::size_t kLongHead = 8;
  static constexpr std::size_t kPairs = std::size_t{256} * 256;

  const Program& program_;
  std::vector<bool> begin_;                                                           // by their first two bytes
  std::unordered_map<std::string_view, std::unordered_set<std::string_view>> asked_;  // by `head_of`
  std::unordered_set<std::string_view> parts_;
};

// Literals of one type of which the code seems to say nothing.
struct Suspects {
  struct Literal {
    std::size_t variant = 0;  // of `domain`
    bool is_key = false;      // of tables that have an entry for each
  };
  Domain domain;
  std::vector<Literal> literals;
  std::size_t named = 0;        // of the others
  std::size_t most_idle = 0;    // more of them are another story
  bool must_name_rest = false;  // all the others
};

class ForsakenLiterals {
 public:
  ForsakenLiterals(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()), parts_(gathered.program) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file) || is_of_lone_library(gathered_.program, file)) continue;
      for (const Node union_type : program::nodes_of(file, Kind::TypeUnion)) {
        if (union_type.parent().is(Kind::TypeAlias)) look_at(union_type);
      }
      for (const Node alias : program::nodes_of(file, Kind::TypeAlias)) look_at_keys(alias);
    }
    parts_.look_through();
    for (const Suspects& one : suspects_) report(one);
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
    std::vector<Suspects::Literal> idle;
    std::size_t made = 0;
    std::size_t named = 0;
    for (std::size_t i = 0; i < domain.variants.size(); ++i) {
      const Domain::Variant& variant = domain.variants[i];
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
      if (is_idle(domain, variant.text, are_invented, is_key)) idle.push_back({i, is_key});
    }
    const bool are_made = made >= kMinMade && made * 2 >= domain.variants.size();
    if (!are_made && !(are_invented && named * 2 >= domain.variants.size())) return;
    if (named >= kMinMade) suspect({std::move(domain), std::move(idle), named, named});
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
    std::vector<Suspects::Literal> idle;
    std::size_t named = 0;
    for (std::size_t i = 0; i < domain.variants.size(); ++i) {
      const Domain::Variant& variant = domain.variants[i];
      const auto is_elsewhere = [&](const Mention& mention) {
        return !table.contains(mention.node) && is_production(mention.node.file());
      };
      named += std::ranges::any_of(gathered_.mentions.of_text(variant.text), is_elsewhere) ? 1 : 0;
      bool is_key = false;
      if (is_idle(domain, variant.text, true, is_key)) idle.push_back({i});
    }
    suspect({std::move(domain), std::move(idle), named, kMaxIdle, true});
  }

  void suspect(Suspects suspects) {
    for (const Suspects::Literal& one : suspects.literals) parts_.ask(suspects.domain.variants[one.variant].text);
    if (!suspects.literals.empty()) suspects_.push_back(std::move(suspects));
  }

  void report(const Suspects& suspects) {
    std::vector<const Domain::Variant*> idle;
    bool has_entry = false;
    for (const Suspects::Literal& one : suspects.literals) {
      const Domain::Variant& variant = suspects.domain.variants[one.variant];
      if (parts_.contains(variant.text)) continue;
      idle.push_back(&variant);
      has_entry = has_entry || one.is_key;
    }
    if (idle.empty() || idle.size() > suspects.most_idle) return;
    if (suspects.must_name_rest && suspects.named + idle.size() < suspects.domain.variants.size()) return;
    report_unused(gathered_, suspects.domain, idle, suspects.named, Severity::Note, findings_, has_entry);
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
    const auto is_silent = [&](FileId id_of_file) {
      const File& file = gathered_.program[id_of_file];
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
    return std::ranges::all_of(gathered_.named_files.of(*name), is_silent);
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  std::vector<Suspects> suspects_;
  Parts parts_;
};

}  // namespace

void find_forsaken_literals(const Gathered& gathered, std::vector<Finding>& findings) {
  ForsakenLiterals{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
