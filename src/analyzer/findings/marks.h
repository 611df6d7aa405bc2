#pragma once

#include "findings/outcome.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What a fixture expects, written on the line that it is about: the tests of our own rules, and those of rule packs.
namespace lockstep::findings {

/// A mark of a fixture: `// expect: rule/kind`, also in `{/* … */}`, `/* … */` and `#` comments. Several, with commas
/// between them, mean several findings on the line.
struct Mark {
  enum class Form : std::uint8_t {
    Expect,      ///< reported here
    Also,        ///< evidence of a finding (`also: rule`)
    KnownMiss,   ///< should be reported, and is not yet
    KnownNoise,  ///< is reported, and should not be
  };
  Form form = Form::Expect;
  std::string path;
  std::uint32_t line = 1;
  std::string what;  ///< "rule/kind"; the rule alone for Also

  friend auto operator<=>(const Mark&, const Mark&) = default;
};

/// The marks of a text, in order.
std::vector<Mark> marks_in(std::string_view path, std::string_view text);

std::string_view to_string(Mark::Form form);

/// What is wrong with what was found, one line a fault and in order: a mark without its finding, a finding without its
/// mark, evidence that is not marked where some is. Empty when all is as expected.
std::vector<std::string> compare(const std::vector<Mark>& marks, const Outcome& outcome);

}  // namespace lockstep::findings
