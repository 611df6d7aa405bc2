// A handler of which nothing is left but a comment.
//
// `async handleRefund(job) { /* const order = …; await … */ }`: somebody switched the code off and meant to come back.
// The value is still sent, the table or switch still leads there, and whoever carries it is dropped without an error.
// A case that only breaks is a decision, unless its code was commented out, or all other cases return what the function
// is for: then the caller gets `undefined` for this value alone.

#include "rules/orphan_variant/orphans.h"
#include "rules/orphan_variant/remarks.h"
#include "rules/scope.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinReturning = 3;  // cases that return, beside one that does not
constexpr std::size_t kMinCaseRemarks = 2;
constexpr std::size_t kMinBodyRemarks = 3;
constexpr std::uint32_t kLargestHollow = 24;  // nodes of a body that may do nothing
constexpr int kMaxClimb = 10;

bool is_case(const Node& node) { return node.is(Kind::Case) && node.child(0); }

std::vector<Node> statements_of(const Node& one) {
  std::vector<Node> statements;
  bool is_test = true;
  for (const Node& statement : one.children()) {
    if (!is_test && !statement.is(Kind::None)) statements.push_back(statement);
    is_test = false;
  }
  while (statements.size() == 1 && statements.front().is(Kind::Block)) {
    std::vector<Node> inner;
    for (const Node& statement : statements.front().children()) {
      if (!statement.is(Kind::None)) inner.push_back(statement);
    }
    statements = std::move(inner);
  }
  return statements;
}

// `case 'x': break;`, and not `case 'x': case 'y': …`
bool only_breaks(const std::vector<Node>& statements) {
  return statements.size() == 1 && statements.front().is(Kind::Break);
}

// Whether statements return a value; also `switch (x) { default: return 'text'; }`.
bool returns_value(const std::vector<Node>& statements) {
  return std::ranges::any_of(statements, [](const Node& at) {
    if (at.is(Kind::Return)) return static_cast<bool>(at.child(0));
    return at.is(Kind::Switch) && std::ranges::any_of(at.children(), [](const Node& one) {
             return one.is(Kind::Case) && !one.child(0) && returns_value(statements_of(one));
           });
  });
}

// Whether a body declares variables at most.
bool does_nothing(const Node& body) {
  if (!body || !body.is(Kind::Block) || body.raw().size > kLargestHollow) return false;
  for (const Node& statement : body.children()) {
    const bool is_idle =
        statement.is(Kind::None) || statement.is(Kind::Variable) || (statement.is(Kind::Return) && !statement.child(0));
    if (!is_idle) return false;
  }
  for (const Node& node : program::descendants(body)) {
    if (node.is(Kind::Call) || node.is(Kind::Await)) return false;
  }
  return true;
}

class Hollow {
 public:
  Hollow(const Gathered& gathered, std::vector<Finding>& findings) : gathered_(gathered), findings_(findings) {}

  void run() {
    for (const Dispatcher& dispatcher : gathered_.dispatchers) {
      if (dispatcher.node.is(Kind::Switch) && is_production(dispatcher.node.file())) look_at_cases(dispatcher);
    }
    for (const File& file : gathered_.program.files()) {
      if (!is_production(file)) continue;
      for (const Node function : program::nodes_of(file, Kind::Function)) {
        if (does_nothing(program::body(function)) &&
            commented_lines(gathered_.program, program::body(function).span(), file) >= kMinBodyRemarks)
          look_at_callers(function);
      }
    }
  }

 private:
  // Where the program makes a value: by its text, or by a member that stands for it.
  std::vector<Node> makers_of(std::string_view value, const Node& test) const {
    std::vector<Node> made;
    const auto add = [&](const Mention& mention) {
      if (mention.role == Role::Produced && is_production(mention.node.file()) && !(mention.node == test))
        made.push_back(mention.node);
    };
    std::ranges::for_each(gathered_.mentions.of_text(value), add);
    for (const Node& member : gathered_.mentions.members_spelling(value))
      std::ranges::for_each(gathered_.mentions.of_member(member), add);
    return made;
  }

