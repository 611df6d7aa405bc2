#include "report/text.h"

#include "report/accepted.h"
#include "report/matrix_table.h"
#include "report/pen.h"
#include "report/printable.h"
#include "report/source_frame.h"
#include "report/summary.h"

#include <algorithm>
#include <map>
#include <ostream>

namespace lockstep::report {
namespace {

using findings::Finding;
using findings::Outcome;
using findings::Severity;

constexpr unsigned kIndent = 2;
constexpr unsigned kInner = 4;
constexpr std::size_t kMostRelated = 8;
constexpr std::size_t kMostSteps = 14;
constexpr std::size_t kMostNotificationsOfAKind = 5;

std::string spaces(unsigned count) { return std::string(count, ' '); }

unsigned digits(std::uint32_t number) { return static_cast<unsigned>(std::to_string(number).size()); }

/// One width for all line numbers of a finding, so that its bars stand in one column.
unsigned gutter_of(const Finding& finding, std::size_t related) {
  unsigned gutter = digits(finding.where.start.line);
  for (std::size_t i = 0; i < related; ++i) gutter = std::max(gutter, digits(finding.related[i].place.start.line));
  return gutter;
}

void write_more(std::size_t left, std::string_view what, const Finding& finding, const Pen& pen, std::ostream& out) {
  out << spaces(kInner)
      << pen.paint(Ink::Dim, "and " + std::to_string(left) + " more " + std::string(what) + " (lockstep explain " +
                                 finding.identity + " shows all)")
      << '\n';
}

void write_related(const Finding& finding, std::size_t shown, unsigned gutter, const Pen& pen, std::ostream& out) {
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [place, text] = finding.related[i];
    out << '\n' << spaces(kInner) << pen.position(place);
    if (!text.empty()) out << "  " << printable(text);
    out << '\n' << source_frame(place, kInner, gutter, Ink::Note, pen);
  }
  if (shown < finding.related.size()) {
    out << '\n';
    write_more(finding.related.size() - shown, "places", finding, pen, out);
  }
}

void write_step(const findings::Step& step, std::size_t number, unsigned number_width, const Pen& pen,
                std::ostream& out) {
  constexpr int kDeepest = 8;
  const std::string label = std::to_string(number);
  const unsigned indent = kInner + number_width + 2 + 2 * static_cast<unsigned>(std::clamp(step.depth, 0, kDeepest));
  out << spaces(kInner + number_width - static_cast<unsigned>(label.size())) << pen.paint(Ink::Bold, label)
      << spaces(indent - kInner - number_width) << pen.position(step.place);
  if (!step.text.empty()) out << "  " << printable(step.text);
  out << '\n';
  if (const std::string source = source_excerpt(step.place, indent, pen); !source.empty()) {
    out << spaces(indent) << pen.paint(Ink::Dim, source) << '\n';
  }
}

void write_steps(const Finding& finding, const Pen& pen, std::ostream& out) {
  const std::size_t count = finding.steps.size();
  const bool is_cut = count > kMostSteps && !pen.style().in_full;
  const unsigned number_width = digits(static_cast<std::uint32_t>(count));
  out << '\n' << spaces(kInner) << "How it happens:\n";
  for (std::size_t i = 0; i < count; ++i) {
    // Both ends tell the story: where it enters, and where it goes wrong.
    if (is_cut && i == kMostSteps / 2) {
      write_more(count - kMostSteps, "steps", finding, pen, out);
      i = count - kMostSteps / 2;
    }
    write_step(finding.steps[i], i + 1, number_width, pen, out);
  }
}

void write_reasons(const Finding& finding, const Pen& pen, std::ostream& out) {
  out << '\n' << spaces(kInner) << "Why:\n";
  for (const findings::Reason& reason : finding.reasons) {
    out << spaces(kInner) << "· " << pen.wrap(printable(reason.text), kInner + 2);
    if (reason.place) out << "  " << pen.paint(Ink::Dim, pen.position(*reason.place));
    out << '\n';
  }
}

void write_finding(const Finding& finding, const Outcome& outcome, const Pen& pen, std::ostream& out) {
  const Ink ink = ink_of(finding.severity);
  const auto& start = finding.where.start;
  out << spaces(kIndent) << std::to_string(start.line) << ':' << std::to_string(start.column) << "  "
      << pen.paint(ink, to_string(finding.severity)) << "  " << printable(rule_and_kind(finding)) << "  "
      << pen.paint(Ink::Dim, printable(finding.identity)) << '\n';
  out << spaces(kIndent) << pen.paint(Ink::Bold, pen.wrap(printable(finding.message), kIndent)) << "\n\n";

  const std::size_t shown =
      pen.style().in_full ? finding.related.size() : std::min(finding.related.size(), kMostRelated);
  const unsigned gutter = gutter_of(finding, shown);
  out << source_frame(finding.where, kInner, gutter, ink, pen);
  write_related(finding, shown, gutter, pen, out);
  if (finding.matrix) {
    if (const std::string table = matrix_table(*finding.matrix, kInner, pen); !table.empty()) out << '\n' << table;
  }
  if (!finding.steps.empty()) write_steps(finding, pen, out);
  if (pen.style().why && !finding.reasons.empty()) write_reasons(finding, pen, out);
  if (const std::string_view advice = outcome.advice_for(finding); !advice.empty()) {
    out << '\n' << spaces(kIndent) << pen.paint(Ink::Good, "→") << ' ' << pen.wrap(printable(advice), kInner) << '\n';
  }
}

/// Two lines; `explain` shows all of it.
void write_brief(const Finding& finding, const Pen& pen, std::ostream& out) {
  out << pen.position(finding.where) << "  " << pen.paint(ink_of(finding.severity), to_string(finding.severity)) << "  "
      << printable(rule_and_kind(finding)) << "  " << pen.paint(Ink::Dim, printable(finding.identity)) << '\n';
  out << spaces(kInner) << pen.wrap(printable(finding.message), kInner) << '\n';
}

void write_accepted(const findings::Accepted& accepted, const Pen& pen, std::ostream& out) {
  write_brief(accepted.finding, pen, out);
  out << spaces(kInner) << pen.paint(Ink::Dim, pen.wrap(printable(acceptance(accepted)), kInner)) << "\n\n";
}

/// One line about requirements of packs; violations are findings and stand above.
void write_verdicts(const Outcome& outcome, const Pen& pen, std::ostream& out) {
  if (outcome.verdicts.empty()) return;
  std::size_t hold = 0;
  std::size_t violated = 0;
  std::size_t open = 0;
  for (const auto& verdict : outcome.verdicts) {
    hold += verdict.standing == findings::Standing::Holds ? 1U : 0U;
    violated += verdict.standing == findings::Standing::Violated ? 1U : 0U;
    open += verdict.standing == findings::Standing::CannotTell ? 1U : 0U;
  }
  const std::size_t silent = outcome.verdicts.size() - hold - violated - open;
  out << "Of " << counted(outcome.verdicts.size(), "requirement", "requirements") << " "
      << pen.paint(Ink::Good, std::to_string(hold) + (hold == 1 ? " holds" : " hold"));
  if (violated > 0) out << ", " << pen.paint(Ink::Error, std::to_string(violated) + " violated");
  if (open > 0) out << ", " << open << " cannot be told";
  if (silent > 0) out << ", " << silent << (silent == 1 ? " does not apply" : " do not apply");
  out << "\n";
}

}  // namespace

