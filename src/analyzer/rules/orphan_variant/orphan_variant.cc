// orphan-variant: two sides of a program speak of different things.
//
// Node types, events, jobs and states are agreed on by their spelling. One side adds a variant, renames an event or
// removes the last class of a name, and the other side goes on: its switch falls into `default: return null`, its
// listener waits for ever, its list of exceptions names what no longer exists. The compiler has no complaint, because
// strings are strings, or because a default makes every switch complete.
//
// We report a value only when the whole program says that its other side is missing: the searches in this folder each
// take one kind of agreement and are silent where a value may come from outside, be composed at run time, or be meant
// for others.

#include "rules/orphan_variant/adopted.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/registries.h"
#include "rules/orphan_variant/unserved.h"
#include "rules/scope.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules {
namespace {

constexpr KindInfo kKinds[] = {
    {.id = "unhandled",
     .severity = Severity::Warning,
     .meaning = "a value that nobody handles where the others are handled",
     .one = "value is handled by nobody",
     .many = "values are handled by nobody",
     .impact = "What carries this value falls through: it is dropped or stalls, mostly without an error.",
     .effort = findings::Effort::Function},
    {.id = "unproduced",
     .severity = Severity::Warning,
     .meaning = "a value that is waited for and never produced",
     .one = "value is waited for and never made",
     .many = "values are waited for and never made",
     .impact = "The code behind it never runs, although it reads as if it did.",
     .effort = findings::Effort::Function},
    {.id = "undeclared",
     .severity = Severity::Warning,
     .meaning = "a value that is asked for and declared nowhere",
     .one = "value is asked for and declared nowhere",
     .many = "values are asked for and declared nowhere",
     .impact = "The question is always answered with no, whatever its author had in mind.",
     .effort = findings::Effort::Line},
    {.id = "unused",
     .severity = Severity::Note,
     .meaning = "a value that is declared and nothing else",
     .one = "value is declared and nothing else",
     .many = "values are declared and nothing else",
     .impact = "Whoever reads the declaration believes in a feature that is not there.",
     .effort = findings::Effort::Line},
};

constexpr RuleInfo kInfo{
    .id = "orphan-variant",
    .name = "OrphanVariant",
    .title = "A variant is known to one side of the program only",
    .advice = "Handle the value, produce it, or remove it from the side that still names it.",
    .severity = Severity::Warning,
    .kinds = kKinds,
    .settings = {},
    .page = {},
    .area = "Variants and events",
};

struct Search {
  void (*find)(const variants::Gathered& gathered, std::vector<Finding>& findings);
  bool needs_all = false;  ///< says that nobody handles or makes something, which takes all of the code to know
};

// In this order, since some look at what others have found.
constexpr Search kSearches[] = {
    {.find = variants::find_unhandled},
    {.find = variants::find_unproduced, .needs_all = true},
    {.find = variants::find_unproduced_literals, .needs_all = true},
    {.find = variants::find_idle_messages, .needs_all = true},
    {.find = variants::find_silent_members, .needs_all = true},
    {.find = variants::find_namesakes},
    {.find = variants::find_unhandled_messages, .needs_all = true},
    {.find = variants::find_undeclared},
    {.find = variants::find_forgotten_twins},
    {.find = variants::find_forgotten_kin},
    {.find = variants::find_half_known},
    {.find = variants::find_hollow_handlers},
    {.find = variants::find_forgetful_copies},
    {.find = variants::find_misspelled},
    {.find = variants::find_misnamed_arguments},
    {.find = variants::find_idle_constants, .needs_all = true},
    {.find = variants::find_dead_ends, .needs_all = true},
    {.find = variants::find_undrawn},
    {.find = variants::find_idle_kinds, .needs_all = true},
    {.find = variants::find_idle_handlers, .needs_all = true},
    {.find = variants::find_forgotten_words},
    {.find = variants::find_unserved},
    {.find = variants::find_strange_words},
    {.find = variants::find_passed_over, .needs_all = true},
    {.find = variants::find_strangers, .needs_all = true},
    {.find = variants::find_answered_before},
    {.find = variants::find_lonely_keys, .needs_all = true},
    {.find = variants::find_lonely_tasks, .needs_all = true},
    {.find = variants::find_lonely_classes, .needs_all = true},
    {.find = variants::find_refused_jobs, .needs_all = true},
    {.find = variants::find_lonely_events, .needs_all = true},
    {.find = variants::find_vain_offers, .needs_all = true},
    {.find = variants::find_forsaken_members, .needs_all = true},
    {.find = variants::find_forsaken_literals, .needs_all = true},
    {.find = variants::find_unspoken, .needs_all = true},
    {.find = variants::find_vain_codes, .needs_all = true},
    {.find = variants::find_uncalled, .needs_all = true},
};

std::vector<Finding> check(const Program& program, const Shared& shared, const Settings& /*settings*/) {
  const variants::Mentions mentions{program, shared};
  variants::Domains domains{program};
  const variants::Gathered gathered = variants::gather(program, shared, mentions, domains);
  std::set<std::string_view> half_seen;  // files
  for (const File& file : program.files()) {
    if (has_unseen_users(program, file)) half_seen.insert(file.path);
  }
  std::vector<Finding> findings;
  for (const Search& search : kSearches) {
    const auto begin = static_cast<std::ptrdiff_t>(findings.size());
    search.find(gathered, findings);
    if (!search.needs_all || half_seen.empty()) continue;
    findings.erase(std::remove_if(findings.begin() + begin, findings.end(),
                                  [&](const Finding& finding) { return half_seen.contains(finding.where.path); }),
                   findings.end());
  }
  return findings;
}

}  // namespace

