#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lockstep::findings {

/// GitHub's `primaryLocationLineHash` of some lines of a file, by which code scanning recognises an alert after other
/// lines have moved: a rolling hash over the 100 non-blank UTF-16 units from the line's beginning, and how many lines
/// of the file had that hash so far. Byte for byte what GitHub's upload action computes where a report carries none.
///
/// `lines` are line numbers from 1 in rising order, repeats allowed; the answer has one hash for each of them.
std::vector<std::string> line_hashes(std::string_view text, std::span<const std::uint32_t> lines);

}  // namespace lockstep::findings
