#include "rules/orphan_variant/loops.h"

#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace lockstep::rules::variants {
namespace {

constexpr int kMaxSteps = 8;

constexpr std::array<std::string_view, 6> kWalks = {"forEach", "map", "flatMap", "some", "every", "filter"};
constexpr std::array<std::string_view, 5> kKeepsElements = {"filter", "slice", "sort", "reverse", "toSorted"};
constexpr std::array<std::string_view, 2> kHolds = {"useMemo", "useRef"};  // React's ways to keep a table

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::ranges::find(names, name) != names.end();
}

// The part of a round's value: the first of an entry, the property of an element.
struct Part {
  std::size_t index = 0;
  std::string_view property;  // empty: by index
};

class Loop {
 public:
  explicit Loop(const Program& program) : program_(program) {}

  Rounds run(const Node& use) {
    Node named = program::without_casts(use);
    if (named && named.is(Kind::Member)) {
      parts_.push_back({.property = named.text()});
      named = program::without_casts(named.child(0));
    }
    if (!named || !named.is(Kind::Ident)) return {};
    const Node list = list_of(program_.definition(named).node);
    if (!list) return {};
    rounds_.is_loop = true;
    std::ranges::reverse(parts_);
    walk(list, 0);
    return std::move(rounds_);
  }

  Rounds run_keys(const Node& of) {
    table(of, Of::Keys, 0);
    return std::move(rounds_);
  }

 private:
  // What the declaration of a loop's name runs over; null when it belongs to none.
  Node list_of(const Node& declaration) {
    Node at = declaration;
    while (at && !at.is(Kind::Declarator) && !at.is(Kind::Parameter)) {
      const Node up = at.parent();
      if (!up) return {};
      if (up.is(Kind::ArrayPattern)) {
        std::size_t index = 0;
        while (index < up.child_count() && up.child(index) != at) ++index;
        parts_.push_back({.index = index, .property = {}});
      } else if (up.is(Kind::PatternProperty)) {
        parts_.push_back({.property = up.text()});
      } else if (at.is(Kind::PatternProperty)) {
        if (at == declaration) parts_.push_back({.property = at.text()});
      } else if (!up.is(Kind::Declarator) && !up.is(Kind::Parameter)) {
        return {};
      }
      at = up;
    }
    return !at ? Node{} : at.is(Kind::Declarator) ? list_of_statement(at) : list_of_callback(at);
  }

  Node list_of_statement(const Node& declarator) {
    const Node variable = declarator.parent();
    const Node loop = variable.parent();
    if (!loop || loop.child(0) != variable) return {};
    if (loop.is(Kind::ForIn)) is_over_keys_ = true;
    return loop.is(Kind::ForIn) || loop.is(Kind::ForOf) ? loop.child(1) : Node{};
  }

  // `list.forEach((name) => …)`
  static Node list_of_callback(const Node& parameter) {
    const Node function = parameter.parent().parent();
    const Node call = function ? function.parent() : Node{};
    const Node head = program::callee(call);
    const bool is_walk = head && head.is(Kind::Member) && is_one_of(head.text(), kWalks) &&
                         program::argument(call, 0) == function && program::parameter(function, 0) == parameter;
    return is_walk ? head.child(0) : Node{};
  }

  void give_up() { rounds_.complete = false; }

  void walk(const Node& list, int depth) {
    const Node at = program::without_casts(list);
    if (!at || depth == kMaxSteps) return give_up();
    if (is_over_keys_) return table(at, Of::Keys, depth);
    if (at.is(Kind::Array)) {
      for (const Node& element : at.children()) {
        if (element.is(Kind::Spread)) {
          walk(element.child(0), depth + 1);
        } else if (!element.is(Kind::None)) {
          take(element);
        }
      }
      return;
    }
    if (at.is(Kind::Call) || at.is(Kind::New)) return made(at, depth);
    const std::vector<Node> behind = behind_name(at);
    if (behind.empty()) give_up();
    for (const Node& value : behind) walk(value, depth + 1);
  }

  void made(const Node& call, int depth) {
    const Node head = program::callee(call);
    const Node first = program::argument(call, 0);
    if (program::is_named(head, "Object", "keys")) return table(first, Of::Keys, depth + 1);
    if (program::is_named(head, "Object", "values")) return table(first, Of::Values, depth + 1);
    if (program::is_named(head, "Object", "entries")) return table(first, Of::Entries, depth + 1);
    if (program::is_named(head, "Object", "freeze")) return walk(first, depth + 1);
    if (call.is(Kind::New) && head.is(Kind::Ident) && (head.text() == "Map" || head.text() == "Set"))
      return walk(first, depth + 1);
    if (head.is(Kind::Member) && is_one_of(head.text(), kKeepsElements)) return walk(head.child(0), depth + 1);
    if (head.is(Kind::Member) && head.text() == "entries" && program::argument_count(call) == 0)
      return walk(head.child(0), depth + 1);
    if (const Node kept = kept_by(call)) return walk(kept, depth + 1);
    give_up();
  }

