#include "report/report.h"

#include "report/coverage_text.h"
#include "report/json.h"
#include "report/sarif.h"
#include "report/text.h"

namespace lockstep::report {

std::string_view to_string(Format format) {
  switch (format) {
    case Format::Text:
      return "text";
    case Format::Sarif:
      return "sarif";
    case Format::Json:
      return "json";
  }
  return "text";
}

std::optional<Format> parse_format(std::string_view text) {
  for (const Format format : {Format::Text, Format::Sarif, Format::Json}) {
    if (text == to_string(format)) return format;
  }
  return std::nullopt;
}

void render(const findings::Outcome& outcome, Format format, const TextStyle& style, std::ostream& out) {
  switch (format) {
    case Format::Text:
      return write_text(outcome, style, out);
    case Format::Sarif:
      return write_sarif(outcome, out);
    case Format::Json:
      return write_json(outcome, out);
  }
}

void render_coverage(const findings::Coverage& coverage, Format format, const TextStyle& style, std::ostream& out) {
  if (format == Format::Json) return write_json(coverage, out);
  write_coverage_text(coverage, style, out);
}

}  // namespace lockstep::report
