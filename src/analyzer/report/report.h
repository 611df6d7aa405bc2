#pragma once

#include "findings/coverage.h"
#include "findings/outcome.h"

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Turns an `Outcome` into what people and other programs read. A reporter sees nothing else, so whatever one format
/// shows is there for all of them. Whatever comes from scanned files is escaped here and nowhere else: no control
/// character reaches a terminal, whichever repository it comes from.
namespace lockstep::report {

enum class Format : std::uint8_t { Text, Compact, Json, Sarif, Github, Gitlab, Junit, Markdown, Html };

std::string_view to_string(Format format);
std::optional<Format> parse_format(std::string_view text);

/// The names of the formats of a scan, in the order in which help shows them; HTML is for audits only.
std::span<const std::string_view> format_names();

/// The format of which a file's name speaks: report.sarif, report.json, report.md.
std::optional<Format> format_of_path(std::string_view path);

/// What the text format may use. The defaults suit a file: no colour, no links, lines as long as they are.
struct TextStyle {
  bool colour = false;
  bool links = false;     ///< OSC 8 hyperlinks to the places, for terminals
  unsigned width = 0;     ///< columns of the terminal; 0 when there is none
  std::string root;       ///< absolute path of the program root, for links only
  bool in_full = false;   ///< every related place and step, however many
  bool why = false;       ///< the reasons of each finding, too
  bool accepted = false;  ///< what comments and the baseline took off the list, too; of SARIF as well
};

/// Findings, and a closing summary. Notifications are part of SARIF and JSON; with text they go to another stream.
void render(const findings::Outcome& outcome, Format format, const TextStyle& style, std::ostream& out);

/// The same as a document for people, with the inventory: Markdown or HTML.
void render_audit(const findings::Outcome& outcome, Format format, std::ostream& out);

/// One finding as the text format shows it; with `accepted`, also why it is not on the list.
void render_finding(const findings::Finding& finding, const findings::Outcome& outcome, const TextStyle& style,
                    std::ostream& out);

/// The findings in two lines each: where and which, and the message.
void render_briefly(const findings::Outcome& outcome, const TextStyle& style, std::ostream& out);

/// What the scan has to say about itself, for the standard error stream; long lists are cut short unless `in_full`.
void render_notifications(const findings::Outcome& outcome, const TextStyle& style, std::ostream& out);

/// What was understood of a program and what was not, as text or JSON.
void render_coverage(const findings::Coverage& coverage, Format format, const TextStyle& style, std::ostream& out);

/// The comments that suppress findings: where, what, why, since when and what has become of them. Text or JSON.
void render_suppressions(const findings::Outcome& outcome, Format format, const TextStyle& style, std::ostream& out);

/// The rules of the outcome with their kinds, as a table.
void render_rules(const findings::Outcome& outcome, const TextStyle& style, std::ostream& out);

}  // namespace lockstep::report
