#pragma once

#include "rules/orphan_variant/domains.h"
#include "rules/orphan_variant/vocabularies.h"

#include <span>
#include <string_view>

/// Whether a list of values and a question speak of the same thing, as far as their names say.
namespace lockstep::rules::variants {

/// Some code that asks what a text is.
struct Question {
  const Subject& subject;
  Node place;   ///< where it asks; its function's name tells something
  Node holder;  ///< the constant, decorator or class that answers; null when the code does it itself
  std::span<const std::string_view> values;
};

/// Called alike by what is asked (`node.type` and NodeType), and by what it is of; peculiar values (`send_form`) speak
/// for themselves.
bool is_about(const Program& program, const Question& question, const Vocabulary& list);

}  // namespace lockstep::rules::variants
