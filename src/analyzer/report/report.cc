#include "report/report.h"

#include "report/audit.h"
#include "report/compact.h"
#include "report/coverage_text.h"
#include "report/github.h"
#include "report/gitlab.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/markdown.h"
#include "report/sarif.h"
#include "report/suppressions_text.h"
#include "report/text.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace lockstep::report {

namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, 9> kNames = {"text",   "compact", "json",     "sarif", "github",
                                                    "gitlab", "junit",   "markdown", "html"};

struct Ending {
  std::string_view text;
  Format format;
};
constexpr Ending kEndings[] = {{".sarif", Format::Sarif}, {".sarif.json", Format::Sarif}, {".json", Format::Json},
                               {".md", Format::Markdown}, {".xml", Format::Junit},        {".html", Format::Html}};

}  // namespace

std::string_view to_string(Format format) { return kNames.at(static_cast<std::size_t>(format)); }

std::optional<Format> parse_format(std::string_view text) {
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Format>(found - kNames.begin());
}

// The last is for audits only.
std::span<const std::string_view> format_names() { return std::span(kNames).first(kNames.size() - 1); }

std::optional<Format> format_of_path(std::string_view path) {
  for (const Ending& ending : kEndings) {
    if (path.ends_with(ending.text)) return ending.format;
  }
  return std::nullopt;
}

void render(const findings::Outcome& outcome, Format format, const TextStyle& style, std::ostream& out) {
  switch (format) {
    case Format::Text:
      return write_text(outcome, style, out);
    case Format::Compact:
      return write_compact(outcome, out);
    case Format::Json:
      return write_json(outcome, out);
    case Format::Sarif:
      return write_sarif(outcome, style.accepted, out);
    case Format::Github:
      return write_github(outcome, out);
    case Format::Gitlab:
      return write_gitlab(outcome, out);
    case Format::Junit:
      return write_junit(outcome, out);
    case Format::Markdown:
      return write_markdown(outcome, {}, out);
    case Format::Html:
      return write_audit_html(outcome, out);
  }
}

void render_audit(const findings::Outcome& outcome, Format format, std::ostream& out) {
  if (format == Format::Html) return write_audit_html(outcome, out);
  write_audit_markdown(outcome, out);
}

void render_coverage(const findings::Coverage& coverage, Format format, const TextStyle& style, std::ostream& out) {
  if (format == Format::Json) return write_json(coverage, out);
  write_coverage_text(coverage, style, out);
}

void render_suppressions(const findings::Outcome& outcome, Format format, const TextStyle& style, std::ostream& out) {
  if (format == Format::Json) return write_suppressions_json(outcome, out);
  write_suppressions_text(outcome, style, out);
}

}  // namespace lockstep::report