namespace variants {
namespace {

template <class T>
void append(std::vector<T>& to, std::vector<T> from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

Gathered gather(const Program& program, const Shared& shared, const Mentions& mentions, Domains& domains) {
  Gathered gathered{.program = program,
                    .shared = shared,
                    .mentions = mentions,
                    .domains = domains,
                    .named_files = mentions.named_files(),
                    .elsewhere = mentions.elsewhere(),
                    .quotations = Quotations{program},
                    .tables = KeyedTables{program},
                    .lists = declared_lists(program)};
  const std::vector<NodeRef> questions = calls_that_ask(program);
  Adoption adoption{program, domains};
  for (const File& file : program.files()) {
    if (!is_own_code(file)) continue;
    Tests tests = tests_in(program, file, questions, domains);
    append(tests.dispatchers, registries_in(program, shared, file, domains));
    for (Dispatcher& dispatcher : tests.dispatchers) adoption.adopt(dispatcher);
    for (Test& test : tests.single) adoption.adopt(test);
    const auto is_dead = [&](const auto& one, const Node& node) {
      return static_cast<void>(one), !shared.liveness.is_alive(node);
    };
    std::erase_if(tests.dispatchers, [&](const auto& one) { return is_dead(one, one.node); });
    std::erase_if(tests.single, [&](const auto& one) { return is_dead(one, one.node); });
    append(gathered.dispatchers, std::move(tests.dispatchers));
    append(gathered.tests, std::move(tests.single));
    append(gathered.memberships, std::move(tests.memberships));
  }
  return gathered;
}

Node whole_function(const Node& node) {
  Node function = node.enclosing_function();
  while (function && function.enclosing_function()) function = function.enclosing_function();
  return function;
}

bool is_look(const Mention& mention) {
  Node at = mention.node.parent();
  while (at && (at.is(Kind::Conditional) || at.is(Kind::Cast) || at.is(Kind::Binary))) at = at.parent();
  return at && at.is(Kind::Property) && at.parent().is(Kind::Attributes);
}

std::string told_producers(const Gathered& gathered, const std::vector<Mention>& stranded, Finding& finding) {
  if (stranded.empty()) return "produced nowhere";
  for (const Mention& mention : stranded) {
    if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(mention.node), "would be produced"});
  }
  const Node function = gathered.mentions.unreached().around(stranded.front().node);
  return "produced only by " + gathered.mentions.unreached().told(function) + ", which nobody calls";
}

std::string quoted(std::string_view text) { return '\'' + std::string{text} + '\''; }

namespace {

std::string enumerated(const std::vector<std::string>& names) {
  constexpr std::size_t kMax = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMax); ++i) {
    if (i > 0) text += ", ";
    text += names[i];
  }
  if (names.size() > kMax) text += " and " + std::to_string(names.size() - kMax) + " more";
  return text;
}

}  // namespace

std::string listed(const std::vector<std::string_view>& values) {
  std::vector<std::string> names;
  for (const std::string_view value : values) names.push_back(quoted(value));
  return enumerated(names);
}

std::string told(const Domain::Variant& variant) {
  const Node& declaration = variant.declaration;
  const bool is_member = declaration.is(Kind::EnumMember) || declaration.is(Kind::Property);
  std::string name(is_member                          ? declaration.text()
                   : declaration.is(Kind::Declarator) ? declaration.child(0).text()
                                                      : "");
  if (name.empty() || name == variant.text) return quoted(variant.text);
  return is_prose(&variant) ? name : name + " (" + quoted(variant.text) + ")";
}

std::string told(const std::vector<const Domain::Variant*>& variants) {
  std::vector<std::string> names;
  for (const Domain::Variant* variant : variants) names.push_back(told(*variant));
  return enumerated(names);
}

}  // namespace variants

extern constinit const Rule orphan_variant{.info = kInfo, .check = check, .effort = 4};

}  // namespace lockstep::rules