  void look_at_cases(const Dispatcher& dispatcher) {
    const Node& whole = dispatcher.node;
    std::size_t working = 0;
    std::size_t returning = 0;
    std::vector<std::pair<Node, Node>> breaking;  // the case, and its break
    for (const Node& one : whole.children()) {
      if (!is_case(one)) continue;
      const std::vector<Node> statements = statements_of(one);
      if (statements.empty()) continue;
      if (only_breaks(statements)) {
        breaking.emplace_back(one, statements.front());
        continue;
      }
      ++working;
      returning += returns_value(statements) ? 1 : 0;
    }
    const bool is_for_value = returning >= kMinReturning && returning == working && is_last(whole);
    if (is_for_value && !dispatcher.fallback && breaking.empty()) look_at_rest(dispatcher);
    for (const auto& [one, end] : breaking) {
      const auto value = std::ranges::find_if(dispatcher.cases, [&](const auto& c) { return one.contains(c.test); });
      if (value == dispatcher.cases.end()) continue;
      const Span between{one.child(0).span().end, end.span().begin};
      const bool is_off = working >= 2 && commented_lines(gathered_.program, between, whole.file()) >= kMinCaseRemarks;
      if (is_off) {
        report(value->text, value->test, value->test, "does nothing: what handled it is commented out", working);
      } else if (is_for_value && breaking.size() == 1) {
        report(value->text, value->test, value->test, "only breaks, so that nothing is returned for it", working);
      }
    }
  }

  // `switch (section) { case 'a': return …; case 'b': return …; }` and nothing more: the function returns `undefined`
  // for the other values, and no one has said that it may.
  void look_at_rest(const Dispatcher& dispatcher) {
    const Domain* domain = dispatcher.subject.domain;
    const Node function = dispatcher.node.enclosing_function();
    if (!domain || !function || program::type_annotation(function)) return;
    // Of a type that we cannot follow to its end, what is asked for tells that it is another one.
    if (!std::ranges::all_of(dispatcher.cases, [&](const auto& one) { return domain->find(one.text); })) return;
    // Where nearly all are handled, the search for what a dispatcher forgot has a say.
    if (dispatcher.cases.size() * 4 >= domain->variants.size() * 3) return;
    std::vector<const Domain::Variant*> forgotten;
    for (const Domain::Variant& variant : domain->variants) {
      if (!dispatcher.handles(variant.text) && !means_nothing(variant.text) && is_member_made(variant))
        forgotten.push_back(&variant);
    }
    if (forgotten.empty() || forgotten.size() > dispatcher.cases.size()) return;
    const bool is_one = forgotten.size() == 1;
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Warning;
    finding.where = place_of(dispatcher.node.child(0));
    finding.subject = domain->name + ' ' + gathered_.program.qualified_name(function);
    for (const Domain::Variant* variant : forgotten) finding.subject += ' ' + std::string{variant->text};
    finding.message = told(forgotten) + " of " + domain->name + (is_one ? " has" : " have") + " no case here, where " +
                      std::to_string(dispatcher.cases.size()) + " other values return something: for " +
                      (is_one ? "it" : "them") + " the function returns undefined";
    finding.advice = is_one ? "Add a case for it, or a default that says what it returns."
                            : "Add cases for them, or a default that says what it returns.";
    for (const Domain::Variant* variant : forgotten) {
      if (finding.related.size() < kMaxRelated)
        finding.related.push_back({place_of(variant->declaration), "declared here"});
    }
    findings_.push_back(std::move(finding));
  }

  // Literals of a union may be of anything, so only an enum's members tell.
  bool is_member_made(const Domain::Variant& variant) const {
    return variant.declaration.is(Kind::EnumMember) &&
           std::ranges::any_of(gathered_.mentions.of_member(variant.declaration), [](const Mention& mention) {
             return mention.role == Role::Produced && is_production(mention.node.file());
           });
  }

  // Whether nothing comes behind a switch in its function.
  static bool is_last(const Node& whole) {
    const Node block = whole.parent();
    if (!block || !block.is(Kind::Block) || !block.parent().is(Kind::Function)) return false;
    return whole.id().value + whole.raw().size == block.id().value + block.raw().size;
  }

