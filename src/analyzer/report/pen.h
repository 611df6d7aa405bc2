#pragma once

#include "findings/finding.h"
#include "report/report.h"

#include <string>
#include <string_view>

namespace lockstep::report {

enum class Ink : std::uint8_t { Plain, Bold, Dim, Error, Warning, Note, Good };

Ink ink_of(findings::Severity severity);

/// Writes coloured text and links, or plain text where the style says so.
class Pen {
 public:
  explicit Pen(const TextStyle& style) : style_(style) {}

  /// `printable_text` in that ink.
  std::string paint(Ink ink, std::string_view printable_text) const;

  /// `path:line:column`, as a link where links are wanted.
  std::string position(const findings::Place& place) const;
  std::string path(std::string_view path) const;

  /// Printable text broken between words so that no line is wider than the terminal; later lines are indented.
  std::string wrap(std::string_view printable_text, unsigned indent) const;

  const TextStyle& style() const { return style_; }

 private:
  std::string link(std::string_view path, std::string_view printable_text) const;

  const TextStyle& style_;
};

/// A relative path as a URI reference: percent-encoded, with `/` left alone.
std::string percent_encode(std::string_view path);

}  // namespace lockstep::report
