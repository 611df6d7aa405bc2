#include "rules/orphan_variant/registries.h"

#include "base/letters.h"
#include "program/exits.h"
#include "rules/orphan_variant/collections.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <optional>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinEntries = 3;
constexpr int kMaxAliases = 4;

bool is_string_type(const Node& type) { return type && type.is(Kind::TypeKeyword) && type.text() == "string"; }

bool is_script(const File& file) { return file.path.ends_with("js") || file.path.ends_with(".jsx"); }

/// The next statement of a block; null at its end.
Node next_to(const Node& statement) {
  const std::vector<Node> rest = statements_after(statement);
  return rest.empty() ? Node{} : rest.front();
}

bool is_name(const Node& node, std::string_view name) {
  const Node plain = program::without_casts(node);
  return plain && plain.is(Kind::Ident) && plain.text() == name;
}

/// `!run`, `run === undefined`, `run == null`: whether a condition says that nothing was found.
bool says_missing(const Node& test, std::string_view name) {
  const Node plain = program::without_casts(test);
  if (!plain) return false;
  if (plain.is(Kind::Unary)) return plain.op() == Op::Not && is_name(plain.child(0), name);
  const bool is_equal = plain.is(Kind::Binary) && (plain.op() == Op::Equal || plain.op() == Op::StrictEqual);
  return is_equal && is_name(plain.child(0), name) && is_nothing(plain.child(1));
}

/// What a collection is asked with.
struct Lookup {
  Node asked;           ///< the collection
  Node key;             ///< the value
  std::string_view by;  ///< of a list: the property or method that says what an element is for
};

/// What happens when it finds nothing.
struct Without {
  std::string said;
  bool admits = false;      ///< somebody is told that the value is unknown
  bool is_guarded = false;  ///< a statement of its own asks whether something was found, and leaves
};

class Registries {
 public:
  Registries(const Program& program, const Shared& shared, const File& file, Domains& domains)
      : program_(program), file_(file), domains_(domains), collections_(program, shared) {}

  std::vector<Dispatcher> run() {
    std::vector<Dispatcher> found;
    for (const Node index : program::nodes_of(file_, Kind::Index)) {
      if (auto dispatcher = of_table(index)) found.push_back(std::move(*dispatcher));
    }
    for (const std::string_view method : {"get", "find"}) {
      const auto name = program_.names().find(method);
      if (!name) continue;
      for (const NodeRef call : program::in_file(program_.places().calls(*name), file_.id)) {
        if (auto dispatcher = of_call(program_[call])) found.push_back(std::move(*dispatcher));
      }
    }
    return found;
  }

 private:
  std::optional<Dispatcher> of_table(const Node& index) {
    const Lookup lookup{program::without_casts(index.child(0)), program::without_casts(index.child(1)), {}};
    if (lookup.asked && lookup.asked.is(Kind::Object)) return of_table_in_place(index, lookup);
    if (!is_asked(lookup)) return std::nullopt;
    const auto ending = without_entry(index);
    if (!ending) return std::nullopt;
    const Node declaration = program_.definition(lookup.asked).node;
    if (!declaration || !(declaration.is(Kind::Declarator) || declaration.is(Kind::Field))) return std::nullopt;
    const Node type = program::type_annotation(declaration);
    // Where a cast helps the key along, nobody asks whether there is an entry.
    const bool is_cast = index.child(1).is(Kind::Cast) || index.child(0).is(Kind::Cast);
    const bool is_unchecked = type ? may_miss_keys(type) : is_cast || is_script(declaration.file());
    if (!is_unchecked) return std::nullopt;
    auto entries = collections_.of_object(declaration);
    // `const mail = MAILS[event.kind]; if (!mail) return;`: who says so counts on an entry. Only the type of what is
    // asked can say that one is missing, since texts are there for those that have some.
    const bool may_be_texts = !entries && ending->is_guarded && (!type || type.text() != "Partial");
    if (may_be_texts) entries = collections_.of_texts(declaration);
    auto dispatcher = dispatcher_of(index, lookup.key, declaration, std::move(entries), *ending);
    return may_be_texts && dispatcher && !dispatcher->subject.domain ? std::nullopt : std::move(dispatcher);
  }

  // `{ [Job.Mail]: () => mail(), … }[job.name]`
  std::optional<Dispatcher> of_table_in_place(const Node& index, const Lookup& lookup) {
    if (!lookup.key || !(lookup.key.is(Kind::Ident) || lookup.key.is(Kind::Member))) return std::nullopt;
    const auto ending = without_entry(index);
    if (!ending) return std::nullopt;
    return dispatcher_of(index, lookup.key, lookup.asked, collections_.of_object(lookup.asked), *ending);
  }

