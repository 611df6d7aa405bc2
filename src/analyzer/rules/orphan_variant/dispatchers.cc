#include "rules/orphan_variant/dispatchers.h"

#include "program/exits.h"

#include <algorithm>
#include <optional>
#include <set>

namespace lockstep::rules::variants {
namespace {

bool is_equal(Op op) { return op == Op::Equal || op == Op::StrictEqual; }
bool is_equality(Op op) { return is_equal(op) || op == Op::NotEqual || op == Op::StrictNotEqual; }

class Search {
 public:
  Search(const Program& program, const File& file, Domains& domains)
      : program_(program), file_(file), domains_(domains) {}

  Tests run(std::span<const NodeRef> questions) {
    for (const Node node : program::nodes_of(file_, {Kind::Switch, Kind::If})) {
      if (node.is(Kind::Switch)) {
        switch_(node);
      } else {
        row_of_ifs(node);
      }
    }
    std::vector<Node> open;
    for (const Node node : program::nodes_of(file_, Kind::Binary)) {
      if (is_equality(node.op())) open.push_back(node);
    }
    for (const NodeRef call : program::in_file(questions, file_.id)) open.push_back(program_[call]);
    std::ranges::sort(open);
    for (const Node& node : open) {
      if (node.is(Kind::Binary)) comparison(node);
      if (node.is(Kind::Call)) membership(node);
    }
    return std::move(tests_);
  }

 private:
  std::optional<program::Value> string_of(const Node& expression) const {
    const Node plain = program::without_casts(expression);
    if (!plain) return std::nullopt;
    if (plain.is(Kind::String)) return program::Value{.text = plain.text(), .spelled = plain, .owner = {}};
    if (plain.is(Kind::Ident) || plain.is(Kind::Member)) return program_.value(plain);
    return std::nullopt;
  }

  // What is done without a case, told to people where it is to say so.
  static void admit(Dispatcher& dispatcher, const std::vector<Node>& statements) {
    dispatcher.admits = dispatcher.otherwise != Otherwise::Swallows && admits_ignorance(statements);
    if (!dispatcher.admits) return;
    dispatcher.ending = dispatcher.otherwise == Otherwise::Refuses ? "what is left is refused as unknown"
                                                                   : "what is left is answered as unknown";
  }

  void conclude(Dispatcher& dispatcher, const std::optional<std::vector<Node>>& statements, const Node& last) {
    if (statements) {
      const Ending ending = ending_of(*statements);
      dispatcher.otherwise = ending.otherwise;
      dispatcher.ending =
          ending.said.empty() ? "the default does nothing" : "the default does no more than " + ending.said;
      // A default that falls out of the switch goes on behind it.
      if (dispatcher.otherwise == Otherwise::Swallows && !ending.said.starts_with("return")) {
        const Otherwise rest = ending_of(statements_after(last)).otherwise;
        if (rest != Otherwise::Swallows) dispatcher.otherwise = rest;
      }
      admit(dispatcher, *statements);
      return;
    }
    const std::vector<Node> after = statements_after(last);
    const Ending ending = ending_of(after);
    dispatcher.otherwise = ending.otherwise;
    dispatcher.ending = "there is no default";
    if (!ending.said.empty()) dispatcher.ending += ", then " + ending.said;
    // What stands right behind the last case is for what is left; more is for all.
    if (after.size() == 1) admit(dispatcher, after);
  }

