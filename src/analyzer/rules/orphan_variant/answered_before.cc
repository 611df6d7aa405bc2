// A value for which a function has its own code, behind a return for the same value.
//
// `if (['paid', 'open'].includes(event.type)) return;` at the top of a handler, and further down `if (event.type ===
// 'paid') …`: the code was written, then somebody wanted to be rid of the event for a day. Where the type is a union
// the compiler says that the second test is never true; mostly it is a string that came over the wire.

#include "rules/orphan_variant/endings.h"
#include "rules/orphan_variant/orphans.h"
#include "rules/reasons.h"
#include "rules/scope.h"

#include "program/exits.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

// A value that is asked for, and the expression that is true for it alone or for a few.
struct Asked {
  std::string_view text;
  std::string_view property;
  std::string key;
  Node subject;
  Node place;    // what spells it
  Node outcome;  // the If or Case that is its own; null where it shares it with others
};

// Through `||`: the If whose condition an expression is a part of by itself.
Node deciding(const Node& expression, bool& is_alone) {
  Node at = expression;
  for (Node up = at.parent(); up; at = up, up = at.parent()) {
    if (up.is(Kind::Cast)) continue;
    if (up.is(Kind::Binary) && up.op() == Op::Or) {
      is_alone = false;
      continue;
    }
    return up.is(Kind::If) && up.child(0) == at ? up : Node{};
  }
  return {};
}

