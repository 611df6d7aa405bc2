// A member of an enum that someone waits for and nobody makes, or that nobody mentions at all.
//
// An enum's members are named, so their uses can be counted; a union's literals are only strings, so a text of the same
// spelling counts as a use of them wherever it stands. Most members must be made in this program, or else the enum
// lists what comes from outside. An enum that is handed around whole may bring any member in.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinMembers = 4;
// Of so few, one that nobody speaks of stands out when the program makes each of the others.
constexpr std::size_t kFewMembers = 3;
// Of codes and events, which a program invents for itself, that many say that it is this one.
constexpr std::size_t kMinInvented = 3;

struct Uses {
  std::vector<Mention> produced;
  std::vector<Mention> stranded;
  std::vector<Mention> tested;
  std::size_t handled = 0;        // keys of tables
  std::size_t demanded = 0;       // keys of tables of all values
  std::vector<Mention> declared;  // in schemas and types besides its own declaration
  bool is_spelled = false;        // as a string, anywhere else
  bool is_made_of_text = false;   // of them some may be production, under whatever name
  std::vector<Mention> spelled_tests;
};

class Unproduced {
 public:
  Unproduced(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered), findings_(findings), discriminants_(gathered.program.models()) {}

  void run() {
    for (const NodeRef list : gathered_.lists) {
      const Node node = gathered_.program[list];
      if (!is_production(node.file()) || is_of_lone_library(gathered_.program, node.file())) continue;
      if (node.is(Kind::Enum) && !node.has(facts::kDeclaration)) look_at(node);
      if (node.is(Kind::Declarator) && (is_enum_schema(node) || is_table(node))) look_at(node);
    }
  }

 private:
  // `const State = { Done: 'DONE', … } as const`
  static bool is_table(const Node& declarator) {
    const Node cast = program::value_of(declarator);
    return cast && cast.is(Kind::Cast) && cast.op() == Op::AsConst && cast.child(0) && is_constant_table(cast.child(0));
  }

  // Members of other enums and tables that spell most of the same values: one package often mirrors another's enum, or
  // a schema's. What is made of a twin is made.
  struct Twins {
    std::map<std::string_view, std::vector<Node>> members;  // by what they spell
    bool is_any_whole = false;
  };
  Twins twins_of(const Domain& domain) const {
    std::map<NodeRef, std::vector<Node>> by_owner;
    for (const Domain::Variant& variant : domain.variants) {
      for (const Node& member : gathered_.mentions.members_spelling(variant.text)) {
        if (member != variant.declaration) by_owner[member.parent().ref()].push_back(member);
      }
    }
    Twins twins;
    for (const auto& [ref, members] : by_owner) {
      if (members.size() * 10 < domain.variants.size() * 6) continue;
      for (const Node& member : members) {
        const Node value = program::without_casts(program::value_of(member));
        twins.members[(value ? value : member).text()].push_back(member);
      }
      Node owner = gathered_.program[ref];
      if (!owner.is(Kind::Enum)) owner = owner.enclosing(Kind::Declarator);
      twins.is_any_whole = twins.is_any_whole || (owner && gathered_.mentions.is_used_whole(owner));
    }
    return twins;
  }

  static std::vector<std::string_view> values_of(const Domain& domain) {
    std::vector<std::string_view> values;
    for (const Domain::Variant& one : domain.variants) values.push_back(one.text);
    return values;
  }