  void switch_(const Node& node) {
    Dispatcher dispatcher{.node = node, .place = node, .subject = domains_.subject(node.child(0)), .fallback = {}};
    if (dispatcher.subject.key.empty()) return;
    std::optional<std::vector<Node>> fallback;
    bool default_shares = false;
    for (const Node& one : node.children()) {
      if (!one.is(Kind::Case)) continue;
      if (!one.child(0)) {
        dispatcher.fallback = one;
        fallback = std::vector<Node>{};
        for (const Node& statement : one.children()) fallback->push_back(statement);
        continue;
      }
      // `default:` in front of another case runs that case.
      if (fallback && std::ranges::all_of(*fallback, [](const Node& s) { return s.is(Kind::None); }))
        default_shares = true;
      const auto value = string_of(one.child(0));
      if (!value) {
        dispatcher.is_complete = false;
        continue;
      }
      covered_.insert(program::without_casts(one.child(0)).ref());
      dispatcher.cases.push_back({value->text, one.child(0)});
    }
    // `case 'a': default:` does for the rest what it does for 'a'.
    if (dispatcher.fallback) {
      Node before;
      for (const Node& one : node.children()) {
        if (one == dispatcher.fallback) break;
        if (one.is(Kind::Case)) before = one;
      }
      if (before && before.child_count() <= 1) default_shares = true;
    }
    conclude(dispatcher, fallback, node);
    if (default_shares) dispatcher.otherwise = Otherwise::Works;
    if (dispatcher.cases.size() >= 2) tests_.dispatchers.push_back(std::move(dispatcher));
  }

  // The values of `x.type === 'a' || x.type === 'b'`; nothing when the condition says anything else.
  struct Condition {
    Subject subject;
    std::vector<Dispatcher::Case> cases;
  };
  std::optional<Condition> condition(const Node& test) {
    Condition result;
    std::vector<Node> open{test};
    while (!open.empty()) {
      const Node at = program::without_casts(open.back());
      open.pop_back();
      if (!at || !at.is(Kind::Binary)) return std::nullopt;
      if (at.op() == Op::Or) {
        open.push_back(at.child(1));
        open.push_back(at.child(0));
        continue;
      }
      if (at.op() == Op::And) {
        // `x.type === 'a' && more`: handled at least in part.
        open.push_back(at.child(0));
        continue;
      }
      if (!is_equal(at.op())) return std::nullopt;
      Node tested = at.child(0);
      Node literal = at.child(1);
      auto value = string_of(literal);
      if (!value) {
        std::swap(tested, literal);
        value = string_of(literal);
      }
      if (!value) return std::nullopt;
      Subject subject = domains_.subject(tested);
      if (subject.key.empty() || (!result.subject.key.empty() && subject.key != result.subject.key))
        return std::nullopt;
      if (result.subject.key.empty()) result.subject = subject;
      result.cases.push_back({value->text, literal});
    }
    return result;
  }

  // else-ifs, and ifs that follow each other in one block.
  void row_of_ifs(const Node& first) {
    if (!rows_.insert(first.ref()).second) return;
    Dispatcher dispatcher{.node = first, .place = first, .subject = {}, .fallback = {}};
    Node last = first;
    std::optional<std::vector<Node>> fallback;
    Node at = first;
    bool all_leave = true;
    bool is_row = false;
    while (at && at.is(Kind::If)) {
      const auto tests = condition(at.child(0));
      const bool fits = tests && (dispatcher.subject.key.empty() || tests->subject.key == dispatcher.subject.key);
      if (!fits) {
        // An else-if about something else is what happens otherwise.
        if (at != first) fallback = std::vector<Node>{at};
        break;
      }
      rows_.insert(at.ref());
      if (dispatcher.subject.key.empty()) dispatcher.subject = tests->subject;
      dispatcher.cases.insert(dispatcher.cases.end(), tests->cases.begin(), tests->cases.end());
      all_leave = all_leave && program::leaves_block(at.child(1));
      const Node otherwise = at.child(2);
      if (otherwise && otherwise.is(Kind::If)) {
        at = otherwise;
        last = otherwise;
        continue;
      }
      if (otherwise) {
        fallback = std::vector<Node>{otherwise};
        dispatcher.fallback = otherwise;
        break;
      }
      // The next statement, if it is an if.
      last = outermost(at);
      const std::vector<Node> rest = statements_after(last);
      Node next = rest.empty() ? Node{} : rest.front();
      if (!next || !next.is(Kind::If)) break;
      const auto more = condition(next.child(0));
      if (!more || more->subject.key != dispatcher.subject.key) break;
      at = next;
      last = next;
      is_row = true;
    }
    // A value that two of them test: they are filters, and no choice.
    std::set<std::string_view> values;
    for (const Dispatcher::Case& one : dispatcher.cases) values.insert(one.text);
    if (values.size() < 3 || values.size() < dispatcher.cases.size()) return;
    // Ifs that neither leave nor exclude each other are steps and no choice.
    if (is_row && !all_leave) return;
    for (const Dispatcher::Case& one : dispatcher.cases) covered_.insert(program::without_casts(one.test).ref());
    conclude(dispatcher, fallback, outermost(last));
    tests_.dispatchers.push_back(std::move(dispatcher));
  }