  std::optional<Dispatcher> of_call(const Node& call) {
    const Node head = program::callee(call);
    if (!head || !head.is(Kind::Member) || program::argument_count(call) != 1) return std::nullopt;
    Lookup lookup{program::without_casts(head.child(0)), {}, {}};
    const bool is_map = head.text() == "get";
    if (is_map) {
      lookup.key = program::without_casts(program::argument(call, 0));
    } else if (head.text() != "find" || !read_question(program::argument(call, 0), lookup)) {
      return std::nullopt;
    }
    if (!is_asked(lookup)) return std::nullopt;
    const auto ending = without_entry(call);
    if (!ending) return std::nullopt;
    const Node declaration = program_.definition(lookup.asked).node;
    if (!declaration) return std::nullopt;
    auto entries = is_map ? collections_.of_map(declaration) : collections_.of_list(lookup.asked, lookup.by);
    return dispatcher_of(call, lookup.key, declaration, std::move(entries), *ending);
  }

  static bool is_asked(const Lookup& lookup) {
    const auto is_name = [](const Node& node) { return node && (node.is(Kind::Ident) || node.is(Kind::Member)); };
    return is_name(lookup.asked) && is_name(lookup.key);
  }

  // `(one) => one.type === node.type`, `(one) => one.supports(node.type)`
  bool read_question(const Node& question, Lookup& lookup) const {
    const Node parameter = question && question.is(Kind::Function) ? program::parameter(question, 0) : Node{};
    Node asked = parameter ? program::without_casts(program::body(question)) : Node{};
    if (!asked) return false;
    const auto member_of_one = [&](const Node& node) {
      const Node plain = program::without_casts(node);
      const bool is_its = plain && plain.is(Kind::Member) && plain.child(0).is(Kind::Ident) &&
                          plain.child(0).text() == parameter.text();
      return is_its ? plain.text() : std::string_view{};
    };
    if (asked.is(Kind::Call) && program::argument_count(asked) == 1) {
      lookup.by = member_of_one(program::callee(asked));
      lookup.key = program::without_casts(program::argument(asked, 0));
    } else if (asked.is(Kind::Binary) && (asked.op() == Op::StrictEqual || asked.op() == Op::Equal)) {
      lookup.by = member_of_one(asked.child(0));
      lookup.key = program::without_casts(asked.child(1));
      if (lookup.by.empty()) {
        lookup.by = member_of_one(asked.child(1));
        lookup.key = program::without_casts(asked.child(0));
      }
    }
    return !lookup.by.empty();
  }

  std::optional<Dispatcher> dispatcher_of(const Node& lookup, const Node& key, const Node& declaration,
                                          std::optional<Collections::Entries> entries, const Without& without) {
    // Of what a library hands over (`job.name`) a bus knows what there is.
    const std::size_t least = program_.definition(key).external ? 1 : kMinEntries;
    if (!entries || entries->size() < least) return std::nullopt;
    const Node made = declaration.is(Kind::Object) ? declaration : collections_.made_of(declaration);
    Dispatcher dispatcher{.node = made ? made : declaration,
                          .place = declaration,
                          .subject = subject_of(key),
                          .cases = std::move(*entries),
                          .otherwise = without.admits ? Otherwise::Works : Otherwise::Swallows,
                          .fallback = lookup,
                          .ending = "without an entry " + without.said,
                          .admits = without.admits,
                          .is_registry = true};
    if (dispatcher.subject.key.empty()) return std::nullopt;
    return dispatcher;
  }

  /// What is asked about; through the parameter of a function that only looks things up, what its callers ask about.
  Subject subject_of(const Node& key) const {
    Subject subject = domains_.subject(key);
    const Node parameter = subject.domain ? Node{} : program_.definition(key).node;
    if (!parameter || !parameter.is(Kind::Parameter)) return subject;
    for (const NodeRef ref : program_.callers(parameter.enclosing(Kind::Function))) {
      const Node call = program_[ref];
      for (std::size_t i = 0; i < program::argument_count(call); ++i) {
        if (program_.parameter_for(call, i) != parameter) continue;
        if (Subject given = domains_.subject(program::argument(call, i)); given.domain) return given;
      }
    }
    return subject;
  }

