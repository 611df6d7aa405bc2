#pragma once

#include "rules/magic_actor/vocabulary.h"
#include "rules/rule.h"

#include <string_view>

namespace lockstep::rules::actors {

/// Other words than sentinels that a program writes as the id of a user again and again: ids that nobody drew.
Words own_words(const Program& program, const Vocabulary& vocabulary);

/// Words that stand once where others hand the id of somebody they know: `record(event, 'stripe')` beside
/// `record(event, user.id)`.
Words words_beside_known(const Program& program, const Vocabulary& vocabulary);

/// Letters, perhaps with digits, `-` and `_`, and not many of them.
bool is_word(std::string_view text);

/// Whether a property is handed to a store as what a row holds or must hold.
bool is_stored(const Program& program, const Vocabulary& vocabulary, const Node& property);

}  // namespace lockstep::rules::actors
