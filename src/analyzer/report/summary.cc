#include "report/summary.h"

#include "report/accepted.h"

#include <algorithm>

namespace lockstep::report {

using findings::Finding;
using findings::Outcome;
using findings::Severity;

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

std::string severities_in_words(const Outcome& outcome, const Pen& pen) {
  std::vector<std::string> parts;
  if (const std::size_t count = outcome.count(Severity::Error)) {
    parts.push_back(pen.paint(Ink::Error, counted(count, "error", "errors")));
  }
  if (const std::size_t count = outcome.count(Severity::Warning)) {
    parts.push_back(pen.paint(Ink::Warning, counted(count, "warning", "warnings")));
  }
  if (const std::size_t count = outcome.count(Severity::Note)) {
    parts.push_back(pen.paint(Ink::Note, counted(count, "note", "notes")));
  }
  std::string words;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) words += i + 1 == parts.size() ? " and " : ", ";
    words += parts[i];
  }
  return words;
}

std::string paths_told_of(const Outcome& outcome, std::string_view quote) {
  constexpr std::size_t kMostPaths = 3;
  const auto& paths = outcome.told_of;
  const std::string mark(quote);
  std::string text;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (i == kMostPaths && paths.size() > kMostPaths + 1)
      return text + " and " + counted(paths.size() - i, "other place", "other places");
    text += (i == 0 ? "" : i + 1 == paths.size() ? " and " : ", ") + (mark + paths[i] + mark);
  }
  return text;
}

std::string summary(const Outcome& outcome, const Pen& pen) {
  std::string read = counted(outcome.files, "file", "files");
  if (outcome.packages > 0) read += " in " + counted(outcome.packages, "package", "packages");
  read += outcome.files == 1 ? " was read" : " were read";
  if (outcome.is_incomplete()) read += ", but the scan is incomplete";
  if (const std::string accepted = count_accepted(outcome); !accepted.empty()) read += " (" + accepted + ")";
  const std::string where = outcome.told_of.empty() ? "" : " in " + paths_told_of(outcome);
  if (outcome.findings.empty()) return pen.paint(Ink::Good, "No findings") + where + ": " + read;

  std::size_t files = 0;
  for (std::size_t i = 0; i < outcome.findings.size(); ++i) {
    files += i == 0 || outcome.findings[i].where.path != outcome.findings[i - 1].where.path ? 1U : 0U;
  }
  return severities_in_words(outcome, pen) + " in " + counted(files, "file", "files") +
         (where.empty() ? "" : " of" + where.substr(where.find(' ', 1))) + "; " + read;
}

std::vector<const Finding*> worst_first(const std::vector<Finding>& findings) {
  std::vector<const Finding*> sorted;
  sorted.reserve(findings.size());
  for (const Finding& finding : findings) sorted.push_back(&finding);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  return sorted;
}

}  // namespace lockstep::report
