#pragma once

#include "facts/file_facts.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace lockstep::syntax {
class Tree;
}

namespace lockstep::facts {

/// The places where the parser lost its way: stretches of text that it could not make sense of, in source order, and
/// empty ones where it had to invent a token.
std::vector<Span> damage(const syntax::Tree& tree, std::string_view source);

/// Says what was lost at each place, at most a few per file: the first tells what to look for.
void report_damage(const std::vector<Span>& places, std::string_view source, FileFacts& facts);

}  // namespace lockstep::facts