class AnsweredBefore {
 public:
  AnsweredBefore(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Test& test : gathered_.tests) add(test.subject, test.text, test.node);
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.is_registry) continue;
      for (const Dispatcher::Case& one : dispatcher.cases) add(dispatcher.subject, one.text, one.test);
    }
    for (const Membership& one : gathered_.memberships) add_list(one);
    for (const Asked& one : asked_) judge(one);
  }

 private:
  void add(const Subject& subject, std::string_view text, const Node& test) {
    if (!is_production(test.file()) || subject.key.starts_with("env ") || !is_constant(test)) return;
    Node at = test;
    while (at.parent() && at.parent().is(Kind::Cast)) at = at.parent();
    const Node up = at.parent();
    Asked one{.text = text,
              .property = subject.property,
              .key = subject.key,
              .subject = subject.expression,
              .place = test,
              .outcome = {}};
    if (up.is(Kind::Case)) {
      if (is_own(up)) one.outcome = up;
    } else if (up.is(Kind::Binary) && (up.op() == Op::Equal || up.op() == Op::StrictEqual)) {
      bool is_alone = true;
      const Node decided = deciding(up, is_alone);
      if (!decided) return;
      note_exit(one, decided);
      if (is_alone) one.outcome = decided;
    }
    if (one.outcome) asked_.push_back(std::move(one));
  }

  // Spelled, or the member of an enum or table: what else stands for a text may stand for another one later.
  bool is_constant(const Node& test) const {
    const Node plain = program::without_casts(test);
    if (!plain || plain.is(Kind::String)) return plain && !plain.text().empty();
    const Node member = gathered_.program.definition(plain).node;
    return member && (member.is(Kind::EnumMember) || (member.is(Kind::Property) && is_constant_table(member.parent())));
  }

  // `['a', 'b'].includes(event.type)`
  void add_list(const Membership& membership) {
    const Node call = membership.list.enclosing(Kind::Call);
    bool is_alone = true;
    const Node decided = call ? deciding(call, is_alone) : Node{};
    if (!decided || !is_production(call.file())) return;
    for (const Dispatcher::Case& one : membership.values) {
      note_exit({.text = one.text,
                 .property = membership.subject.property,
                 .key = membership.subject.key,
                 .subject = membership.subject.expression,
                 .place = one.test,
                 .outcome = {}},
                decided);
    }
  }

  // A case that is reached by its own value only, and that does something.
  static bool is_own(const Node& one) {
    if (one.child_count() <= 1) return false;
    Node before;
    for (const Node& other : one.parent().children()) {
      if (other == one) break;
      if (other.is(Kind::Case)) before = other;
    }
    return !before || before.child_count() > 1;
  }

  void note_exit(const Asked& asked, const Node& decided) {
    if (program::leaves_block(decided.child(1))) exits_[{decided.file().id, asked.text}].emplace_back(asked, decided);
  }

  void judge(const Asked& asked) {
    const auto exits = exits_.find({asked.place.file().id, asked.text});
    if (exits == exits_.end()) return;
    for (const auto& [before, exit] : exits->second) {
      if (exit == asked.outcome || !is_same_subject(before, asked) || !is_behind(exit, asked.outcome)) continue;
      if (may_change(asked, exit) || does_the_same(exit, asked.outcome)) continue;
      return report(asked, before);
    }
  }

  // The very same expression: `event.type` twice, and not the type of another event.
  bool is_same_subject(const Asked& a, const Asked& b) const {
    if (a.key != b.key || program::describe(a.subject) != program::describe(b.subject)) return false;
    return gathered_.program.definition(root_of(a.subject)).node ==
           gathered_.program.definition(root_of(b.subject)).node;
  }

  // The same guard once more, which does no harm.
  static bool does_the_same(const Node& exit, const Node& later) {
    return later.is(Kind::If) && is_same_code(only_statement(exit.child(1)), only_statement(later.child(1)));
  }

  // What a branch does, where that is one statement.
  static Node only_statement(const Node& branch) {
    return branch.is(Kind::Block) && branch.child_count() == 1 ? branch.child(0) : branch;
  }

  static Node root_of(const Node& expression) {
    Node at = expression;
    while (at && at.is(Kind::Member)) at = program::without_casts(at.child(0));
    return at;
  }

  // Whether a statement leaves the block in which `later` stands, in the same function.
  static bool is_behind(const Node& exit, const Node& later) {
    const Node block = exit.parent();
    if (!block || !(block.is(Kind::Block) || block.is(Kind::File)) || !block.contains(later)) return false;
    return later.span().begin > exit.span().end && later.enclosing_function() == exit.enclosing_function();
  }

  // Whether something is written to what is asked, or its value may be another one by then (`let`, a call in between of
  // what could change it is not looked for: whoever asks twice for the type of one event means the same).
  bool may_change(const Asked& asked, const Node& exit) const {
    const Node root = root_of(asked.subject);
    if (!root || !root.is(Kind::Ident)) return true;
    const Node function = exit.enclosing_function();
    const auto writes =
        function ? program::nodes_of(function, Kind::Assign) : program::nodes_of(exit.file(), Kind::Assign);
    return std::ranges::any_of(writes, [&](const Node& write) {
      const Node target = root_of(program::without_casts(write.child(0)));
      return target && target.is(Kind::Ident) && target.text() == root.text();
    });
  }

  void report(const Asked& asked, const Asked& before) {
    if (!reported_.insert(asked.place.ref()).second) return;
    const Node function = asked.place.enclosing_function();
    Finding finding;
    finding.kind = "unproduced";
    finding.severity = Severity::Warning;
    finding.where = place_of(asked.place);
    finding.subject = std::string{asked.property} + ' ' + std::string{asked.text} + ' ' +
                      (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(asked.text) + " never comes here as `" + program::describe(asked.subject) +
                      "`: it has been sorted out above, so this code never runs";
    finding.advice = "Let " + quoted(asked.text) + " come here, or remove the code for it.";
    finding.related.push_back({place_of(before.place), "sorted out here"});
    give_reason(finding, "whoever has this value has left before, and nothing is written to it in between");
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::vector<Asked> asked_;
  std::map<std::pair<FileId, std::string_view>, std::vector<std::pair<Asked, Node>>> exits_;  // with the If
  std::set<NodeRef> reported_;
};

}  // namespace

void find_answered_before(const Gathered& gathered, std::vector<Finding>& findings) {
  AnsweredBefore{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
