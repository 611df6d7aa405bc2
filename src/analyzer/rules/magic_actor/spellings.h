#pragma once

#include "rules/magic_actor/positions.h"

#include <optional>
#include <string_view>
#include <vector>

/// Which made-up identities an expression may stand for.
namespace lockstep::rules::actors {

/// The name by which a target or operand is known: `a.b.userId`, `userId`, `a['userId']`; else empty.
std::string_view name_of(const Node& expression);

struct Spelled {
  Node spelled;   ///< the String, or the use of the constant that hides it
  Node constant;  ///< the declaration of that constant; else null
  std::string_view text;
};

class Spellings {
 public:
  /// Of one file. All that is given must outlive this.
  Spellings(const Program& program, const File& file, const Vocabulary& vocabulary, const Words& own)
      : program_(program), file_(file), vocabulary_(vocabulary), own_(own) {}

  /// `x ?? 'system'` and `a ? x : 'system'` have them at their ends, `{ in: ['system', id] }` below its operators; a
  /// name counts when it hides its literal in this file.
  std::vector<Spelled> of(const Node& expression) const;

 private:
  bool is_made_up(std::string_view text) const { return vocabulary_.is_sentinel(text) || own_.contains(text); }
  std::optional<Spelled> hidden_constant(const Node& use) const;
  void open_condition(const Node& condition, std::vector<Node>& open) const;

  const Program& program_;
  const File& file_;
  const Vocabulary& vocabulary_;
  const Words& own_;
};

}  // namespace lockstep::rules::actors