void write_text(const Outcome& outcome, const TextStyle& style, std::ostream& out) {
  const Pen pen(style);
  const std::string* path = nullptr;
  for (const Finding& finding : outcome.findings) {
    if (path == nullptr || *path != finding.where.path) {
      path = &finding.where.path;
      out << pen.path(*path) << "\n\n";
    }
    write_finding(finding, outcome, pen, out);
    out << '\n';
  }
  if (style.accepted) {
    for (const findings::Accepted& accepted : outcome.accepted) write_accepted(accepted, pen, out);
  }
  write_verdicts(outcome, pen, out);
  out << summary(outcome, pen) << '\n';
}

void render_finding(const Finding& finding, const Outcome& outcome, const TextStyle& style, std::ostream& out) {
  const Pen pen(style);
  out << pen.path(finding.where.path) << "\n\n";
  write_finding(finding, outcome, pen, out);
  for (const findings::Accepted& accepted : outcome.accepted) {
    if (style.accepted && accepted.finding.identity == finding.identity) {
      out << '\n' << spaces(kIndent) << "It is " << pen.wrap(printable(acceptance(accepted)), kIndent);
      if (!accepted.comment.path.empty()) out << "  " << pen.paint(Ink::Dim, pen.position(accepted.comment));
      out << '\n';
    }
  }
}

void render_briefly(const Outcome& outcome, const TextStyle& style, std::ostream& out) {
  const Pen pen(style);
  for (const Finding& finding : outcome.findings) write_brief(finding, pen, out);
}

void render_notifications(const Outcome& outcome, const TextStyle& style, std::ostream& out) {
  using Level = findings::Notification::Level;
  const Pen pen(style);
  std::map<std::string_view, std::size_t> shown;
  std::map<std::string_view, std::size_t> left;
  for (const auto& notification : outcome.notifications) {
    // What makes the scan incomplete is always told.
    if (!style.in_full && !notification.incomplete && ++shown[notification.id] > kMostNotificationsOfAKind) {
      ++left[notification.id];
      continue;
    }
    const Ink ink = notification.level == Level::Error     ? Ink::Error
                    : notification.level == Level::Warning ? Ink::Warning
                                                           : Ink::Note;
    out << pen.paint(ink, to_string(notification.level)) << ": ";
    if (notification.place) {
      const auto& place = *notification.place;
      out << (place.line.empty() ? pen.path(place.path) : pen.position(place)) << ": ";
    }
    out << printable(notification.message) << ' ' << pen.paint(Ink::Dim, "[" + printable(notification.id) + "]")
        << '\n';
  }
  for (const auto& [id, count] : left) {
    out << pen.paint(Ink::Dim, "and " + std::to_string(count) + " more [" + printable(id) + "]") << '\n';
  }
}

void render_rules(const Outcome& outcome, const TextStyle& style, std::ostream& out) {
  const Pen pen(style);
  std::size_t widest = 0;
  for (const auto& rule : outcome.rules) {
    for (const auto& kind : rule.kinds) widest = std::max(widest, kind.id.size() + 1);
  }
  bool is_first = true;
  for (const auto& rule : outcome.rules) {
    if (!is_first) out << '\n';
    is_first = false;
    out << pen.paint(Ink::Bold, rule.id) << "  " << rule.title << '\n';
    for (const auto& kind : rule.kinds) {
      const std::string_view severity = to_string(kind.severity);
      out << spaces(kIndent) << '/' << kind.id << spaces(static_cast<unsigned>(widest - kind.id.size() - 1 + 2))
          << pen.paint(ink_of(kind.severity), severity) << spaces(static_cast<unsigned>(9 - severity.size()))
          << pen.wrap(kind.meaning, kIndent + static_cast<unsigned>(widest) + 11) << '\n';
    }
  }
}

}  // namespace lockstep::report
