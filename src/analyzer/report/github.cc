#include "report/github.h"

#include "report/printable.h"
#include "report/summary.h"

#include <map>
#include <ostream>
#include <string>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Notification;
using findings::Outcome;
using findings::Place;
using findings::Severity;

constexpr std::size_t kMostRelated = 5;

std::string escape(std::string_view text, std::string_view special) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      escaped += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      escaped += {'%', kDigits[byte >> 4U], kDigits[byte & 0xFU]};
    }
  }
  return escaped;
}

/// What stands behind `::` may have several lines, each written as %0A; so a line break of our own is none of a name.
std::string message(std::string_view lines) { return escape(lines, "%\r\n"); }

/// In a property a comma ends the value and a colon may end the command.
std::string property(std::string_view text) { return escape(printable(text), "%\r\n:,"); }

std::string_view command_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      return "error";
    case Severity::Warning:
      return "warning";
    case Severity::Note:
    case Severity::Off:
      return "notice";
  }
  return "notice";
}

std::string position(const Place& place) {
  return printable(place.path) + ":" + std::to_string(place.start.line) + ":" + std::to_string(place.start.column);
}

/// What an annotation says: the sentence, what else is involved, what to do, and how to learn more.
std::string body_of(const Finding& finding, const Outcome& outcome) {
  std::string body = printable(finding.message);
  for (std::size_t i = 0; i < finding.related.size(); ++i) {
    if (i == kMostRelated) {
      body += "\nand " + counted(finding.related.size() - i, "more place", "more places");
      break;
    }
    const auto& [place, text] = finding.related[i];
    body += "\n" + position(place) + "  " + printable(text);
  }
  if (const std::string_view advice = outcome.advice_for(finding); !advice.empty()) body += "\n→ " + printable(advice);
  return body + "\nlockstep explain " + printable(finding.identity);
}

void write_annotation(const Finding& finding, const Outcome& outcome, std::ostream& out) {
  const Place& place = finding.where;
  out << "::" << command_of(finding.severity) << " file=" << property(place.path) << ",line=" << place.start.line
      << ",endLine=" << place.start.line << ",col=" << place.start.column << ",endColumn=" << place.end.column
      << ",title=" << property(rule_and_kind(finding)) << "::" << message(body_of(finding, outcome)) << '\n';
}

/// What makes a scan incomplete is an annotation, since a job's log is read by few; the rest goes to standard error.
void write_annotation(const Notification& notification, std::ostream& out) {
  out << "::error ";
  if (notification.place) out << "file=" << property(notification.place->path) << ',';
  out << "title=lockstep%3A " << property(notification.id) << "::" << message(printable(notification.message)) << '\n';
}

}  // namespace

void write_github(const Outcome& outcome, std::ostream& out) {
  std::map<std::string_view, std::size_t> shown;
  for (const Notification& notification : outcome.notifications) {
    if (notification.incomplete && ++shown["error"] <= kMostGithubAnnotations) write_annotation(notification, out);
  }
  std::size_t left = 0;
  for (const Finding* finding : worst_first(outcome.findings)) {
    if (++shown[command_of(finding->severity)] <= kMostGithubAnnotations) {
      write_annotation(*finding, outcome, out);
    } else {
      ++left;
    }
  }
  out << summary(outcome, Pen(TextStyle{})) << '\n';
  if (left > 0) {
    out << counted(left, "finding is", "findings are") << " not annotated, since GitHub shows "
        << kMostGithubAnnotations << " of a severity; the step's summary and the SARIF report have more\n";
  }
}

}  // namespace lockstep::report
