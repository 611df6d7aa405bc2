#include "report/markdown.h"

#include "report/matrix_table.h"
#include "report/pen.h"
#include "report/printable.h"
#include "report/summary.h"

#include <algorithm>
#include <ostream>
#include <vector>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Outcome;
using findings::Place;

constexpr std::size_t kMostRelated = 8;
constexpr std::size_t kMostSteps = 20;
constexpr std::size_t kLongestSource = 300;

std::string position(const Place& place, const MarkdownStyle& style) {
  const std::string line = std::to_string(place.start.line);
  std::string text = markdown_code(place.path + ":" + line + ":" + std::to_string(place.start.column));
  if (style.blob_url.empty()) return text;
  std::string url = style.blob_url;
  for (const char c : percent_encode(place.path)) {
    // A parenthesis might end the link.
    url += c == '(' ? "%28" : c == ')' ? "%29" : std::string(1, c);
  }
  return "[" + text + "](" + url + "#L" + line + ")";
}

std::string more(std::size_t count, std::string_view what, const Finding& finding) {
  return "- and " + std::to_string(count) + " more " + std::string(what) + ": `lockstep explain " +
         printable(finding.identity) + "`\n";
}

/// A cell's bars would end it, even those inside code.
std::string cell(std::string_view code) {
  std::string text;
  for (const char c : markdown_code(code)) {
    if (c == '|') text += '\\';
    text += c;
  }
  return text;
}

std::string table_of(const findings::Matrix& matrix, const MarkdownStyle& style) {
  const std::vector<std::size_t> values = values_to_show(matrix);
  if (values.empty()) return {};
  const std::size_t places = std::min(matrix.rows.size(), kMostMatrixPlaces);
  std::string text;
  std::string head = "|  |";
  std::string rule = "| --- |";
  for (std::size_t place = 0; place < places; ++place) {
    const std::string number = std::to_string(place + 1);
    text += number + ". " + markdown_text(matrix.rows[place].label) + " " + position(matrix.rows[place].place, style) +
            "\n";
    head += " " + number + " |";
    rule += " :-: |";
  }
  text += "\n" + head + "\n" + rule + "\n";
  for (const std::size_t value : values) {
    text += "| " + cell(matrix.columns[value]) + " |";
    for (std::size_t place = 0; place < places; ++place) text += spells(matrix, place, value) ? " ✔ |" : " · |";
    text += "\n";
  }
  if (const std::string left = values_left(matrix, values.size()); !left.empty()) text += "\n" + left + "\n";
  return text;
}

std::string source_of(const Place& place) {
  if (place.line.empty() || place.line.size() > kLongestSource) return {};
  const std::size_t begin = place.line.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  const std::string line = printable(std::string_view(place.line).substr(begin));
  std::size_t longest = 2;
  for (std::size_t i = 0, run = 0; i < line.size(); ++i) {
    run = line[i] == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + "ts\n" + line + "\n" + fence + "\n";
}

std::string section(const Finding& finding, const Outcome& outcome, const MarkdownStyle& style) {
  std::string text = "### " + std::string(to_string(finding.severity)) + ": " + markdown_text(finding.message) +
                     "\n\n" + position(finding.where, style) + " " + markdown_code(rule_and_kind(finding)) + " " +
                     markdown_code(finding.identity) + "\n\n";
  if (const std::string source = source_of(finding.where); !source.empty()) text += source + "\n";
  return text + markdown_details(finding, outcome, style);
}

/// Which sections to write where there is room for so many bytes only: those of the worst findings.
std::vector<bool> choose(const std::vector<Finding>& findings, const std::vector<std::string>& sections,
                         std::size_t room) {
  std::vector<bool> is_chosen(findings.size(), false);
  for (const Finding* finding : worst_first(findings)) {
    const auto index = static_cast<std::size_t>(finding - findings.data());
    // Its heading may have to name the file, too.
    const std::size_t size = sections[index].size() + 3 * finding->where.path.size() + 16;
    if (size > room) break;
    room -= size;
    is_chosen[index] = true;
  }
  return is_chosen;
}

}  // namespace

std::string markdown_details(const Finding& finding, const Outcome& outcome, const MarkdownStyle& style) {
  std::string text;
  for (std::size_t i = 0; i < finding.related.size(); ++i) {
    if (i == kMostRelated) {
      text += more(finding.related.size() - i, "places", finding);
      break;
    }
    const auto& [place, words] = finding.related[i];
    text += "- " + position(place, style) + " " + markdown_text(words) + "\n";
  }
  if (!finding.related.empty()) text += "\n";
  if (finding.matrix) {
    if (const std::string table = table_of(*finding.matrix, style); !table.empty()) text += table + "\n";
  }
  if (!finding.steps.empty()) text += "How it happens:\n\n";
  for (std::size_t i = 0; i < std::min(finding.steps.size(), kMostSteps); ++i) {
    text += std::to_string(i + 1) + ". " + position(finding.steps[i].place, style) + " " +
            markdown_text(finding.steps[i].text) + "\n";
  }
  if (finding.steps.size() > kMostSteps) text += "\n" + more(finding.steps.size() - kMostSteps, "steps", finding);
  if (!finding.steps.empty()) text += "\n";
  if (const std::string_view advice = outcome.advice_for(finding); !advice.empty()) {
    text += "→ " + markdown_text(advice) + "\n";
  }
  return text;
}

void write_markdown(const Outcome& outcome, const MarkdownStyle& style, std::ostream& out) {
  const TextStyle plain;
  const std::string words = severities_in_words(outcome, Pen(plain));
  std::string head =
      "# lockstep: " + (words.empty() ? "no findings" : words) + "\n\n" + summary(outcome, Pen(plain)) + ".\n";
  for (const auto& notification : outcome.notifications) {
    if (!notification.incomplete) continue;
    head += "\n**Not read:** ";
    if (notification.place) head += markdown_code(notification.place->path) + " ";
    head += markdown_text(notification.message) + "\n";
  }

  std::vector<std::string> sections;
  for (const Finding& finding : outcome.findings) sections.push_back(section(finding, outcome, style));
  std::vector<bool> is_chosen(sections.size(), true);
  constexpr std::size_t kTail = 200;
  if (style.most_bytes != 0) {
    if (head.size() + kTail > style.most_bytes) head.resize(head.find('\n') + 1);
    const std::size_t used = head.size() + kTail;
    is_chosen = choose(outcome.findings, sections, style.most_bytes > used ? style.most_bytes - used : 0);
  }

  out << head;
  const std::string* path = nullptr;
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (!is_chosen[i]) continue;
    const std::string& its_path = outcome.findings[i].where.path;
    if (path == nullptr || *path != its_path) out << "\n## " << markdown_code(its_path) << '\n';
    path = &its_path;
    out << '\n' << sections[i];
  }
  const auto left = std::count(is_chosen.begin(), is_chosen.end(), false);
  if (left > 0) {
    out << "\nThere is no room here for "
        << counted(static_cast<std::size_t>(left), "less severe finding", "less severe findings") << ".\n";
  }
}

}  // namespace lockstep::report