  /// Types that let any key in (`Record<string, Handler>`) or miss some (`Partial<Record<Kind, Handler>>`).
  bool may_miss_keys(const Node& written) const {
    Node type = written;
    for (int step = 0; type && step < kMaxAliases; ++step) {
      if (type.is(Kind::TypeOther)) {  // readonly
        type = type.child(0);
        continue;
      }
      if (type.is(Kind::TypeObject)) {
        return std::ranges::any_of(type.children(), [](const Node& member) {
          return member.is(Kind::TypeIndexSignature) && is_string_type(member.child(0));
        });
      }
      if (!type.is(Kind::TypeName)) return false;
      if (type.text() == "Partial") return true;
      if (type.text() == "Record") return is_string_type(program::type_argument(type, 0));
      if (type.text() == "Readonly") {
        type = program::type_argument(type, 0);
        continue;
      }
      const Node alias = program_.definition(type).node;
      type = alias && alias.is(Kind::TypeAlias) ? program::type_annotation(alias) : Node{};
    }
    return false;
  }

  /// What happens when the lookup finds nothing, where that is nothing; else no value.
  std::optional<Without> without_entry(const Node& lookup, int depth = 0) const {
    Node at = lookup;
    bool is_null = false;  // `… ?? null`
    for (Node up = at.parent(); up; up = at.parent()) {
      const bool is_fallback = up.is(Kind::Binary) && (up.op() == Op::Coalesce || up.op() == Op::Or) &&
                               up.child(0) == at && up.child(1) && is_nothing(up.child(1));
      if (!is_fallback && !up.is(Kind::Cast)) break;
      is_null = is_null || is_fallback;
      at = up;
    }
    const Node up = at.parent();
    if (!up) return std::nullopt;
    if (const auto ending = used_in(up, at)) return ending;
    if (up.is(Kind::Return) || (up.is(Kind::Function) && program::body(up) == at)) {
      const Node function = up.is(Kind::Function) ? up : up.enclosing_function();
      const auto callers = function ? program_.callers(function) : std::span<const NodeRef>{};
      if (!callers.empty() && depth < kMaxAliases) return without_answer(callers, depth);
    } else if (up.is(Kind::Declarator) && up.child(0) && up.child(0).is(Kind::Binding)) {
      if (const auto ending = behind(up.parent(), up.child(0).text())) return ending;
    }
    return is_null ? std::optional(Without{.said = "it is null"}) : std::nullopt;
  }

  /// `executorFor(node)` hands on what it finds: what its callers do without it.
  std::optional<Without> without_answer(std::span<const NodeRef> callers, int depth) const {
    for (const NodeRef ref : callers) {
      const Node call = program_[ref];
      if (!is_production(call.file())) continue;
      if (const auto ending = without_entry(call, depth + 1)) return ending;
    }
    return std::nullopt;
  }

  /// `run?.(x)`, `one?.run(x)`, `run ? run(x) : null` of the found thing itself.
  static std::optional<Without> used_in(const Node& up, const Node& at) {
    if (up.is(Kind::Call) && program::callee(up) == at && up.has(facts::kOptional)) return Without{"nothing is called"};
    if (up.is(Kind::Member) && up.has(facts::kOptional) && program::callee(up.parent()) == up)
      return Without{"nothing is called"};
    const Node other = up.is(Kind::Conditional) && up.child(0) == at ? up.child(2) : Node{};
    if (other && (is_nothing(other) || is_empty(other))) return Without{"it is " + program::describe(other)};
    return std::nullopt;
  }

  /// What is done with the found thing in the statements behind `const run = …`.
  static std::optional<Without> behind(const Node& variable, std::string_view name) {
    const Node next = next_to(variable);
    if (!next) return std::nullopt;
    if (next.is(Kind::If)) return guarded(next, name);
    // return run ? run(x) : null; await run?.(x);
    Node used = (next.is(Kind::Return) || next.is(Kind::Expression)) ? program::without_casts(next.child(0)) : Node{};
    if (used && used.is(Kind::Await)) used = used.child(0);
    for (int depth = 0; used && depth < kMaxAliases; ++depth) {
      const Node inner = used.child(0);
      if (!inner) return std::nullopt;
      if (is_name(inner, name)) return used_in(used, inner);
      used = inner;
    }
    return std::nullopt;
  }

