#pragma once

#include "rules/rule.h"

#include <string>
#include <string_view>

/// Listeners that name many events at once: `order.*`, `**.failed`.
namespace lockstep::rules::variants {

/// How the emitters of a program are set up, as far as the program shows it.
struct Wildcards {
  bool is_shown = false;  ///< some setup was seen, and its options are written out
  bool are_on = true;     ///< false only when every setup leaves them switched off
  std::string delimiter = ".";
  Node setup;  ///< the first of them, for people

  /// `EventEmitterModule.forRoot({ wildcard: true, delimiter: ':' })`
  void read(const Program& program, const Node& call);

  /// Whether what `pattern` listens to takes an event: `*` is one part of its name and `**` any number of them. Where a
  /// part is unknown, or the delimiter, it is enough that both begin and end alike.
  bool take(std::string_view pattern, std::string_view name) const;

 private:
  bool is_unknown_ = false;
};

inline bool has_wildcard(std::string_view name) { return name.find('*') != std::string_view::npos; }

}  // namespace lockstep::rules::variants
