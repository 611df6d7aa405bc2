// One of many constants that nobody names.
//
// `export const TEAM_NOT_FOUND = 'team/not_found'`, `export const QUEUE_MAIL = 'mail'`: before there were enums, and
// where people do without, a file of constants declares what a program distinguishes. What holds them together is the
// file
// (`errors.ts`, `events/index.ts`) or a word of their names (`QUEUE_…`). Most are named elsewhere; one that stands only
// in its declaration, or in the list and the type beside it, is left over. One that is only asked for is never
// produced.

#include "rules/orphan_variant/discriminants.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/scope.h"
#include "rules/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinFamily = 6;
constexpr std::size_t kMinProduced = 4;

struct Constant {
  Node declarator;
  std::string_view value;
  std::vector<Mention> mentions;  // elsewhere, or beside it in code that does something
};

// `QUEUE_MAIL`, and not `queueMail` or `Q`.
bool is_loud(std::string_view name) {
  const bool has_small = std::ranges::any_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
  return !has_small && name.find('_') != std::string_view::npos;
}

// A word, and no address, path or sentence.
bool is_code(std::string_view value) {
  return !value.empty() && value.front() != '/' && value.find(' ') == std::string_view::npos &&
         value.find("://") == std::string_view::npos;
}

bool is_trial(const File& file) {
  return file.roles.any(workspace::Roles{workspace::Role::Test} | workspace::Role::Story);
}

// "errors" of `src/team/errors.ts`, "events" of `events/index.ts`.
std::string_view subject_of(std::string_view path) {
  const auto cut = [&] {
    const std::size_t slash = path.rfind('/');
    std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
    path = slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
    return last.substr(0, last.find('.'));
  };
  const std::string_view stem = cut();
  return stem == "index" || stem == "constants" || stem == "consts" ? cut() : stem;
}

class Constants {
 public:
  Constants(const Gathered& gathered, std::vector<Finding>& findings)
      : gathered_(gathered),
        findings_(findings),
        discriminants_(gathered.program.models()),
        names_(gathered.program.names()) {}

  void run() {
    for (const File& file : gathered_.program.files()) {
      if (is_production(file) && !is_of_lone_library(gathered_.program, file)) gather(file);
    }
    if (families_.empty()) return;
    for (const File& file : gathered_.program.files()) {
      if (!is_trial(file)) find_uses(file);
    }
    for (const auto& [name, family] : families_) judge(name, family);
  }

 private:
  using Family = std::vector<NodeRef>;  // Declarators, in order of position

  // The families of a file: all its constants, or those with a word in common.
  void gather(const File& file) {
    std::vector<Node> declarators;
    for (const Node declarator : program::nodes_of(file, Kind::Declarator)) {
      const Node value = program::without_casts(program::value_of(declarator));
      const Node name = declarator.child(0);
      const bool fits = name && name.is(Kind::Binding) && is_loud(name.text()) && value && value.is(Kind::String) &&
                        is_code(value.text()) && !declarator.enclosing_function() &&
                        declarator.parent().op() == Op::Const && gathered_.program.is_exported(declarator);
      if (fits) declarators.push_back(declarator);
    }
    if (declarators.size() < kMinFamily) return;
    std::map<std::string, Family> by_name;
    const std::string_view subject = subject_of(file.path);
    for (const Node& declarator : declarators) {
      const std::vector<std::string> words = split_words(declarator.child(0).text());
      std::string family;
      if (discriminants_.contains(subject)) {
        family = "the constants of " + std::string{file.path.substr(file.path.rfind('/') + 1)};
      } else if (discriminants_.contains(words.front())) {
        family = "the constants of a " + words.front();
      } else if (discriminants_.contains(words.back())) {
        family = "the constants of a " + words.back();
      } else {
        continue;
      }
      by_name[family].push_back(declarator.ref());
    }
    for (auto& [name, family] : by_name) {
      if (family.size() < kMinFamily) continue;
      for (const NodeRef ref : family) {
        const Node declarator = gathered_.program[ref];
        constants_[ref] = {declarator, program::without_casts(program::value_of(declarator)).text(), {}};
        names_.insert(declarator.child(0).text());
      }
      families_.emplace_back(name, std::move(family));
    }
  }

