#include "findings/marks.h"

#include "base/lines.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace lockstep::findings {
namespace {

constexpr std::array kForms = {Mark::Form::Expect, Mark::Form::Also, Mark::Form::KnownMiss, Mark::Form::KnownNoise};

bool is_name_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' || byte == '/';
}

/// "rule/kind, rule/kind" from the beginning of `text`, as far as it reads like that.
std::vector<std::string> names_at(std::string_view text) {
  std::vector<std::string> names;
  for (;;) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name_byte) - text.begin());
    // A comment's own `*/` is no part of a name.
    if (end == 0 || text[0] == '/') return names;
    names.emplace_back(text.substr(0, end));
    text.remove_prefix(end);
    if (text.empty() || text[0] != ',') return names;
    text.remove_prefix(1);
  }
}

}  // namespace

std::string_view to_string(Mark::Form form) {
  switch (form) {
    case Mark::Form::Expect:
      return "expect";
    case Mark::Form::Also:
      return "also";
    case Mark::Form::KnownMiss:
      return "known-miss";
    case Mark::Form::KnownNoise:
      return "known-noise";
  }
  return "";
}

std::vector<Mark> marks_in(std::string_view path, std::string_view text) {
  std::vector<Mark> marks;
  const Lines lines(text);
  for (std::uint32_t number = 1; number <= lines.count(); ++number) {
    const std::string_view line = lines.line(number);
    std::size_t comment = std::string_view::npos;
    for (const std::string_view opener : {"//", "/*", "#"}) comment = std::min(comment, line.find(opener));
    if (comment == std::string_view::npos) continue;
    for (const Mark::Form form : kForms) {
      const std::string word = std::string(to_string(form)) + ":";
      for (std::size_t at = line.find(word, comment); at != std::string_view::npos; at = line.find(word, at + 1)) {
        if (at > 0 && is_name_byte(line[at - 1]) && line[at - 1] != '/') continue;  // the end of another word
        for (std::string& name : names_at(line.substr(at + word.size()))) {
          marks.push_back({.form = form, .path = std::string(path), .line = number, .what = std::move(name)});
        }
      }
    }
  }
  return marks;
}

namespace {

std::string shown(const Mark& mark) { return mark.path + ":" + std::to_string(mark.line) + "  " + mark.what; }

/// What was said, at the place where a mark would stand for it, with the message for people.
using Said = std::multimap<Mark, std::string>;

Said findings_as_marks(const Outcome& outcome) {
  Said said;
  for (const Finding& finding : outcome.findings) {
    said.emplace(
        Mark{.path = finding.where.path, .line = finding.where.start.line, .what = finding.rule + "/" + finding.kind},
        finding.message);
  }
  return said;
}

Said evidence_as_marks(const Outcome& outcome) {
  Said said;
  for (const Finding& finding : outcome.findings) {
    for (const Related& related : finding.related) {
      const Mark mark{
          .form = Mark::Form::Also, .path = related.place.path, .line = related.place.start.line, .what = finding.rule};
      // Two findings may call upon one line; the mark says only that it is evidence.
      if (!said.contains(mark)) said.emplace(mark, related.text);
    }
  }
  return said;
}

bool take(Said& said, Mark mark, Mark::Form form) {
  mark.form = form;
  const auto found = said.find(mark);
  if (found == said.end()) return false;
  said.erase(found);
  return true;
}

/// A line with a finding of its own may well be evidence of another one of the same rule.
bool has_finding(const std::vector<Mark>& marks, const Mark& evidence) {
  return std::any_of(marks.begin(), marks.end(), [&](const Mark& other) {
    return other.form != Mark::Form::Also && other.path == evidence.path && other.line == evidence.line &&
           other.what.starts_with(evidence.what + "/");
  });
}

}  // namespace

std::vector<std::string> compare(const std::vector<Mark>& marks, const Outcome& outcome) {
  std::vector<std::string> faults;
  Said said = findings_as_marks(outcome);
  Said evidence = evidence_as_marks(outcome);
  bool names_evidence = false;
  for (const Mark& mark : marks) {
    switch (mark.form) {
      case Mark::Form::Expect:
        if (!take(said, mark, Mark::Form::Expect)) faults.push_back("missing  " + shown(mark));
        break;
      case Mark::Form::KnownNoise:
        if (!take(said, mark, Mark::Form::Expect)) {
          faults.push_back("no longer noisy, remove the mark  " + shown(mark));
        }
        break;
      case Mark::Form::KnownMiss:
        if (take(said, mark, Mark::Form::Expect)) faults.push_back("found at last, make it an expect  " + shown(mark));
        break;
      case Mark::Form::Also:
        names_evidence = true;
        if (!take(evidence, mark, Mark::Form::Also)) faults.push_back("missing evidence  " + shown(mark));
        break;
    }
  }
  for (const auto& [mark, message] : said) faults.push_back("noisy  " + shown(mark) + "\n       " + message);
  if (names_evidence) {
    for (const auto& [mark, text] : evidence) {
      if (has_finding(marks, mark)) continue;
      faults.push_back("evidence without a mark  " + shown(mark) + "\n       " + text);
    }
  }
  return faults;
}

}  // namespace lockstep::findings