  // The first `if` of a chain of else-ifs.
  static Node outermost(const Node& node) {
    Node at = node;
    while (at.parent() && at.parent().is(Kind::If) && at.parent().child(2) == at) at = at.parent();
    return at;
  }

  void comparison(const Node& node) {
    for (const auto& [tested, literal] :
         {std::pair{node.child(0), node.child(1)}, std::pair{node.child(1), node.child(0)}}) {
      const Node plain = program::without_casts(literal);
      if (!plain || covered_.contains(plain.ref())) continue;
      const auto value = string_of(literal);
      if (!value) continue;
      Subject subject = domains_.subject(tested);
      if (subject.key.empty()) continue;
      tests_.single.push_back({plain, value->text, std::move(subject)});
      return;
    }
  }

  // `settings.tools.includes(tool.name)`: what is in the list, nobody says here; its type tells what could be.
  bool is_only_typed(const Node& list) const {
    if (!list.is(Kind::Ident) && !list.is(Kind::Member)) return false;
    const Node declaration = program_.definition(list).node;
    const bool is_open = declaration && (declaration.is(Kind::TypeMember) || declaration.is(Kind::Parameter) ||
                                         declaration.is(Kind::Field));
    return is_open && !program::value_of(declaration);
  }

  // `['a', 'b'].includes(node.type)`
  void membership(const Node& call) {
    const Node head = program::callee(call);
    if (!head || !head.is(Kind::Member)) return;
    if (program::argument_count(call) != 1) return;
    Node list = program::without_casts(head.child(0));
    // `const names = NAMES[category]`: one of the lists of a table.
    if (list && list.is(Kind::Ident)) {
      const Node declaration = program_.definition(list).node;
      const Node value = program::without_casts(program::value_of(declaration));
      if (value && value.is(Kind::Index)) list = value;
    }
    if (list && list.is(Kind::Index)) list = list.child(0);
    if (!list || is_only_typed(list)) return;
    const program::Values values = program_.values(list);
    if (values.values.empty()) return;
    Subject subject = domains_.subject(program::argument(call, 0));
    if (subject.key.empty()) return;
    Membership found{.list = list, .subject = std::move(subject), .values = {}};
    for (const program::Value& value : values.values) found.values.push_back({value.text, value.spelled});
    tests_.memberships.push_back(std::move(found));
  }

  const Program& program_;
  const File& file_;
  Domains& domains_;
  Tests tests_;
  std::set<NodeRef> rows_;     // ifs that were looked at
  std::set<NodeRef> covered_;  // literals that belong to a dispatcher
};

}  // namespace

bool Dispatcher::handles(std::string_view text) const {
  return std::ranges::any_of(cases, [&](const Case& one) { return one.text == text; });
}

Tests tests_in(const Program& program, const File& file, std::span<const NodeRef> questions, Domains& domains) {
  return Search{program, file, domains}.run(questions);
}

std::vector<NodeRef> calls_that_ask(const Program& program) {
  std::vector<program::Name> names;
  for (const std::string_view text : {"includes", "has"}) {
    if (const auto name = program.names().find(text)) names.push_back(*name);
  }
  return program.places().of(program::Places::Of::Call, names);
}

}  // namespace lockstep::rules::variants