  /// `kind: 'next'`, and neither `ok: false` nor `error: '…'`.
  static bool tells_no_failure(const Node& part) {
    constexpr std::array<std::string_view, 5> kFailures = {"error", "errors", "message", "reason", "code"};
    const Node value = part.is(Kind::Property) ? program::without_casts(program::value_of(part)) : Node{};
    if (!value || std::ranges::find(kFailures, part.text()) != kFailures.end()) return false;
    if (value.is(Kind::String)) return value.text().find(' ') == std::string_view::npos && !is_failure(value.text());
    return (value.is(Kind::Boolean) && value.text() == "true") || (is_empty(value) && !value.is(Kind::Boolean)) ||
           is_nothing(value);
  }

  static bool is_failure(std::string_view word) {
    constexpr std::array<std::string_view, 6> kWords = {"fail", "err", "unknown", "unsupported", "invalid", "abort"};
    const std::string lower = in_small(word);
    return std::ranges::any_of(kWords, [&](std::string_view one) { return lower.find(one) != std::string::npos; });
  }

  /// `{ log.warn(…); return { next: true }; }`: a line in the log, and an answer that does not depend on anything.
  static bool is_passed_over(const Node& branch) {
    if (!branch.is(Kind::Block) || branch.child_count() < 2) return false;
    const Node last = branch.child(branch.child_count() - 1);
    const Node answer = last.is(Kind::Return) ? program::without_casts(last.child(0)) : Node{};
    const bool is_fixed = answer && answer.is(Kind::Object) && std::ranges::all_of(answer.children(), tells_no_failure);
    if (!is_fixed) return false;
    for (std::size_t i = 0; i + 1 < branch.child_count(); ++i) {
      const Ending ending = ending_of({branch.child(i)});
      if (ending.otherwise != Otherwise::Swallows || ending.said.empty()) return false;
    }
    return true;
  }

  /// `{ log.warn(…); step = next(step); continue; }` of `while (step)`: a line in the log, and on to what comes next.
  static bool is_next_taken(const Node& branch) {
    const Node last = branch.is(Kind::Block) ? branch.child(branch.child_count() - 1) : Node{};
    if (!last || !last.is(Kind::Continue)) return false;
    Node loop = last.parent();
    while (loop && !loop.is(Kind::While) && !loop.is(Kind::Function)) loop = loop.parent();
    if (!loop || !loop.is(Kind::While)) return false;
    bool steps_on = false;
    for (std::size_t i = 0; i + 1 < branch.child_count(); ++i) {
      const Node statement = branch.child(i);
      const Node taken = statement.is(Kind::Expression) ? statement.child(0) : Node{};
      const Node moved = taken && taken.is(Kind::Assign) ? taken.child(0) : Node{};
      if (moved && moved.is(Kind::Ident) && is_named_in(loop.child(0), moved.text())) {
        steps_on = true;
      } else if (ending_of({statement}).otherwise != Otherwise::Swallows) {
        return false;
      }
    }
    return steps_on;
  }

  static bool is_named_in(const Node& condition, std::string_view name) {
    if (is_name(condition, name)) return true;
    return std::ranges::any_of(program::nodes_of(condition, Kind::Ident),
                               [&](const Node& one) { return one.text() == name; });
  }

  static std::optional<Without> guarded(const Node& guard, std::string_view name) {
    if (says_missing(guard.child(0), name)) {
      const std::vector<Node> branch{guard.child(1)};
      const Ending ending = ending_of(branch);
      if (!program::leaves_block(guard.child(1))) return std::nullopt;
      if (ending.otherwise == Otherwise::Swallows)
        return Without{.said = ending.said.empty() ? "it goes on with the next" : "it comes to " + ending.said,
                       .admits = false,
                       .is_guarded = true};
      if (is_next_taken(guard.child(1))) return Without{"it goes on with the next"};
      if (is_passed_over(guard.child(1))) return Without{"it is logged and passed over"};
      if (!admits_ignorance(branch)) return std::nullopt;
      return Without{ending.otherwise == Otherwise::Refuses ? "it is refused as unknown" : "it is answered as unknown",
                     true};
    }
    if (!is_name(guard.child(0), name)) return std::nullopt;
    const Ending ending = guard.child(2) ? ending_of({guard.child(2)}) : ending_of(statements_after(guard));
    if (ending.otherwise != Otherwise::Swallows) return std::nullopt;
    return Without{ending.said.empty() ? "nothing happens" : "it comes to " + ending.said};
  }

  const Program& program_;
  const File& file_;
  Domains& domains_;
  Collections collections_;
};

}  // namespace

std::vector<Dispatcher> registries_in(const Program& program, const Shared& shared, const File& file,
                                      Domains& domains) {
  return Registries{program, shared, file, domains}.run();
}

}  // namespace lockstep::rules::variants
