#include "rules/orphan_variant/event_names.h"

#include "base/wildcard.h"
#include "rules/orphan_variant/buses.h"
#include "rules/orphan_variant/loops.h"
#include "rules/scope.h"

#include <algorithm>
#include <map>
#include <set>

namespace lockstep::rules::variants {
namespace {

constexpr std::string_view kHole = "${}";
constexpr int kMaxWrappers = 3;
constexpr std::size_t kMinLetters = 3;  // of a name with holes; with less it could be any

class Naming {
 public:
  Naming(const Program& program, const Shared& shared, const std::set<std::string, std::less<>>& tokens)
      : program_(program), shared_(shared), tokens_(tokens) {}

  EventNames run(const Node& argument) {
    open_.emplace_back(argument, 0);
    while (!open_.empty()) {
      const auto [at, depth] = open_.back();
      open_.pop_back();
      const Node plain = program::without_casts(at);
      if (plain && seen_.insert(plain.ref()).second) look_at(plain, depth);
    }
    return std::move(names_);
  }

 private:
  void look_at(const Node& plain, int depth) {
    if (plain.is(Kind::Conditional)) {
      open_.emplace_back(plain.child(1), depth);
      open_.emplace_back(plain.child(2), depth);
    } else if (plain.is(Kind::Array)) {  // @OnEvent(['a', 'b'])
      for (const Node& element : plain.children()) open_.emplace_back(element, depth);
    } else if (plain.is(Kind::Property)) {  // a key of what a loop runs over
      names_.known.push_back({std::string{plain.text()}, {plain, {}}});
    } else if (plain.is(Kind::EnumMember)) {
      const auto held = program_.value(program::value_of(plain));
      names_.known.push_back({std::string{held ? held->text : plain.text()}, {plain, plain}});
    } else if (is_of_one_of_many(plain)) {
      passed(plain, depth);
    } else if (const auto value = program_.value(plain)) {
      Node declaration;
      if (!plain.is(Kind::String)) {
        declaration = value->spelled;
        const Node up = declaration.parent();
        if (up && (up.is(Kind::EnumMember) || up.is(Kind::Property) || up.is(Kind::Declarator))) declaration = up;
      }
      names_.known.push_back({std::string{value->text}, {plain, declaration}});
    } else if (const Node token = token_of(plain)) {
      if (const auto named = program_.value(program::argument(token, 0)))
        names_.known.push_back({std::string{named->text}, {plain, program_.definition(plain).node}});
    } else if (plain.is(Kind::Template)) {
      add_pattern(pattern_of(plain, {}), plain);
    } else if (plain.is(Kind::Call)) {
      composed(plain);
    } else {
      passed(plain, depth);
    }
  }

  bool is_parameter(const Node& use) const {
    const Node declaration = program_.definition(use).node;
    return declaration && declaration.is(Kind::Parameter);
  }

  // `event.type` of a parameter that may be of one class or another.
  bool is_of_one_of_many(const Node& plain) const {
    const Node whole = plain.is(Kind::Member) ? plain.child(0) : Node{};
    if (!whole || !whole.is(Kind::Ident) || !is_parameter(whole)) return false;
    const Node type = program_.type_of(whole).declaration;
    return type && !type.is(Kind::Class);
  }

  // The call that made what a constant holds: `const paid = defineSignal('paid')`.
  Node token_of(const Node& plain) const {
    if (!plain.is(Kind::Ident) && !plain.is(Kind::Member)) return {};
    const Node declaration = program_.definition(plain).node;
    const Node made = declaration && declaration.is(Kind::Declarator)
                          ? program::without_casts(program::value_of(declaration))
                          : Node{};
    if (!made || !made.is(Kind::Call)) return {};
    const program::External external = program_.external_callee(made);
    return external && tokens_.contains(call_key(external)) ? made : Node{};
  }

  // `node:${id}:closed`
  std::string pattern_of(const Node& made, const std::map<NodeRef, Node>& arguments) const {
    std::string pattern;
    std::string_view rest = made.text();
    for (const Node& hole : made.children()) {
      const std::size_t at = rest.find(kHole);
      if (at == std::string_view::npos) break;
      pattern += rest.substr(0, at);
      rest.remove_prefix(at + kHole.size());
      Node value = hole;
      if (const auto given = arguments.find(program_.definition(hole).node.ref()); given != arguments.end())
        value = given->second;
      const auto known = program_.value(value);
      pattern += known ? known->text : kHole;
    }
    pattern += rest;
    return pattern;
  }

  void add_pattern(std::string pattern, const Node& place) {
    std::size_t letters = 0;
    std::size_t hole = pattern.find(kHole);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      if (i == hole) {
        i += kHole.size() - 1;
        hole = pattern.find(kHole, i + 1);
      } else if ((pattern[i] | 0x20) >= 'a' && (pattern[i] | 0x20) <= 'z') {
        ++letters;
      }
    }
    if (letters < kMinLetters) {
      names_.complete = false;
    } else {
      names_.known.push_back({std::move(pattern), {place, {}}});
    }
  }

  // `eventOf(id, 'closed')`, where the function returns nothing but a template.
  void composed(const Node& call) {
    const auto callees = program_.callees(call);
    const Node function = callees.size() == 1 ? program_[callees.front()] : Node{};
    Node made = function ? program::body(function) : Node{};
    if (made && made.is(Kind::Block) && made.child_count() == 1) made = made.child(0);
    if (made && made.is(Kind::Return)) made = made.child(0);
    made = program::without_casts(made);
    if (!made || !made.is(Kind::Template)) {
      names_.complete = false;
      return;
    }
    std::map<NodeRef, Node> arguments;
    for (std::size_t i = 0; i < program::argument_count(call); ++i) {
      if (const Node parameter = program_.parameter_for(call, i))
        arguments[parameter.ref()] = program::argument(call, i);
    }
    add_pattern(pattern_of(made, arguments), call);
  }

