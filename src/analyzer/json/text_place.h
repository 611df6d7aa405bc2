#pragma once

#include "json/document.h"

#include <cstddef>

namespace lockstep::json {

/// Where bytes of a string's value stand in the document, escapes and all: for texts in a language of their own, whose
/// readers know offsets of the value only. The whole string when the value is not what is written there (an option was
/// put in).
Span place_in_string(const Document& document, const Value& string, std::size_t at, std::size_t size);

}  // namespace lockstep::json