  void find_uses(const File& file) {
    const auto is_asked = [&](program::Name name) { return names_.contains(name); };
    if (std::ranges::none_of(file.names, is_asked)) return;
    for (const Node use : program::nodes_of(file, {Kind::Ident, Kind::Member})) {
      if (!names_.contains(use)) continue;
      const Node up = use.parent();
      if (up.is(Kind::TypeQuery) || up.is(Kind::Import) || up.is(Kind::Export)) continue;
      const auto known = constants_.find(gathered_.program.definition(use).node.ref());
      if (known == constants_.end() || is_listing(use)) continue;
      known->second.mentions.push_back(gathered_.mentions.mention_at(use));
      if (is_listening(use)) known->second.mentions.back().role = Role::Tested;
    }
  }

  // `bus.on(events.ROW_READ, …)`: who listens to an event does not make it.
  static bool is_listening(const Node& use) {
    const Node head = program::callee(use.parent());
    if (!head || !head.is(Kind::Member) || program::argument(use.parent(), 0) != use) return false;
    constexpr std::array<std::string_view, 5> kListens = {"on", "once", "addListener", "prependListener",
                                                          "addEventListener"};
    return std::ranges::find(kListens, head.text()) != kListens.end();
  }

  // `export const ALL = [QUEUE_MAIL, QUEUE_PRINT, …]` beside the constants: it declares them once more.
  bool is_listing(const Node& use) const {
    const Node list = use.parent();
    if (!list.is(Kind::Array) || list.child_count() < kMinFamily) return false;
    return std::ranges::all_of(list.children(), [&](const Node& element) {
      const bool is_constant = element.is(Kind::Ident) || element.is(Kind::Member);
      return (is_constant && names_.contains(element)) || element.is(Kind::Spread) || element.is(Kind::None);
    });
  }

  static bool is_made(const Constant& constant) {
    return std::ranges::any_of(constant.mentions,
                               [](const Mention& mention) { return mention.role == Role::Produced; });
  }

  // Whether the text of a constant, or its name, stands somewhere that we did not follow.
  bool is_spoken_of(const Constant& constant) const {
    for (const Mention& mention : gathered_.mentions.of_text(constant.value)) {
      if (!constant.declarator.contains(mention.node)) return true;
    }
    return gathered_.mentions.may_be_composed(constant.value) || gathered_.elsewhere.says(constant.value) ||
           gathered_.elsewhere.speaks_of(constant.declarator.child(0).text());
  }

  void judge(const std::string& name, const Family& family) {
    Domain domain{.declaration = gathered_.program[family.front()], .name = name, .variants = {}};
    std::size_t named = 0;
    std::size_t made = 0;
    for (const NodeRef ref : family) {
      const Constant& constant = constants_.find(ref)->second;
      domain.variants.push_back({constant.value, constant.declarator});
      named += constant.mentions.empty() ? 0 : 1;
      made += is_made(constant) ? 1 : 0;
    }
    if (named * 10 < family.size() * 6) return;
    std::vector<const Domain::Variant*> idle;
    for (std::size_t i = 0; i < family.size(); ++i) {
      const Constant& constant = constants_.find(family[i])->second;
      if (is_made(constant) || is_spoken_of(constant)) continue;
      if (constant.mentions.empty()) {
        idle.push_back(&domain.variants[i]);
      } else if (made >= kMinProduced && made * 10 >= family.size() * 7) {
        report_unproduced(domain, domain.variants[i], constant, made);
      }
    }
    report_unused(gathered_, domain, idle, named, Severity::Note, findings_);
  }

  void report_unproduced(const Domain& domain, const Domain::Variant& variant, const Constant& constant,
                         std::size_t made) {
    std::vector<Related> waiting;
    for (const Mention& mention : constant.mentions) {
      if (mention.role == Role::Tested && is_production(mention.node.file()))
        waiting.push_back({place_of(mention.node), "waited for here"});
    }
    if (waiting.empty() || means_nothing(variant.text)) return;
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(variant.declaration);
    finding.subject = domain.name + ' ' + std::string{variant.text};
    finding.message = told(variant) + " of " + domain.name + " is waited for in " + std::to_string(waiting.size()) +
                      (waiting.size() == 1 ? " place" : " places") + " and produced nowhere, while " +
                      std::to_string(made) + " others are";
    finding.advice = "Produce it where it should arise, or remove it with the code that waits for it.";
    if (waiting.size() > kMaxRelated) waiting.resize(kMaxRelated);
    finding.related = std::move(waiting);
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  Discriminants discriminants_;
  program::NameSet names_;
  std::map<NodeRef, Constant> constants_;
  std::vector<std::pair<std::string, Family>> families_;
};

}  // namespace

void find_idle_constants(const Gathered& gathered, std::vector<Finding>& findings) {
  Constants{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
