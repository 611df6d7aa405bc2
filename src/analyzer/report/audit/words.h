#pragma once

#include "findings/finding.h"
#include "report/json_value.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Small pieces of text from which an audit's sentences are made.
namespace lockstep::report {

/// "12,345"
std::string number(std::size_t count);
/// "1 file", "12,345 files": with the number as people write it.
std::string numbered(std::size_t count, std::string_view one, std::string_view many);
/// "a", "a and b", "a, b and c"
std::string listed(const std::vector<std::string>& parts);
/// The sentence with a capital and a full stop.
std::string sentence(std::string text);

/// Text of ours, in which what stands between backticks is code: a list of `{"text": …}` and `{"code": …}`.
JsonValue prose(std::string_view text);

/// `path`, `line`, `column`, and how the place is written in one word.
JsonValue place_view(const findings::Place& place);
/// The line of a place, cut to what a page has room for: `number`, `before`, `mark`, `after`. Null when there is none.
JsonValue code_view(const findings::Place& place);

/// The first `most` characters of a text, with an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t most);
std::string_view file_name(std::string_view path);

}  // namespace lockstep::report
