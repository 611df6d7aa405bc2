// concurrent-test: some test runs a function twice at a time.
//
// A test that is called "handles concurrent messages" proves nothing by its name; one that awaits the first call before
// it makes the second proves nothing either. What counts is two calls in one test body that reach the function before
// either is awaited: `Promise.all` over them or over a list that is mapped to them, promises that are pushed into a
// list, or one that is kept while the next call is made. A promise that nobody keeps (`send(); await send();`) is one
// that was forgotten: the test does not wait for what it does.

#include "rules/require/fakes.h"
#include "rules/require/kinds.h"
#include "rules/require/scene.h"
#include "rules/require/test_bodies.h"

#include "effects/durations.h"

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace lockstep::rules::require {
namespace {

struct ConcurrentTest {
  std::vector<std::string> functions;
};

constexpr std::array<std::string_view, 4> kTogether{"all", "allSettled", "race", "any"};

class Search {
 public:
  Search(const Program& program, const ConcurrentTest& wanted) : program_(program) {
    constexpr std::size_t kMost = 2000;
    std::deque<Node> open;
    for (const std::string& name : wanted.functions) {
      for (const Node& function : functions_named(program, name)) {
        if (reaching_.insert(function.ref()).second) open.push_back(function);
        targets_.push_back(function);
      }
    }
    has_target_ = !reaching_.empty();
    while (!open.empty() && reaching_.size() < kMost) {
      const Node function = open.front();
      open.pop_front();
      for (const NodeRef caller : program.callers(function)) {
        const Node above = program[caller].enclosing_function();
        if (above && !above.file().roles.has(workspace::Role::Test) && reaching_.insert(above.ref()).second)
          open.push_back(above);
      }
    }
    for (const NodeRef ref : reaching_) {
      const std::string name = program.qualified_name(program[ref]);
      const std::size_t dot = name.rfind('.');
      if (dot != std::string::npos) methods_.insert({name.substr(dot + 1), name.substr(0, dot)});
    }
  }

  bool has_target() const { return has_target_; }

  struct Found {
    Node test;
    Node place;
  };
  std::optional<Found> find() const {
    for (const File& file : program_.files()) {
      if (!file.roles.has(workspace::Role::Test) || is_mocked_in(file)) continue;
      for (const Node function : program::nodes_of(file, Kind::Function)) {
        if (!is_test_body(function)) continue;
        if (const Node place = concurrent_in(function)) return Found{function, place};
      }
    }
    return std::nullopt;
  }

  /// A test body that calls the function, but one call after the other.
  Node sequential() const {
    for (const File& file : program_.files()) {
      if (!file.roles.has(workspace::Role::Test)) continue;
      for (const Node call : program::nodes_of(file, Kind::Call)) {
        if (reaches(call)) return call;
      }
    }
    return {};
  }

 private:
  /// Whether a file tests something else that it puts in the place of all that it should test.
  bool is_mocked_in(const File& file) const {
    return !targets_.empty() &&
           std::ranges::all_of(targets_, [&](const Node& target) { return is_mocked(program_, file, target); });
  }

  bool mentions_class(const File& file, const std::string& name) const {
    const auto wanted = program_.names().find(name);
    return wanted && std::find(file.names.begin(), file.names.end(), *wanted) != file.names.end();
  }

  /// Whether a call leads to the function. In tests receivers come out of containers (`module.get(Service)`), so a
  /// method's name and its class among the file's names will do where nothing better is known.
  bool reaches(const Node& call) const { return leads_there(call) && !is_faked_for(call); }

  /// Whether the test has put something in the place of all that it should test.
  bool is_faked_for(const Node& call) const {
    return !targets_.empty() &&
           std::ranges::all_of(targets_, [&](const Node& target) { return is_faked(program_, call, target); });
  }

  bool leads_there(const Node& call) const {
    const auto callees = program_.callees(call);
    if (!callees.empty()) {
      return std::any_of(callees.begin(), callees.end(), [&](NodeRef ref) {
        if (reaching_.contains(ref)) return !is_mocked(program_, call.file(), program_[ref]);
        // A helper of the test's own.
        const Node function = program_[ref];
        if (!function.file().roles.has(workspace::Role::Test) || function.contains(call)) return false;
        const auto inside = program::nodes_of(function, Kind::Call);
        return std::any_of(inside.begin(), inside.end(), [&](const Node& deep) {
          const auto deeper = program_.callees(deep);
          return std::any_of(deeper.begin(), deeper.end(), [&](NodeRef one) { return reaching_.contains(one); }) ||
                 (deeper.empty() && reaches_by_name(deep));
        });
      });
    }
    return reaches_by_name(call);
  }

  bool reaches_by_name(const Node& call) const {
    const Node head = program::callee(call);
    if (!head || !head.is(Kind::Member)) return false;
    const auto [begin, end] = methods_.equal_range(std::string(head.text()));
    const std::set<std::string> classes = classes_behind(head.child(0));
    return std::any_of(begin, end, [&](const auto& method) {
      if (!classes.empty() && !classes.contains(method.second)) return false;
      return mentions_class(call.file(), method.second);
    });
  }

  /// Classes that a variable was made with: `const ferry = module.get(Ferry)`, `mock<Bus>()`.
  std::set<std::string> classes_behind(const Node& receiver) const {
    std::set<std::string> classes;
    const Node declared = receiver && receiver.is(Kind::Ident) ? program_.definition(receiver).node : Node{};
    const Node made = declared && declared.is(Kind::Declarator) ? program::value_of(declared) : Node{};
    if (!made) return classes;
    for (const Node name : program::nodes_of(made, {Kind::Ident, Kind::TypeName})) {
      const Node klass = program_.definition(name).node;
      if (klass && klass.is(Kind::Class)) classes.emplace(klass.text());
    }
    return classes;
  }

  std::vector<Node> reaching_calls(const Node& inside) const {
    std::vector<Node> found;
    if (inside.is(Kind::Call) && reaches(inside)) found.push_back(inside);
    for (const Node call : program::nodes_of(inside, Kind::Call)) {
      if (reaches(call)) found.push_back(call);
    }
    return found;
  }

  static bool is_awaited_at_once(const Node& call, const Node& body) {
    for (Node at = call.parent(); at && at != body; at = at.parent()) {
      if (at.is(Kind::Await)) return true;
      if (!at.is(Kind::Cast) && !at.is(Kind::Member) && !at.is(Kind::Call)) return false;
    }
    return false;
  }

  /// Where the promise of a call stays until somebody awaits it.
  struct Kept {
    std::string_view name;    // of the variable
    bool is_in_list = false;  // beside others: `list.push(send())`, `list[i] = send()`
  };
  static Kept kept(const Node& call, const Node& body) {
    Node below = call;
    for (Node at = call.parent(); at && at != body; below = at, at = at.parent()) {
      switch (at.kind()) {
        case Kind::Declarator:
          return {.name = at.child(0) ? at.child(0).text() : std::string_view{}};
        case Kind::Assign: {
          const Node target = at.child(0);
          if (target.is(Kind::Index)) return {.name = target.child(0).text(), .is_in_list = true};
          return {.name = target.text()};
        }
        case Kind::Call: {
          const Node head = program::callee(at);
          if (head == below || !head) continue;  // `send().catch(…)`
          if (head.is(Kind::Member) && (head.text() == "push" || head.text() == "unshift"))
            return {.name = head.child(0).text(), .is_in_list = true};
          return {};
        }
        case Kind::Member:
        case Kind::Cast:
        case Kind::Conditional:
          continue;
        default:
          return {};
      }
    }
    return {};
  }

  /// The list that a kept promise is put into: `const one = send(); list.push(one);`
  static Kept list_of(const Kept& one, const Node& body) {
    for (const Node call : program::nodes_of(body, Kind::Call)) {
      const Node head = program::callee(call);
      const Node given = program::argument(call, 0);
      if (head && head.is(Kind::Member) && head.text() == "push" && given && given.is(Kind::Ident) &&
          given.text() == one.name)
        return {.name = head.child(0).text(), .is_in_list = true};
    }
    return one;
  }

  /// Whether something below a node awaits what a variable holds: `await first`, `await Promise.all(list)`.
  static Node awaited_in(const Node& node, std::string_view name) {
    for (const Node wait : program::nodes_of(node, {Kind::Await, Kind::Return})) {
      for (const Node use : program::nodes_of(wait, Kind::Ident)) {
        if (use.text() == name) return wait;
      }
    }
    return {};
  }

  static bool is_awaited_behind(const Node& body, std::string_view name, std::uint32_t offset) {
    for (const Node wait : program::nodes_of(body, {Kind::Await, Kind::Return})) {
      if (wait.span().begin < offset) continue;
      for (const Node use : program::nodes_of(wait, Kind::Ident)) {
        if (use.text() == name) return true;
      }
    }
    return false;
  }

  /// The loop around a call, within the body: `for (…)`, `list.forEach(…)`.
  static Node loop_around(const Node& call, const Node& body) {
    for (Node at = call.parent(); at && at != body; at = at.parent()) {
      if (at.is(Kind::For) || at.is(Kind::ForOf) || at.is(Kind::ForIn) || at.is(Kind::While) || at.is(Kind::DoWhile))
        return at;
      const Node given = at.is(Kind::Function) ? at.parent() : Node{};
      const Node head = given && given.is(Kind::Call) ? program::callee(given) : Node{};
      if (head && head.text() == "forEach") return at;
    }
    return {};
  }

  /// How often a loop goes round, where its list is spelled out.
  std::optional<std::size_t> rounds_of(const Node& loop) const {
    if (loop.is(Kind::ForOf)) return length_of(program_, loop.child(1));
    if (loop.is(Kind::For)) return rounds_counted(loop);
    const Node head = loop.is(Kind::Function) ? program::callee(loop.parent()) : Node{};
    return head && head.is(Kind::Member) ? length_of(program_, head.child(0)) : std::nullopt;
  }

  /// Of `for (let i = 0; i < 3; i++)`.
  std::optional<std::size_t> rounds_counted(const Node& loop) const {
    const Node condition = loop.child(1);
    if (!condition || !condition.is(Kind::Binary) || (condition.op() != Op::Less && condition.op() != Op::LessEqual))
      return std::nullopt;
    const Node start = program_.definition(condition.child(0)).node;
    const Node first = start && start.is(Kind::Declarator) && loop.contains(start) ? program::value_of(start) : Node{};
    const auto from = first ? effects::number_of(program_, first) : std::nullopt;
    const auto to = effects::number_of(program_, condition.child(1));
    if (!from || !to) return std::nullopt;
    const double rounds = *to - *from + (condition.op() == Op::LessEqual ? 1 : 0);
    return rounds > 0 ? static_cast<std::size_t>(rounds) : 0;
  }

  /// `Promise.all([f(), f()])`, `Promise.all(list.map(() => f()))`, `Promise.all(Array.from({length: 5}, () => f()))`.
  bool runs_together(const Node& argument) const {
    if (!argument) return false;
    const Node list = program::without_casts(argument);
    if (list.is(Kind::Array)) {
      std::size_t calls = 0;
      for (const Node element : list.children()) {
        if (element.is(Kind::Spread)) {
          if (runs_together(element.child(0))) return true;
        } else if (!element.is(Kind::None) && !element.is(Kind::Await) && !reaching_calls(element).empty()) {
          ++calls;
        }
      }
      return calls >= 2;
    }
    if (list.is(Kind::Call)) {
      const auto length = length_of_list(list);
      if (length && *length < 2) return false;
      for (const Node given : program::arguments(list)) {
        if (given.is(Kind::Function) && (!reaching_calls(given).empty() || runs_each(given, list))) return true;
        if (is_reaching_function(given)) return true;
      }
      return false;
    }
    if (list.is(Kind::Ident)) {
      const Node constant = program_.constant(list);
      return constant && constant != list && runs_together(constant);
    }
    return false;
  }

  /// `ids.map(store)`: a function that is handed over by name.
  bool is_reaching_function(const Node& given) const {
    if (!given.is(Kind::Ident) && !given.is(Kind::Member)) return false;
    Node function = program_.definition(given).node;
    if (function && function.is(Kind::Declarator)) function = program::without_casts(program::value_of(function));
    if (function && function.is(Kind::Method)) function = function.child(0);
    if (!function || !function.is(Kind::Function)) return false;
    if (reaching_.contains(function.ref())) return !is_mocked(program_, given.file(), function) && !is_faked_for(given);
    return function.file().roles.has(workspace::Role::Test) && !reaching_calls(function).empty();
  }

  /// `runs.map((run) => run())` of a list of closures.
  bool runs_each(const Node& closure, const Node& map) const {
    const Node parameter = program::parameter(closure, 0);
    const Node name = parameter ? parameter.child(0) : Node{};
    if (!name || !name.is(Kind::Binding) || !program::callee(map).is(Kind::Member)) return false;
    const auto calls = program::nodes_of(closure, Kind::Call);
    const bool is_run = std::any_of(calls.begin(), calls.end(), [&](const Node& call) {
      return program::callee(call).is(Kind::Ident) && program_.definition(program::callee(call)).node == parameter;
    });
    const Node list = is_run ? program_.constant(program::callee(map).child(0)) : Node{};
    if (!list || !list.is(Kind::Array)) return false;
    const auto runs = list.children();
    return std::count_if(runs.begin(), runs.end(), [&](const Node& run) {
             return (run.is(Kind::Function) && !reaching_calls(run).empty()) || is_reaching_function(run);
           }) >= 2;
  }

  /// How long a list is that a helper is told by its caller: `Array.from({ length: times }, …)` of `hammer(1)`.
  std::optional<std::size_t> length_of_list(const Node& list) const {
    if (const auto length = length_of(program_, list)) return length;
    if (!helper_call_) return std::nullopt;
    for (const Node name : program::nodes_of(list, Kind::Ident)) {
      const Node parameter = program_.definition(name).node;
      if (!parameter || !parameter.is(Kind::Parameter) || !is_size(name, list)) continue;
      const auto all = program::parameters(parameter.enclosing_function()).children();
      const auto index =
          static_cast<std::size_t>(std::distance(all.begin(), std::find(all.begin(), all.end(), parameter)));
      const Node given = program::argument(helper_call_, index);
      if (!given || parameter.enclosing_function() != helper_) continue;
      if (const auto number = effects::number_of(program_, given)) return static_cast<std::size_t>(*number);
      if (const auto length = length_of(program_, given)) return length;
    }
    return std::nullopt;
  }

  /// `times` of `Array.from({ length: times })` and `new Array(times)`, `ids` of `ids.map(…)`.
  static bool is_size(const Node& name, const Node& list) {
    const Node above = name.parent();
    if (above.is(Kind::Property)) return above.text() == "length";
    if (above.is(Kind::New) || above.is(Kind::Call))
      return program::callee(above) && program::callee(above).text() == "Array";
    return above.is(Kind::Member) && program::callee(list) == above;
  }

  /// Whether the test ends when these promises have: awaits or returns them, now or later.
  static bool is_waited_for(const Node& together, const Node& body) {
    for (Node at = together; at && at != body; at = at.parent()) {
      const Node above = at.parent();
      if (at.is(Kind::Await) || at.is(Kind::Return)) return true;
      if (above == body && !at.is(Kind::Block)) return true;  // `() => Promise.all(…)`
      if (above == body) break;
      if (at.is(Kind::Function)) return above.is(Kind::Call);  // run by what it is given to, which may wait
    }
    const Kept later = kept(together, body);
    return !later.name.empty() && is_awaited_behind(body, later.name, together.span().end);
  }

  Node concurrent_in(const Node& body, int depth = 0) const {
    for (const Node call : program::nodes_of(body, Kind::Call)) {
      const Node head = program::callee(call);
      if (!head || is_dead(call, body) || !is_waited_for(call, body)) continue;
      if (const Node found = concurrent_in_helper(call, body, depth)) return found;
      if (!head.is(Kind::Member) || !head.child(0) || head.child(0).text() != "Promise") continue;
      const bool is_together = std::find(kTogether.begin(), kTogether.end(), head.text()) != kTogether.end();
      if (is_together && runs_together(program::argument(call, 0))) return call;
    }
    return kept_and_called_again(body);
  }

  /// `await both();`, a helper of the test's own that makes the calls.
  Node concurrent_in_helper(const Node& call, const Node& body, int depth) const {
    constexpr int kDeepest = 2;
    if (depth >= kDeepest) return {};
    for (const NodeRef callee : program_.callees(call)) {
      const Node function = program_[callee];
      if (!function.file().roles.has(workspace::Role::Test) || function.contains(body)) continue;
      const auto before = std::pair(helper_, helper_call_);
      std::tie(helper_, helper_call_) = std::pair(function, call);
      const Node found = concurrent_in(function, depth + 1);
      std::tie(helper_, helper_call_) = before;
      if (found) return found;
    }
    return {};
  }

  /// A call that is made while the promise of an earlier one is kept, and awaited only behind it.
  Node kept_and_called_again(const Node& body) const {
    std::map<std::string_view, Node> in_flight;  // by variable
    for (const Node step : program::nodes_of(body, {Kind::Await, Kind::Call})) {
      if (step.is(Kind::Await)) {
        for (const Node use : program::nodes_of(step, Kind::Ident)) in_flight.erase(use.text());
        continue;
      }
      const Node loop = loop_around(step, body);
      const bool is_here = step.enclosing_function() == body || (loop && step.enclosing_function() == loop);
      if (!is_here || !reaches(step) || is_dead(step, body)) continue;
      const bool is_second = std::any_of(in_flight.begin(), in_flight.end(), [&](const auto& earlier) {
        return is_awaited_behind(body, earlier.first, step.span().end) &&
               !exclude_each_other(earlier.second, step, body);
      });
      if (is_awaited_at_once(step, body)) {
        if (is_second) return step;
        continue;
      }
      Kept place = kept(step, body);
      if (!place.name.empty() && !place.is_in_list) place = list_of(place, body);
      if (place.name.empty() || !is_awaited_behind(body, place.name, step.span().end)) continue;
      const bool is_repeated =
          loop && place.is_in_list && !awaited_in(loop, place.name) && rounds_of(loop).value_or(2) >= 2;
      if (is_second || is_repeated) return step;
      in_flight.try_emplace(place.name, step);
    }
    return {};
  }

  const Program& program_;
  std::set<NodeRef> reaching_;
  std::vector<Node> targets_;
  std::multimap<std::string, std::string, std::less<>> methods_;  // method: class
  bool has_target_ = false;
  mutable Node helper_;       ///< the test's own function that is looked at …
  mutable Node helper_call_;  ///< … and the call of it
};

Answer ask(const ConcurrentTest& wanted, const Scene& scene) {
  const Program& program = scene.program();
  const Search search(program, wanted);
  const std::string& name = wanted.functions.front();
  if (!search.has_target()) {
    return violated({{.where = place_in_program(program),
                      .message = "there is no function " + name + " that a test could exercise",
                      .subject = name}});
  }
  if (const auto found = search.find()) {
    return holds("a test runs it more than once at a time", {{place_of(found->place), "several at a time here"}});
  }
  Violation violation{.where = {}, .message = "no test runs " + name + " twice at a time", .subject = name};
  if (const Node call = search.sequential()) {
    violation.where = place_of(program::callee(call));
    violation.message += ": here one call ends before the next begins";
  } else {
    const auto functions = functions_named(program, name);
    violation.where = place_of(functions.front().file(), program::name_span(functions.front()));
  }
  return violated({std::move(violation)});
}

Demand read_concurrent_test(json::Reader& reader) {
  const ConcurrentTest wanted{.functions = read_names(reader, "exercises")};
  return [wanted](const Scene& scene) { return ask(wanted, scene); };
}

}  // namespace

extern const DemandKind kConcurrentTest{"concurrent-test", read_concurrent_test};

}  // namespace lockstep::rules::require