  // `useMemo(() => ({ … }), [])`, `useRef({ … })`
  static Node kept_by(const Node& call) {
    const Node head = program::callee(call);
    const Node first = program::argument(call, 0);
    if (!head || !first || !is_one_of(head.text(), kHolds)) return {};
    if (!first.is(Kind::Function)) return first;
    const Node body = program::body(first);
    if (!body || !body.is(Kind::Block)) return body;
    const Node last = body.child_count() == 0 ? Node{} : body.child(body.child_count() - 1);
    return last && last.is(Kind::Return) ? last.child(0) : Node{};
  }

  enum class Of : std::uint8_t { Keys, Values, Entries };

  void table(const Node& of, Of what, int depth) {
    const Node at = program::without_casts(of);
    if (!at || depth == kMaxSteps) return give_up();
    if (at.is(Kind::Object)) {
      for (const Node& one : at.children()) {
        if (one.is(Kind::Spread)) {
          table(one.child(0), what, depth + 1);
        } else if (one.is(Kind::Property)) {
          entry(one, what);
        }
      }
      return;
    }
    if (at.is(Kind::Call)) {
      const Node kept =
          program::is_named(program::callee(at), "Object", "freeze") ? program::argument(at, 0) : kept_by(at);
      return kept ? table(kept, what, depth + 1) : give_up();
    }
    const std::vector<Node> behind = behind_name(at);
    if (behind.empty()) give_up();
    for (const Node& value : behind) {
      if (value.is(Kind::Enum)) {
        if (what != Of::Values || !parts_.empty()) return give_up();
        for (const Node& member : value.children()) rounds_.values.push_back(member);
      } else {
        table(value, what, depth + 1);
      }
    }
  }

  void entry(const Node& property, Of what) {
    const bool is_key = what == Of::Keys || (what == Of::Entries && is_index(0));
    if (is_key && parts_.size() == (what == Of::Keys ? 0U : 1U)) {
      const Node key = property.child(1);
      rounds_.values.push_back(property.text().empty() && key ? key : property);
    } else if (what == Of::Values) {
      take(program::value_of(property));
    } else if (what == Of::Entries && !parts_.empty() && parts_.front().property.empty() && parts_.front().index == 1) {
      take(program::value_of(property), 1);
    } else {
      give_up();
    }
  }

  bool is_index(std::size_t index) const {
    return !parts_.empty() && parts_.front().property.empty() && parts_.front().index == index;
  }

  // The part of an element that the name stands for.
  void take(const Node& element, std::size_t from = 0) {
    Node at = program::without_casts(element);
    for (std::size_t i = from; i < parts_.size() && at; ++i) {
      if (parts_[i].property.empty()) {
        at = at.is(Kind::Array) ? program::without_casts(at.child(parts_[i].index)) : Node{};
      } else {
        const Node object = at.is(Kind::Object) ? at : program_.constant(at);
        const Node found = object && object.is(Kind::Object) ? program::property(object, parts_[i].property) : Node{};
        at = found ? program::without_casts(program::value_of(found)) : Node{};
      }
    }
    if (at) {
      rounds_.values.push_back(at);
    } else {
      give_up();
    }
  }

  // What a name stands for: the constant behind it, or what every caller of its function passes.
  std::vector<Node> behind_name(const Node& name) const {
    Node at = name;
    if (at.is(Kind::Member) && at.text() == "current") at = at.child(0);  // a ref of React
    const Node declaration = program_.definition(at).node;
    if (!declaration) return {};
    if (declaration.is(Kind::Enum)) return {declaration};
    if (declaration.is(Kind::Parameter)) return passed_to(declaration);
    const bool holds =
        declaration.is(Kind::Declarator) || declaration.is(Kind::Field) || declaration.is(Kind::Property);
    const Node value = holds ? program::value_of(declaration) : Node{};
    return value ? std::vector<Node>{value} : std::vector<Node>{};
  }

  std::vector<Node> passed_to(const Node& parameter) const {
    std::vector<Node> passed;
    const Node function = parameter.enclosing(Kind::Function);
    for (const NodeRef ref : program_.callers(function)) {
      const Node call = program_[ref];
      if (!is_own_code(call.file())) continue;
      Node given;
      for (std::size_t i = 0; i < program::argument_count(call); ++i) {
        if (program_.parameter_for(call, i) == parameter) given = program::argument(call, i);
      }
      if (!given) return {};
      passed.push_back(given);
    }
    return passed;
  }

  const Program& program_;
  Rounds rounds_;
  std::vector<Part> parts_;  // from the name outwards, then turned around
  bool is_over_keys_ = false;
};

}  // namespace

Rounds rounds_of(const Program& program, const Node& use) { return Loop{program}.run(use); }

Rounds keys_of(const Program& program, const Node& table) { return Loop{program}.run_keys(table); }

}  // namespace lockstep::rules::variants
