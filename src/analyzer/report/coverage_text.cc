#include "report/coverage_text.h"

#include "report/pen.h"
#include "report/printable.h"

#include <algorithm>
#include <ostream>
#include <string>

namespace lockstep::report {
namespace {

using findings::CoverageSection;
using findings::Tally;

constexpr unsigned kIndent = 2;

std::string spaces(unsigned count) { return std::string(count, ' '); }

unsigned digits(std::size_t number) { return static_cast<unsigned>(std::to_string(number).size()); }

/// Tenths of a percent that are never rounded up to the whole: 99.96 % of something is not all of it.
std::string share_of(std::size_t part, std::size_t whole) {
  if (part == whole) return "100 %";
  const std::size_t tenths = part * 1000 / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

void write_example(const findings::Related& example, unsigned indent, const Pen& pen, std::ostream& out) {
  out << spaces(indent);
  if (!example.place.path.empty()) {
    const bool is_whole = example.place.span == Span{};
    out << (is_whole ? printable(example.place.path) : pen.position(example.place))
        << (example.text.empty() ? "" : "  ");
  }
  out << pen.paint(Ink::Dim, printable(example.text)) << '\n';
}

void write_tally(const Tally& tally, unsigned width, const Pen& pen, std::ostream& out) {
  const unsigned inner = kIndent + 2 + width + 2;
  const std::string count = std::to_string(tally.count);
  out << spaces(kIndent) << (tally.is_gap ? pen.paint(Ink::Warning, "!") : " ") << ' '
      << spaces(width - static_cast<unsigned>(count.size())) << pen.paint(Ink::Bold, count) << "  "
      << pen.wrap(printable(tally.text), inner) << '\n';
  // What is no gap needs no place to go and look, but names are worth their line.
  for (const findings::Related& example : tally.examples) {
    if (tally.is_gap || example.place.path.empty()) write_example(example, inner + 2, pen, out);
  }
  if (tally.is_gap && !tally.advice.empty()) {
    out << spaces(inner) << pen.paint(Ink::Good, "→") << ' ' << pen.wrap(printable(tally.advice), inner + 2) << '\n';
  }
}

}  // namespace

void write_coverage_text(const findings::Coverage& coverage, const TextStyle& style, std::ostream& out) {
  const Pen pen(style);
  std::size_t widest = 1;
  std::size_t gaps = 0;
  for (const CoverageSection& section : coverage.sections) {
    for (const Tally& tally : section.tallies) {
      widest = std::max(widest, tally.count);
      gaps += tally.is_gap ? 1U : 0U;
    }
  }
  for (const CoverageSection& section : coverage.sections) {
    out << pen.paint(Ink::Bold, section.title);
    const bool has_gaps =
        std::any_of(section.tallies.begin(), section.tallies.end(), [](const Tally& tally) { return tally.is_gap; });
    if (has_gaps && section.total > 0) out << "  " << pen.paint(Ink::Dim, share_of(section.understood, section.total));
    out << '\n' << spaces(kIndent) << pen.wrap(printable(section.text), kIndent) << '\n';
    for (const Tally& tally : section.tallies) write_tally(tally, digits(widest), pen, out);
    out << '\n';
  }
  if (gaps == 0) {
    out << "Everything in " << printable(coverage.root) << " was understood.\n";
  } else {
    out << pen.wrap(
               "What stands behind a ! was not understood in full. Rules are quiet about what they do not "
               "understand, so silence there is no sign of health.",
               0)
        << '\n';
  }
}

}  // namespace lockstep::report
