#pragma once

#include "rules/orphan_variant/domains.h"
#include "rules/orphan_variant/endings.h"
#include "rules/rule.h"

#include <string>
#include <string_view>
#include <vector>

/// Where a program decides what to do by the value of a discriminant.
namespace lockstep::rules::variants {

/// A switch, a chain of else-ifs, a row of ifs over one subject, or a registry that is asked for what handles it.
struct Dispatcher {
  struct Case {
    std::string_view text;
    Node test;
  };
  Node node;   ///< the Switch, the first If, or what a registry is made of (the Object, `new Map(…)`, …)
  Node place;  ///< where to report: the Switch's head, the registry's declaration
  Subject subject;
  std::vector<Case> cases;
  Otherwise otherwise = Otherwise::Works;
  Node fallback;             ///< the default Case, the last else, or null
  std::string ending;        ///< for people: "default: return null", "no default"
  bool admits = false;       ///< the default says that it does not know the value: "Unknown tool", "not supported"
  bool is_complete = true;   ///< all tests could be evaluated
  bool is_registry = false;  ///< handlers are looked up by the value; `fallback` is the lookup

  bool handles(std::string_view text) const;
};

/// A comparison that is no dispatcher's: `if (node.type === 'x')`.
struct Test {
  Node node;  ///< the String or name that is compared
  std::string_view text;
  Subject subject;
};

/// `LIST.includes(node.type)`
struct Membership {
  Node list;
  Subject subject;
  std::vector<Dispatcher::Case> values;
};

struct Tests {
  std::vector<Dispatcher> dispatchers;  // in order of path and position
  std::vector<Test> single;
  std::vector<Membership> memberships;
};

/// `questions` are the calls of the program that ask a list (`calls_that_ask`).
Tests tests_in(const Program& program, const File& file, std::span<const NodeRef> questions, Domains& domains);

/// `list.includes(x)`, `set.has(x)`: in order of path and position.
std::vector<NodeRef> calls_that_ask(const Program& program);

}  // namespace lockstep::rules::variants