  // Of one of the values of a domain.
  Uses uses_of(const Domain::Variant& variant, const std::vector<std::string_view>& values,
               const std::set<std::string_view>& properties, const Twins& twins) const {
    Uses uses;
    for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) {
      if (mention.role == Role::Produced) uses.produced.push_back(mention);
      if (mention.role == Role::Stranded) uses.stranded.push_back(mention);
      if (mention.role == Role::Tested) uses.tested.push_back(mention);
      if (mention.role == Role::Handled)
        ++(gathered_.tables.is_demanded(mention, values) ? uses.demanded : uses.handled);
      if (mention.role == Role::Declared) uses.declared.push_back(mention);
    }
    if (const auto same = twins.members.find(variant.text); same != twins.members.end()) {
      for (const Node& twin : same->second) {
        for (const Mention& mention : gathered_.mentions.of_member(twin)) {
          if (mention.role == Role::Produced) uses.produced.push_back(mention);
          if (mention.role == Role::Tested) uses.tested.push_back(mention);
          if (mention.role == Role::Handled) ++uses.handled;
        }
      }
    }
    // The same word under another property belongs to something else.
    for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
      if (mention.node == variant.declaration || mention.node.parent() == variant.declaration) continue;
      if (gathered_.tables.is_demanded(mention, values)) {
        ++uses.demanded;
        continue;
      }
      // A type that lists the same words declares them once more.
      uses.is_spelled =
          uses.is_spelled || mention.role != Role::Declared || !mention.node.parent().is(Kind::TypeLiteral);
      uses.is_made_of_text = uses.is_made_of_text || mention.role == Role::Produced;
      if (mention.role == Role::Tested) uses.spelled_tests.push_back(mention);
      if (gathered_.tables.offers(mention, values)) ++uses.handled;
      if (mention.role != Role::Produced) continue;
      if (mention.property.empty() || properties.contains(mention.property)) uses.produced.push_back(mention);
    }
    return uses;
  }

  // A member of `CreateOrderRequest`, `PreviewDto`, `UploadCommand`: what a caller sends for us to look at. What we are
  // answered, or what a vendor's file holds, may well be more than we care for.
  static bool is_of_request(const Node& type) {
    constexpr std::array<std::string_view, 7> kRequests = {"request", "dto",    "command", "body",
                                                           "payload", "params", "input"};
    Node holder = type.parent();
    while (holder && (holder.is(Kind::TypeArray) || holder.is(Kind::TypeUnion))) holder = holder.parent();
    if (!holder || !(holder.is(Kind::TypeMember) || holder.is(Kind::Field))) return false;
    for (Node up = holder.parent(); up; up = up.parent()) {
      if (!up.is(Kind::Interface) && !up.is(Kind::TypeAlias) && !up.is(Kind::Class)) continue;
      const std::vector<std::string> words = split_words(up.text());
      return !words.empty() && std::ranges::find(kRequests, words.back()) != kRequests.end() &&
             std::ranges::find(words, "response") == words.end();
    }
    return false;
  }

  // An enum that a request carries, and of whose members nobody speaks: what arrives is never looked at.
  void look_for_silence(const Domain& domain, const Node& declaration) {
    const std::vector<std::string_view> values = values_of(domain);
    const auto is_silent = [&](const Domain::Variant& variant) {
      const Uses uses = uses_of(variant, values, {}, {});
      return uses.produced.empty() && uses.tested.empty() && uses.handled + uses.demanded == 0 &&
             uses.declared.empty() && !uses.is_spelled && !gathered_.mentions.may_be_composed(variant.text);
    };
    if (!std::ranges::all_of(domain.variants, is_silent) || gathered_.mentions.is_used_whole(declaration)) return;
    std::vector<Related> typed;
    program::NameSet name(gathered_.program.names());
    name.insert(declaration.text());
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      for (const Node type : program::nodes_of(file, Kind::TypeName)) {
        if (name.contains(type) && is_of_request(type) && gathered_.program.definition(type).node == declaration)
          typed.push_back({place_of(type), "asked for here"});
      }
    }
    if (typed.empty()) return;
    Finding finding;
    finding.kind = "unused";
    finding.severity = Severity::Note;
    finding.where = place_of(declaration.file(), program::name_span(declaration));
    finding.subject = domain.name;
    finding.message = "none of the " + std::to_string(domain.variants.size()) + " members of " + domain.name +
                      " is mentioned anywhere, though " + std::to_string(typed.size()) +
                      (typed.size() == 1 ? " place asks" : " places ask") + " for it: what arrives is never looked at";
    finding.advice = "Look at the value where it arrives, or remove the enum.";
    if (typed.size() > kMaxRelated) typed.resize(kMaxRelated);
    finding.related = std::move(typed);
    findings_.push_back(std::move(finding));
  }

  void look_at(const Node& declaration) {
    const Domain* domain = gathered_.domains.of_declaration(declaration);
    if (domain && declaration.is(Kind::Enum)) look_for_silence(*domain, declaration);
    if (!domain || domain->variants.size() < kFewMembers || gathered_.mentions.is_let_in(declaration)) return;

    // What it is called here; a property may have given the domain another name.
    const std::string_view name = declaration.is(Kind::Enum) ? declaration.text() : declaration.child(0).text();
    const Twins twins = twins_of(*domain);
    if (twins.is_any_whole) return;
    std::set<std::string_view> properties;
    for (const Domain::Variant& variant : domain->variants) {
      for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) {
        if (!mention.property.empty()) properties.insert(mention.property);
      }
    }
    const std::vector<std::string_view> values = values_of(*domain);
    std::vector<Uses> uses;
    std::size_t made = 0;
    std::size_t named = 0;
    std::size_t complete = 0;
    std::size_t tested = 0;
    std::size_t looks = 0;
    std::map<std::string_view, std::size_t> written;  // by property: how many of the members
    for (const Domain::Variant& variant : domain->variants) {
      uses.push_back(uses_of(variant, values, properties, twins));
      const Uses& one = uses.back();
      const bool is_made =
          std::ranges::any_of(one.produced, [](const Mention& mention) { return !mention.node.is(Kind::String); });
      made += is_made ? 1 : 0;
      for (const std::string_view property : properties_of(one)) ++written[property];
      looks += is_made && std::ranges::all_of(one.produced, is_look) ? 1 : 0;
      named += is_made || !one.tested.empty() || one.handled > 0 || !one.declared.empty() ? 1 : 0;
      tested += one.tested.empty() ? 0 : 1;
      complete += is_made && (!one.tested.empty() || one.handled + one.demanded > 0) ? 1 : 0;
    }
    const std::size_t size = domain->variants.size();
    std::vector<const Domain::Variant*> idle;
    bool has_entry = false;             // some of them
    std::vector<std::size_t> provided;  // named by schemas and nobody else
    for (std::size_t i = 0; i < size; ++i) {
      const Domain::Variant& variant = domain->variants[i];
      Uses& one = uses[i];
      // Another package asks for the value by its text; of a word with a name of its own there is no doubt.
      const bool is_only_asked = one.tested.empty() && !one.is_made_of_text && split_words(variant.text).size() >= 2;
      if (is_only_asked && gathered_.mentions.members_spelling(variant.text).size() <= 1)
        one.tested = one.spelled_tests;
      if (!one.produced.empty() || gathered_.mentions.may_be_composed(variant.text)) continue;
      const bool has_schema =
          std::ranges::any_of(one.declared, [](const Mention& mention) { return !mention.property.empty(); });
      if (!one.tested.empty() || has_schema) {
        // A key of a table may be walked over and offered to someone.
        const bool are_own =
            made * 10 >= size * 7 || (made >= kMinMembers && made * 2 >= size && discriminants_.are_states(name));
        // A schema of the program's own errors and events says what it may answer.
        const bool is_answer = one.tested.empty() && discriminants_.contains(name) && made * 10 >= size * 6;
        if (size < kMinMembers || one.handled > 0 || made < kMinMembers - 1 || !(are_own || is_answer)) continue;
        if (one.tested.empty()) {
          provided.push_back(i);
        } else {
          report_unproduced(*domain, {i}, uses, made);
        }
      } else if (one.handled == 0 && one.declared.empty() && one.stranded.empty() && !one.is_spelled) {
        idle.push_back(&variant);
        has_entry = has_entry || one.demanded > 0;
      }
    }
    if (!provided.empty()) report_unproduced(*domain, provided, uses, made);
    if (gathered_.mentions.is_used_whole(declaration)) return;  // a filter asks for all of them
    // A name that says so, tests, or so many that are made: the program chooses by these values.
    const bool are_invented =
        discriminants_.are_invented(name) && made >= kMinInvented && made * 4 >= size && tested <= made;
    const std::size_t spoken_of = named + idle.size();
    const bool is_own = discriminants_.contains(name) || (named + 1 == size && tested >= 2) ||
                        (made * 10 >= spoken_of * 6 && !discriminants_.are_looks(name));
    const bool are_enough = named >= kMinMembers || (discriminants_.contains(name) && made + 1 == size);
    const bool is_for_sure = is_own && are_enough && made * 2 >= spoken_of;
    if ((is_for_sure || are_invented) && looks * 2 < made) {
      const Severity severity = complete == named ? Severity::Warning : Severity::Note;
      if (!are_entries(*domain, written)) std::erase_if(idle, is_prose);
      report_unused(gathered_, *domain, idle, named, severity, findings_, has_entry);
    }
  }

  static std::set<std::string_view> properties_of(const Uses& uses) {
    std::set<std::string_view> properties;
    for (const Mention& mention : uses.produced) {
      if (!mention.property.empty()) properties.insert(mention.property);
    }
    return properties;
  }

  // `log({ detail: Detail.Sent })`: sentences that one property carries are what the program distinguishes, although
  // people can read them. A caption is only shown.
  bool are_entries(const Domain& domain, const std::map<std::string_view, std::size_t>& written) const {
    if (!std::ranges::any_of(domain.variants,
                             [](const auto& variant) { return variant.declaration.is(Kind::EnumMember); }))
      return false;
    const std::size_t size = domain.variants.size();
    const auto prose = std::ranges::count_if(domain.variants, [](const auto& variant) { return is_prose(&variant); });
    if (static_cast<std::size_t>(prose) * 10 < size * 7) return false;
    return std::ranges::any_of(written, [&](const auto& entry) {
      return entry.second * 10 >= size * 6 && !discriminants_.is_caption(entry.first);
    });
  }

  // Of the members with these indices: one that is waited for, or all that only a schema provides for.
  void report_unproduced(const Domain& domain, const std::vector<std::size_t>& members, const std::vector<Uses>& uses,
                         std::size_t made) {
    std::vector<const Domain::Variant*> variants;
    std::vector<Mention> waiting;
    std::vector<Mention> stranded;
    bool is_tested = false;
    for (const std::size_t i : members) {
      const Domain::Variant& variant = domain.variants[i];
      if (means_nothing(variant.text) || is_said_elsewhere(gathered_, variant)) continue;
      // Where another package has a copy of the declaration, the value is missing once.
      if (!reported_.insert(variant.text).second && gathered_.mentions.members_spelling(variant.text).size() > 1)
        continue;
      variants.push_back(&variant);
      is_tested = is_tested || !uses[i].tested.empty();
      const std::vector<Mention>& found = uses[i].tested.empty() ? uses[i].declared : uses[i].tested;
      waiting.insert(waiting.end(), found.begin(), found.end());
      stranded.insert(stranded.end(), uses[i].stranded.begin(), uses[i].stranded.end());
    }
    if (variants.empty()) return;
    const bool is_one = variants.size() == 1;
    const std::string called = told(variants);
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(variants.front()->declaration);
    finding.subject = domain.name;
    for (const Domain::Variant* variant : variants) finding.subject += ' ' + std::string{variant->text};
    finding.message =
        called + " of " + domain.name + (is_one ? " is " : " are ") + (is_tested ? "waited" : "provided") + " for in " +
        std::to_string(waiting.size()) + (waiting.size() == 1 ? " place" : " places") + " and " +
        told_producers(gathered_, stranded, finding) + ", while " + std::to_string(made) + " other members are";
    finding.advice = "Produce " + (is_one ? called : std::string{"them"}) + " where " + (is_one ? "it" : "they") +
                     " should arise, or remove " + (is_one ? "it" : "them") + " with the code that waits for " +
                     (is_one ? "it." : "them.");
    for (const Mention& mention : waiting) {
      if (finding.related.size() == kMaxRelated) break;
      finding.related.push_back({place_of(mention.node), is_tested ? "waited for here" : "provided for here"});
    }
    give_reason(finding, std::to_string(made) + " of " + std::to_string(domain.variants.size()) +
                             " members are produced in this program, so they do not all come from outside");
    give_reason(finding, "nobody uses the declaration whole, and no text is composed that could make the value",
                domain.declaration);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  std::set<std::string_view> reported_;  // values that are waited for
};

}  // namespace

void find_unproduced(const Gathered& gathered, std::vector<Finding>& findings) { Unproduced{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
