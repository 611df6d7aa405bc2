#pragma once

#include "facts/file_facts.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::syntax {
class Tree;
enum class Grammar : std::uint8_t;
}  // namespace lockstep::syntax

namespace lockstep::facts {

/// A query as a team writes it.
struct QueryText {
  std::string pattern;                  ///< in tree-sitter's language, see syntax/query.h
  std::string report;                   ///< the capture that is reported; empty: the first
  std::string message;                  ///< with `{name}` for what was captured
  std::vector<std::string> inside;      ///< kinds of nodes, one of which must be around
  std::vector<std::string> not_inside;  ///< … none of which may be around
};

/// What is wrong with one, and where in which part of it.
struct QueryFault {
  enum class Part : std::uint8_t { Pattern, Report, Message, Inside, NotInside } part = Part::Pattern;
  std::size_t at = 0;  ///< Pattern, Message: byte; Inside, NotInside: index
  std::size_t size = 1;
  std::string what;
  std::string hint;
};

/// The compiled queries of all packs. They run where the syntax tree still lives; what is left of them in a file's
/// facts are places and messages. Facts depend on them, so `fingerprint` belongs into every key under which facts are
/// kept.
class Queries {
 public:
  Queries();
  Queries(Queries&&) noexcept;
  Queries& operator=(Queries&&) noexcept;
  ~Queries();

  /// Adds a query, whose number is how many there were before, or says what is wrong with it.
  std::optional<QueryFault> add(const QueryText& text);

  bool empty() const;
  /// All of their texts; empty when there are none.
  const std::string& fingerprint() const;

  /// Asks a tree all queries and adds what they find to the facts.
  void run(const syntax::Tree& tree, syntax::Grammar grammar, std::string_view source, FileFacts& facts) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lockstep::facts
