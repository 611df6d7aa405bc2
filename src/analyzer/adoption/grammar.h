#pragma once

#include "findings/rule_info.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::adoption {

/// The words of a suppression:
///
///     lockstep-ignore-next-line RULE[/KIND][, …] [until YYYY-MM-DD]: reason
///     lockstep-ignore-line …      the line on which the comment stands
///     lockstep-ignore-begin …     until the matching
///     lockstep-ignore-end [RULE[/KIND][, …]]
///     lockstep-ignore-file …      in front of the first statement
///
/// Nothing is guessed: a comment that says anything else hides nothing, and its fault is told.
enum class Form : std::uint8_t { Line, NextLine, Begin, End, File };

struct Target {
  std::string rule;
  std::string kind;  ///< empty: all kinds

  std::string spelled() const { return kind.empty() ? rule : rule + "/" + kind; }
  friend bool operator==(const Target&, const Target&) = default;
};

struct Comment {
  /// Why it hides nothing.
  struct Fault {
    std::string_view kind;  ///< of the rule `suppression`
    std::string message;
    std::string advice;
  };
  Form form = Form::NextLine;
  std::vector<Target> targets;
  std::string until;  ///< the last day on which it holds
  std::string reason;
  std::optional<Fault> fault;
};

/// What a comment's text, which begins with `lockstep-`, says; nothing when it is about something else ("lockstep-based
/// retries"). `known` are all rules that there are.
std::optional<Comment> read_comment(std::string_view text, std::span<const findings::RuleInfo> known);

}  // namespace lockstep::adoption
