#pragma once

#include "rules/magic_actor/vocabulary.h"
#include "rules/rule.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Which made-up identities an expression may stand for.
namespace lockstep::rules::actors {

/// A number as it is written, with its sign: "-42"; empty for anything else.
std::string number_of(const Node& expression);

/// The name by which a target or operand is known: `a.b.userId`, `userId`, `a['userId']`; else empty.
std::string_view name_of(const Node& expression);

/// `a ?? b`, `a || b`, `a ? b : c`
bool is_choice(const Node& expression);

/// The choice that a constant of a function stands for, `const who = by ?? 'robot'`; null for other uses of names.
Node chosen_value(const Program& program, const Node& use);

struct Spelled {
  Node spelled;   ///< the String or Number, or the use of the constant that hides it
  Node constant;  ///< the declaration of that constant; else null
  std::string_view text;
};

/// What may stand for somebody who does not exist. All of it must outlive whatever is found.
struct MadeUp {
  const Vocabulary& vocabulary;  ///< sentinels
  const Words& own;              ///< words of the program's own
  const Words& numbers;          ///< of constants for actors
};

class Spellings {
 public:
  /// Of one file.
  Spellings(const Program& program, const File& file, const MadeUp& made_up)
      : program_(program), file_(file), vocabulary_(made_up.vocabulary), made_up_(made_up) {}

  /// `x ?? 'system'` and `a ? x : 'system'` have them at their ends, also behind a constant, `{ in: ['system', id] }`
  /// below its operators; a name counts when it hides its literal in this file.
  std::vector<Spelled> of(const Node& expression) const;

 private:
  bool is_made_up(std::string_view text) const { return vocabulary_.is_sentinel(text) || made_up_.own.contains(text); }
  std::optional<Spelled> hidden_constant(const Node& use) const;
  Node text_returned_by(const Node& call) const;
  void open_condition(const Node& condition, std::vector<Node>& open) const;

  const Program& program_;
  const File& file_;
  const Vocabulary& vocabulary_;
  const MadeUp made_up_;
};

}  // namespace lockstep::rules::actors
