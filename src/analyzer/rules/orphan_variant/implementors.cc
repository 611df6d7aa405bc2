#include "rules/orphan_variant/implementors.h"

#include "rules/orphan_variant/collections.h"
#include "rules/scope.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace lockstep::rules::variants {
namespace {

constexpr std::size_t kMinValues = 4;
constexpr std::size_t kMinClasses = 4;
// What a class is for, by the names of members.
constexpr std::array<std::string_view, 10> kMembers = {"type",     "kind",     "name",      "key",        "id",
                                                       "nodeType", "toolName", "eventType", "actionType", "channel"};

class Implementors {
 public:
  Implementors(const Program& program, const Shared& shared) : program_(program), collections_(program, shared) {}

  std::vector<Dispatcher> run() {
    for (const File& file : program_.files()) {
      if (!is_production(file)) continue;
      for (const Node decorator : program::nodes_of(file, Kind::Decorator)) decorated(decorator);
      for (const Node type : program::nodes_of(file, {Kind::Interface, Kind::Class})) implemented(type);
    }
    for (auto& [ref, cases] : by_decorator_) add(program_[ref], "", std::move(cases));
    std::ranges::sort(found_, {}, [](const Dispatcher& one) { return one.place; });
    return std::move(found_);
  }

 private:
  using Entries = Collections::Entries;

  // `@Tool('send_form')`; a decorator of which some argument is unknown may be there for anything.
  void decorated(const Node& decorator) {
    const Node call = decorator.child(0);
    const Node head = program::callee(call);
    if (!head || !head.is(Kind::Ident) || !call.is(Kind::Call)) return;
    const Node declaration = program_.definition(head).node;
    if (!declaration || !(declaration.is(Kind::Declarator) || declaration.is(Kind::Function))) return;
    Entries& cases = by_decorator_[declaration.ref()];
    for (const Node& argument : program::arguments(call)) {
      if (argument.is(Kind::None)) continue;
      const program::Values values = program_.values(argument);
      if (!values.complete || values.values.empty()) open_.insert(declaration.ref());
      for (const program::Value& value : values.values) cases.push_back({value.text, argument});
    }
  }

  void implemented(const Node& type) {
    if (program_.subclasses(type).size() < kMinClasses) return;
    for (const std::string_view member : kMembers) {
      if (auto cases = collections_.of_classes(type, member)) add(type, member, std::move(*cases));
    }
  }

  void add(const Node& place, std::string_view member, Entries cases) {
    std::set<std::string_view> values;
    for (const auto& one : cases) values.insert(one.text);
    if (values.size() < kMinValues || open_.contains(place.ref())) return;
    Dispatcher dispatcher{.node = place,
                          .place = place,
                          .subject = {},
                          .cases = std::move(cases),
                          .otherwise = Otherwise::Swallows,
                          .fallback = place,
                          .is_registry = true};
    const std::string_view name = name_of(place);
    dispatcher.subject.property = member.empty() ? name : member;
    dispatcher.ending =
        member.empty() ? "no @" + std::string{name} + " names it" : "no class of " + std::string{name} + " says so";
    found_.push_back(std::move(dispatcher));
  }

  const Program& program_;
  Collections collections_;
  std::map<NodeRef, Entries> by_decorator_;
  std::set<NodeRef> open_;  // decorators with an argument that is unknown
  std::vector<Dispatcher> found_;
};

}  // namespace

std::vector<Dispatcher> implementors_of(const Program& program, const Shared& shared) {
  return Implementors{program, shared}.run();
}

}  // namespace lockstep::rules::variants