  // What leads to a function: the key of a table, a case, or the name in its decorator.
  struct Lead {
    std::string_view value;
    Node place;
    std::size_t siblings = 0;
  };

  std::optional<Lead> lead_of(const Node& use) const {
    Node at = use;
    for (int step = 0; step < kMaxClimb; ++step) {
      const Node up = at.parent();
      if (!up) return std::nullopt;
      if (is_case(up) && !(up.child(0) == at)) {
        const auto value = gathered_.program.value(up.child(0));
        if (!value) return std::nullopt;
        return Lead{value->text, up.child(0), up.parent().child_count() - 2};
      }
      if (up.is(Kind::Property) && up.parent().is(Kind::Object) && up.child(0) == at) return entry(up);
      const bool passes = up.is(Kind::Call) || up.is(Kind::Await) || up.is(Kind::Expression) || up.is(Kind::Return) ||
                          up.is(Kind::Function) || up.is(Kind::Member) || up.is(Kind::Break) ||
                          (up.is(Kind::Block) && up.child_count() == 1) || (up.is(Kind::Block) && is_case(up.parent()));
      if (!passes) return std::nullopt;
      at = up;
    }
    return std::nullopt;
  }

  std::optional<Lead> entry(const Node& property) const {
    const std::size_t siblings = property.parent().child_count() - 1;
    if (siblings == 0) return std::nullopt;
    if (!property.text().empty()) return Lead{property.text(), property, siblings};
    const Node computed = property.child(1);
    const auto value = computed ? gathered_.program.value(computed) : std::nullopt;
    return value ? std::optional(Lead{value->text, computed, siblings}) : std::nullopt;
  }

  void look_at_callers(const Node& function) {
    std::vector<Lead> leads;
    for (const auto& uses : {gathered_.program.callers(function), gathered_.program.references(function)}) {
      for (const NodeRef ref : uses) {
        const Node use = gathered_.program[ref];
        if (!is_production(use.file()) || !gathered_.shared.liveness.is_alive(use)) continue;
        if (const auto lead = lead_of(use)) leads.push_back(*lead);
      }
    }
    if (leads.empty()) return;
    const Lead& lead = leads.front();
    const Node named = function.text().empty() && function.parent().is(Kind::Method) ? function.parent() : function;
    report(lead.value, lead.place, named,
           "leads to " + gathered_.program.qualified_name(function) + ", of which only a comment is left",
           lead.siblings);
  }

  void report(std::string_view value, const Node& lead, const Node& where, const std::string& what,
              std::size_t siblings) {
    const std::vector<Node> made = makers_of(value, lead);
    if (made.empty() || means_nothing(value) || !reported_.insert(where.ref()).second) return;
    const Node function = where.is(Kind::Function) || where.is(Kind::Method) ? where : where.enclosing_function();
    Finding finding;
    finding.kind = "unhandled";
    finding.severity = Severity::Error;
    finding.where = where == lead ? place_of(where) : place_of(where.file(), program::name_span(where));
    finding.subject = std::string{value} + ' ' + (function ? gathered_.program.qualified_name(function) : "");
    finding.message = quoted(value) + ' ' + what + ", unlike for " + std::to_string(siblings) +
                      (siblings == 1 ? " other value" : " other values");
    finding.advice = "Handle " + quoted(value) + " again, or stop making it.";
    if (!(where == lead)) finding.related.push_back({place_of(lead), "led here by this"});
    for (const Node& node : made) {
      if (finding.related.size() < kMaxRelated) finding.related.push_back({place_of(node), "produced here"});
    }
    findings_.push_back(std::move(finding));
  }

  const Gathered& gathered_;
  std::vector<Finding>& findings_;
  std::set<NodeRef> reported_;
};

}  // namespace

void find_hollow_handlers(const Gathered& gathered, std::vector<Finding>& findings) {
  Hollow{gathered, findings}.run();
}

}  // namespace lockstep::rules::variants