  // A wrapper's parameter is what its callers pass.
  void passed(const Node& plain, int depth) {
    if (const Rounds rounds = rounds_of(program_, plain); rounds.is_loop) {
      names_.complete = names_.complete && rounds.complete;
      for (const Node& value : rounds.values) open_.emplace_back(value, depth);
      return;
    }
    const Node declaration = program_.definition(plain).node;
    // const name = isUrgent ? Events.Alarm : Events.Notice;
    if (declaration && declaration.is(Kind::Declarator) && declaration.parent().op() == Op::Const) {
      const Node value = program::without_casts(program::value_of(declaration));
      if (value && value.is(Kind::Conditional)) {
        open_.emplace_back(value, depth);
        return;
      }
    }
    // `emit(event.type, event)`
    const Node whole = plain.is(Kind::Member) ? program::without_casts(plain.child(0)) : plain;
    const Node parameter = whole && whole.is(Kind::Ident) ? program_.definition(whole).node : Node{};
    if (!parameter || !parameter.is(Kind::Parameter) || depth == kMaxWrappers) {
      names_.complete = false;
      return;
    }
    const auto callers = program_.callers(parameter.enclosing(Kind::Function));
    if (callers.empty()) names_.complete = false;
    for (const NodeRef ref : callers) {
      const Node call = program_[ref];
      if (!is_own_code(call.file()) || !shared_.liveness.is_alive(call)) continue;
      bool is_passed = false;
      for (std::size_t i = 0; i < program::argument_count(call); ++i) {
        if (program_.parameter_for(call, i) != parameter) continue;
        Node given = program::argument(call, i);
        if (plain.is(Kind::Member)) given = part_of(given, plain.text());
        if (!given) continue;
        open_.emplace_back(given, depth + 1);
        is_passed = true;
      }
      if (!is_passed) names_.complete = false;
    }
  }

  // What an object that is passed has under a name: `{ type: 'paid', … }`, `new PaidEvent(order)` with a field `type`.
  Node part_of(const Node& given, std::string_view name) const {
    Node object = program::without_casts(given);
    if (object && !object.is(Kind::New)) object = program_.constant(object);
    if (object && object.is(Kind::Object)) return program::value_of(program::property(object, name));
    if (!object || !object.is(Kind::New)) return {};
    const Node field = program_.member(program_.type_of(object), name).node;
    return program::value_of(field);
  }

  const Program& program_;
  const Shared& shared_;
  const std::set<std::string, std::less<>>& tokens_;
  EventNames names_;
  std::vector<std::pair<Node, int>> open_;  // how many wrappers lie between
  std::set<NodeRef> seen_;
};

bool fills(std::string_view pattern, std::string_view text) {
  std::string wildcard;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.substr(at).starts_with(kHole)) {
      wildcard += '*';
      at += kHole.size();
    } else {
      if (std::string_view{"*?[\\"}.find(pattern[at]) != std::string_view::npos) wildcard += '\\';
      wildcard += pattern[at++];
    }
  }
  return Wildcard{wildcard, Wildcard::Slash::IsOrdinary}.matches(text);
}

// Whether one of two names is put together and begins or ends like the other.
bool are_alike(std::string_view a, std::string_view b) {
  const auto begins = [](std::string_view name) { return name.substr(0, name.find(kHole)); };
  const auto ends = [](std::string_view name) {
    const std::size_t hole = name.rfind(kHole);
    return hole == std::string_view::npos ? name : name.substr(hole + kHole.size());
  };
  const auto is_made_like = [&](std::string_view made, std::string_view other) {
    if (made.find(kHole) == std::string_view::npos) return false;
    const std::string_view head = begins(made);
    const std::string_view tail = ends(made);
    return (head.size() >= kMinLetters && begins(other).starts_with(head)) ||
           (tail.size() >= kMinLetters && ends(other).ends_with(tail));
  };
  return is_made_like(a, b) || is_made_like(b, a);
}

}  // namespace

EventNames event_names(const Program& program, const Shared& shared, const Node& argument,
                       const std::set<std::string, std::less<>>& tokens) {
  return Naming{program, shared, tokens}.run(argument);
}

bool is_composed_in_call(const Program& program, const std::set<std::string, std::less<>>& calls,
                         std::string_view name) {
  std::vector<program::Name> methods;
  for (const std::string& call : calls) {
    if (const auto method = program.names().find(call.substr(call.find(':') + 1))) methods.push_back(*method);
  }
  const auto places = program.places().of(program::Places::Of::Call, methods);
  return std::ranges::any_of(places, [&](const NodeRef& place) {
    const Node call = program[place];
    const Node argument = program::argument(call, 0);
    return call.is(Kind::Call) && argument && (argument.is(Kind::Template) || argument.is(Kind::String)) &&
           is_own_code(call.file()) && are_alike(argument.text(), name);
  });
}

std::string_view family_of(std::string_view name) {
  constexpr std::string_view kSeparators = ".:/-_";
  const std::size_t first = name.find_first_of(kSeparators);
  if (first == std::string_view::npos) return name;
  const std::size_t second = name.find_first_of(kSeparators, first + 1);
  return name.substr(0, second == std::string_view::npos ? first : second);
}

bool may_be_same_event(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const bool a_has_holes = a.find(kHole) != std::string_view::npos;
  const bool b_has_holes = b.find(kHole) != std::string_view::npos;
  return (a_has_holes && fills(a, b)) || (b_has_holes && fills(b, a));
}

}  // namespace lockstep::rules::variants
