#include "report/junit.h"

#include "report/printable.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Notification;
using findings::Outcome;
using findings::Place;
using findings::Severity;

/// `printable` leaves only characters that XML knows, but for the two that are no characters at all.
std::string xml(std::string_view text) {
  std::string escaped;
  for (const char c : printable(text)) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    for (std::size_t at = escaped.find(none); at != std::string::npos; at = escaped.find(none, at)) {
      escaped.replace(at, none.size(), "\xEF\xBF\xBD");
    }
  }
  return escaped;
}

std::string position(const Place& place) {
  return xml(place.path) + ":" + std::to_string(place.start.line) + ":" + std::to_string(place.start.column);
}

bool is_note(const Finding& finding) { return finding.severity <= Severity::Note; }

struct Suite {
  std::string_view name;
  std::string_view title;  ///< what passes when there is no finding
  std::vector<const Finding*> findings;

  std::size_t skipped() const {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(), [](auto* f) { return is_note(*f); }));
  }
  std::size_t failures() const { return findings.size() - skipped(); }
  std::size_t tests() const { return std::max<std::size_t>(findings.size(), 1); }
};

/// One for each rule that ran, and for rules that only a finding knows, as in a report that was read back.
std::vector<Suite> suites_of(const Outcome& outcome) {
  std::vector<Suite> suites;
  for (const auto& rule : outcome.rules) suites.push_back({.name = rule.id, .title = rule.title, .findings = {}});
  for (const Finding& finding : outcome.findings) {
    auto suite = std::find_if(suites.begin(), suites.end(), [&](const Suite& s) { return s.name == finding.rule; });
    if (suite == suites.end()) {
      suites.push_back({.name = finding.rule, .title = {}, .findings = {}});
      suite = std::prev(suites.end());
    }
    suite->findings.push_back(&finding);
  }
  return suites;
}

std::string text_of(const Finding& finding, const Outcome& outcome) {
  std::string text = position(finding.where) + ": " + xml(finding.message) + "\n";
  for (const auto& [place, words] : finding.related) text += position(place) + ": " + xml(words) + "\n";
  if (const std::string_view advice = outcome.advice_for(finding); !advice.empty()) text += xml(advice) + "\n";
  return text;
}

void write_case(const Finding& finding, const Outcome& outcome, std::ostream& out) {
  out << "    <testcase classname=\"" << xml(finding.where.path) << "\" name=\"" << xml(rule_and_kind(finding)) << ' '
      << xml(finding.identity) << "\" time=\"0\">\n";
  if (is_note(finding)) {
    out << "      <skipped>" << to_string(finding.severity) << ": " << text_of(finding, outcome) << "</skipped>\n";
  } else {
    out << "      <failure type=\"" << to_string(finding.severity) << "\" message=\"" << xml(finding.message) << "\">"
        << text_of(finding, outcome) << "</failure>\n";
  }
  out << "    </testcase>\n";
}

void write_suite(const Suite& suite, const Outcome& outcome, std::ostream& out) {
  out << "  <testsuite name=\"" << xml(suite.name) << "\" tests=\"" << suite.tests() << "\" failures=\""
      << suite.failures() << "\" errors=\"0\" skipped=\"" << suite.skipped() << "\" time=\"0\">\n";
  for (const Finding* finding : suite.findings) write_case(*finding, outcome, out);
  if (suite.findings.empty()) {
    out << "    <testcase classname=\"lockstep\" name=\"" << xml(suite.title) << "\" time=\"0\"/>\n";
  }
  out << "  </testsuite>\n";
}

/// What gave no facts at all is an error of the run and of no rule.
void write_incomplete(const std::vector<const Notification*>& incomplete, std::ostream& out) {
  if (incomplete.empty()) return;
  out << "  <testsuite name=\"scan\" tests=\"" << incomplete.size() << "\" failures=\"0\" errors=\""
      << incomplete.size() << "\" skipped=\"0\" time=\"0\">\n";
  for (const Notification* notification : incomplete) {
    const std::string place = notification->place ? xml(notification->place->path) : "lockstep";
    out << "    <testcase classname=\"" << place << "\" name=\"" << xml(notification->id) << "\" time=\"0\">\n"
        << "      <error type=\"incomplete\" message=\"" << xml(notification->message) << "\">" << place << ": "
        << xml(notification->message) << "\n</error>\n    </testcase>\n";
  }
  out << "  </testsuite>\n";
}

}  // namespace

void write_junit(const Outcome& outcome, std::ostream& out) {
  const std::vector<Suite> suites = suites_of(outcome);
  std::vector<const Notification*> incomplete;
  for (const Notification& notification : outcome.notifications) {
    if (notification.incomplete) incomplete.push_back(&notification);
  }
  std::size_t tests = incomplete.size();
  std::size_t failures = 0;
  for (const Suite& suite : suites) {
    tests += suite.tests();
    failures += suite.failures();
  }
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"lockstep\" tests=\"" << tests
      << "\" failures=\"" << failures << "\" errors=\"" << incomplete.size() << "\" time=\"0\">\n";
  for (const Suite& suite : suites) write_suite(suite, outcome, out);
  write_incomplete(incomplete, out);
  out << "</testsuites>\n";
}

}  // namespace lockstep::report
