// A value that one package makes and another has never heard of, while both know all the others.
//
// A vocabulary is declared once and shared: the server sends its values, the client waits for them. When every value
// but one is spoken of on both sides, the one is sent to nobody. What a place does with a value need not be understood
// for that; it is enough who speaks of it. Only words that can mean nothing else are taken (`applyViewGroup`), and only
// vocabularies of a few values at least. Where they stand in a table of constants (`ServerEvents.Counters`), whose
// names can only be meant by whoever writes them, a client need not know quite all of the others.

#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinVariants = 4;
constexpr std::size_t kMaxLonely = 2;  // of a table

class HalfKnown {
 public:
  HalfKnown(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    if (gathered_.program.workspace().packages().size() < 2) return;
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      for (const Node node : program::nodes_of(file, {Kind::Enum, Kind::TypeAlias, Kind::Declarator})) {
        if (node.is(Kind::Declarator) && !is_enum_schema(node)) {
          look_at_table(node);
          continue;
        }
        const Domain* domain = gathered_.domains.of_declaration(node);
        // What is derived from a table is judged with the table.
        if (!domain || domain->variants.size() < kMinVariants ||
            domain->variants.front().declaration.is(Kind::Property))
          continue;
        if (std::ranges::all_of(domain->variants, is_peculiar)) look_at(*domain);
      }
    }
  }

 private:
  using Packages = std::set<std::uint32_t>;

  static bool is_peculiar(const Domain::Variant& variant) { return split_words(variant.text).size() >= 2; }

  template <class Visit>
  void each_mention(const Domain::Variant& variant, Visit visit) const {
    for (const Mention& mention : gathered_.mentions.of_text(variant.text)) {
      const bool is_declaration = mention.role == Role::Declared || mention.node == variant.declaration;
      if (!is_declaration && is_production(mention.node.file())) visit(mention);
    }
    if (!variant.declaration.is(Kind::EnumMember) && !variant.declaration.is(Kind::Property)) return;
    for (const Mention& mention : gathered_.mentions.of_member(variant.declaration)) {
      if (mention.role != Role::Declared && is_production(mention.node.file())) visit(mention);
    }
  }

  Packages packages_of(const Domain::Variant& variant) const {
    Packages packages;
    each_mention(variant, [&](const Mention& mention) { packages.insert(mention.node.file().package_id); });
    return packages;
  }

  void look_at(const Domain& domain) {
    std::vector<Packages> known;
    for (const Domain::Variant& variant : domain.variants) known.push_back(packages_of(variant));
    // The packages that speak of all values but one.
    std::map<std::uint32_t, std::size_t> count;
    for (const Packages& packages : known) {
      for (const std::uint32_t package : packages) ++count[package];
    }
    for (std::size_t i = 0; i < domain.variants.size(); ++i) {
      const auto is_all_but_this = [&](std::uint32_t package) {
        return !known[i].contains(package) && count[package] + 1 == domain.variants.size();
      };
      const auto knows_all = [&](std::uint32_t package) { return count[package] == domain.variants.size(); };
      const auto ignorant =
          std::ranges::find_if(count, [&](const auto& entry) { return is_all_but_this(entry.first); });
      if (ignorant == count.end() || known[i].size() != 1 || !knows_all(*known[i].begin())) continue;
      if (!makes_some(domain, ignorant->first) && reported_.insert(domain.variants[i].text).second)
        report(domain, domain.variants[i], *known[i].begin(), ignorant->first, domain.variants.size() - 1);
    }
  }

  // `const ServerEvents = { Opened: 'card:opened', … } as const`
  void look_at_table(const Node& declarator) {
    const Node table = program::without_casts(program::value_of(declarator));
    if (!table || !table.is(Kind::Object) || table.child_count() < kMinVariants || !is_constant_table(table)) return;
    if (gathered_.mentions.is_used_whole(declarator)) return;
    Domain domain{.declaration = declarator, .name = std::string{declarator.child(0).text()}, .variants = {}};
    for (const Node& entry : table.children()) {
      const Node value = program::without_casts(program::value_of(entry));
      if (!entry.is(Kind::Property) || !value || !value.is(Kind::String)) return;
      domain.variants.push_back({value.text(), entry});
    }
    if (!std::ranges::all_of(domain.variants, is_peculiar)) return;
    std::vector<Packages> known;
    std::map<std::uint32_t, std::size_t> count;
    for (const Domain::Variant& variant : domain.variants) {
      known.push_back(packages_of(variant));
      for (const std::uint32_t package : known.back()) ++count[package];
    }
    for (const auto& [ignorant, others] : count) {
      if (ignorant == declarator.file().package_id) continue;  // lists some of them for whoever asks
      if (others + kMaxLonely < domain.variants.size() || others < kMinVariants - 1 || makes_some(domain, ignorant))
        continue;
      for (std::size_t i = 0; i < domain.variants.size(); ++i) {
        const bool is_of_one = known[i].size() == 1 && !known[i].contains(ignorant);
        if (is_of_one && 2 * count[*known[i].begin()] >= domain.variants.size() &&
            reported_.insert(domain.variants[i].text).second)
          report(domain, domain.variants[i], *known[i].begin(), ignorant, others);
      }
    }
  }

  // `{ answer: 'yes' }`: who writes the values is another sender, and has to know what he sends and no more.
  bool makes_some(const Domain& domain, std::uint32_t package) const {
    return std::ranges::any_of(domain.variants, [&](const Domain::Variant& variant) {
      bool is_made = false;
      each_mention(variant, [&](const Mention& mention) {
        const bool is_written = mention.role == Role::Produced && !mention.property.empty();
        is_made = is_made || (is_written && mention.node.file().package_id == package);
      });
      return is_made;
    });
  }

  std::string name_of(std::uint32_t package) const {
    if (package == facts::kNone) return "the rest of the program";
    const workspace::Package& known = gathered_.program.workspace().packages()[package];
    return known.name.empty() ? std::string{known.directory} : std::string{known.name};
  }

  void report(const Domain& domain, const Domain::Variant& variant, std::uint32_t knowing, std::uint32_t ignorant,
              std::size_t others) {
    if (is_said_elsewhere(gathered_, variant) || gathered_.mentions.may_be_composed(variant.text)) return;
    std::vector<Node> made;
    bool is_only_made = true;
    each_mention(variant, [&](const Mention& mention) {
      made.push_back(mention.node);
      is_only_made = is_only_made && mention.role == Role::Produced;
    });
    // Who asks for the value handles it already.
    if (made.empty() || !is_only_made || is_reported(variant)) return;
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = place_of(variant.declaration);
    finding.subject = domain.name + ' ' + std::string{variant.text};
    finding.message = told(variant) + " of " + domain.name + " is made in " + name_of(knowing) + " and unknown to " +
                      name_of(ignorant) + ", which speaks of " + (others + 1 == domain.variants.size() ? "all " : "") +
                      std::to_string(others) + " others";
    finding.advice = "Handle " + told(variant) + " there, or stop making it.";
    for (const Node& node : made) {
      if (finding.related.size() == kMaxRelated) break;
      finding.related.push_back({place_of(node), "made here"});
    }
    give_reason(finding, "every other value is spoken of in both packages", domain.declaration);
    give_reason(finding, "nobody asks for this one, and no text is composed that could make or meet it");
    findings_.push_back(std::move(finding));
  }

  // Whether a dispatcher that swallows the value has been reported: to handle it there is to know it.
  bool is_reported(const Domain::Variant& variant) const {
    const Place declared = place_of(variant.declaration);
    return std::ranges::any_of(findings_, [&](const Finding& finding) {
      return finding.kind == "unhandled" &&
             std::ranges::any_of(finding.related, [&](const Related& related) { return related.place == declared; });
    });
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<std::string_view> reported_;
};

}  // namespace

void find_half_known(const Gathered& gathered, std::vector<Finding>& findings) { HalfKnown{gathered, findings}.run(); }

}  // namespace lockstep::rules::variants
