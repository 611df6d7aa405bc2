#pragma once

#include "syntax/tree.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::syntax {

/// What is wrong with a query, and where in its text.
struct QueryFault {
  std::size_t at = 0;
  std::size_t size = 1;
  std::string what;
  std::string hint;
};

/// A query in tree-sitter's own language, with predicates over the text of captures:
///
///     (call_expression function: (identifier) @callee (#any-of? @callee "fetch" "request")) @call
///
/// `#eq? @a "text"` or `#eq? @a @b`, `#match? @a "regex"` (RE2: linear time), `#any-of? @a "x" "y"`, and each with
/// `not-`:
/// `#not-eq?`, `#not-match?`, `#not-any-of?`. A capture that stands for several nodes must fulfil them with all.
/// Compiled once, asked by any number of threads.
class Query {
 public:
  /// Compiles for every grammar that knows the kinds of nodes it names; one is enough.
  static std::optional<Query> compile(std::string_view text, QueryFault& fault);

  Query(Query&&) noexcept;
  Query& operator=(Query&&) noexcept;
  ~Query();

  struct Capture {
    std::uint32_t name = 0;  ///< index into `names()`
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  struct Match {
    std::vector<Capture> captures;        ///< in order of position
    std::uint32_t reported = 0;           ///< the name of the reported capture
    std::vector<std::string_view> above;  ///< kinds of the nodes around its first node
  };

  /// Names of captures, without `@`.
  const std::vector<std::string>& names() const;

  /// Whether every pattern of the query has a capture of a name; of alternatives one is enough.
  bool is_in_all_patterns(std::uint32_t name) const;

  /// All matches in a tree of this text, in order of position. `reported` is the capture whose surroundings are wanted;
  /// without one the first in each match that the query names. A text on which the query explodes gives the matches
  /// found so far, and `was_cut`.
  std::vector<Match> run(const Tree& tree, Grammar grammar, std::string_view source,
                         std::optional<std::uint32_t> reported, bool& was_cut) const;

 private:
  struct State;
  explicit Query(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether a grammar has named nodes of this kind; else what was perhaps meant is in `hint`.
bool is_node_kind(std::string_view kind, std::string& hint);

/// Whether a text is a regular expression that we can run, else why not.
std::optional<std::string> fault_of_regex(std::string_view regex);

}  // namespace lockstep::syntax
