#include "rules/rule.h"

namespace lockstep::rules {

Place place_of(const Node& node) { return place_of(node.file(), program::name_span(node)); }

Place place_of(const File& file, Span span) { return {.path = file.path, .span = span}; }

}  // namespace lockstep::rules
